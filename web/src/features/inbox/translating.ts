import { useLocalStorage } from '@vueuse/core'

/** Whether what customers write is shown in the reader's language, too. */
export const translating = useLocalStorage('sembang.translate', false)
