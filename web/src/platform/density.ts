import { useLocalStorage } from '@vueuse/core'

/** Rows of lists are lower, for those who want to see more of them. */
export const compact = useLocalStorage('sembang.compact', false)
