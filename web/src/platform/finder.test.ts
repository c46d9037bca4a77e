import { expect, it } from 'vitest'
import { useFinder } from './finder'

/** A search whose answers come when they are told to. */
function slowSearch() {
  const waiting: { words: string; answer: () => void }[] = []
  const search = (words: string) => new Promise<string[]>(resolve => waiting.push({ words, answer: () => resolve([`${words} 1`, `${words} 2`]) }))
  return { search, waiting }
}

it('what is chosen before the answer is there is of the words typed, not of those before', async () => {
  const { search, waiting } = slowSearch()
  const finder = useFinder(search)
  const first = finder.look()
  waiting[0]!.answer()
  await first
  expect(finder.found.value).toEqual([' 1', ' 2'])
  finder.words.value = 'sarung'
  const chosen = finder.chosen()
  waiting[1]!.answer()
  expect(await chosen).toBe('sarung 1')
  expect(finder.found.value).toEqual(['sarung 1', 'sarung 2'])
})

it('nothing is chosen where the words change before the answer comes', async () => {
  const { search, waiting } = slowSearch()
  const finder = useFinder(search)
  finder.words.value = 'sar'
  const chosen = finder.chosen()
  finder.words.value = 'sarung'
  waiting[0]!.answer()
  expect(await chosen).toBeUndefined()
})

it('an answer that comes after a later one is left', async () => {
  const { search, waiting } = slowSearch()
  const finder = useFinder(search)
  finder.words.value = 'a'
  const early = finder.look()
  finder.words.value = 'b'
  const late = finder.look()
  waiting[1]!.answer()
  await late
  waiting[0]!.answer()
  await early
  expect(finder.found.value).toEqual(['b 1', 'b 2'])
})

it('a search that fails says so and chooses nothing', async () => {
  const heard: unknown[] = []
  const finder = useFinder(() => Promise.reject(new Error('no network')), { failed: thrown => heard.push(thrown) })
  finder.words.value = 'x'
  expect(await finder.chosen()).toBeUndefined()
  expect(finder.state.value).toBe('failed')
  expect(heard).toHaveLength(1)
})
