import { ref, shallowRef } from 'vue'
import { useDebounceFn } from '@vueuse/core'

/**
 * Finds things while somebody types: what is found answers to the words typed last, never to earlier ones whose answer
 * came late. `at` is the place of the one that is chosen.
 */
export function useFinder<T>(
  search: (words: string) => Promise<T[]>,
  { initially = '', failed = (thrown: unknown) => console.debug('The search failed', thrown) } = {},
) {
  const words = ref(initially)
  const found = shallowRef<T[]>([])
  const at = ref(0)
  const state = ref<'idle' | 'ready' | 'failed'>('idle')
  let asked = 0
  let answered: string | null = null

  async function look() {
    const mine = ++asked
    const wanted = words.value.trim()
    try {
      const items = await search(wanted)
      if (mine !== asked) return
      answered = wanted
      found.value = items
      at.value = 0
      state.value = 'ready'
    } catch (thrown) {
      failed(thrown)
      if (mine === asked) state.value = 'failed'
    }
  }

  function move(by: number) {
    if (found.value.length) at.value = (at.value + by + found.value.length) % found.value.length
  }

  /** Who types fast presses Enter before the answer is there, and means what they typed, not what was found before. */
  async function chosen(): Promise<T | undefined> {
    const wanted = words.value.trim()
    while (answered !== wanted && wanted === words.value.trim() && state.value !== 'failed') await look()
    return answered === words.value.trim() ? found.value[at.value] : undefined
  }

  function clear() {
    answered = null
    words.value = ''
    found.value = []
    state.value = 'idle'
  }

  return { words, found, at, state, look, lookSoon: useDebounceFn(look, 150), move, chosen, clear }
}
