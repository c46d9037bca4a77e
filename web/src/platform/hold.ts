import { useLocalStorage } from '@vueuse/core'

/** For how many seconds the server holds what one writes, so that it can be taken back. */
export const holdSeconds = useLocalStorage('sembang.hold', 0)

/** What is sent with one tap, without having been written by hand. */
export const TAPPED_HOLD_SECONDS = 5
