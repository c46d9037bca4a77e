import { expect, it } from 'vitest'
import { createFinder, type Match } from './finding'
import type { ThreadItem } from './threadItems'

const said = (n: number): ThreadItem => ({ type: 'message', key: `m${n}`, last: true, message: { id: `m${n}`, at: `2026-11-${String(n).padStart(2, '0')}T03:00:00.000Z` } as never })

/** A thread of 30 messages, of which the last ten are loaded; older ones come in tens. */
function open(matches: number[]) {
  let from = 21
  const shown: string[] = []
  const items = () => Array.from({ length: 31 - from }, (_, index) => said(from + index))
  const finder = createFinder({
    ask: async () => matches.map((n): Match => ({ id: `m${n}`, at: `2026-11-${String(n).padStart(2, '0')}T03:00:00.000Z` })),
    items,
    loadOlder: async () => (from = Math.max(1, from - 10)),
    show: index => shown.push(items()[index]!.key),
  })
  return { finder, shown, loaded: () => items().length }
}

it('begins with the newest match and loads what an older one needs', async () => {
  const { finder, shown, loaded } = open([25, 3, 14])
  await finder.search('kain')
  expect([finder.place.value, finder.count.value, loaded()]).toEqual([3, 3, 10])
  await finder.step(-1)
  await finder.step(-1)
  expect([finder.place.value, loaded()]).toEqual([1, 30])
  await finder.step(-1)
  expect(shown).toEqual(['m25', 'm14', 'm3', 'm25'])
})

it('says that nothing was found, and nothing where nothing is asked', async () => {
  const { finder, shown } = open([])
  await finder.search('kain')
  expect([finder.count.value, shown.length]).toEqual([0, 0])
  await finder.search('  ')
  expect(finder.count.value).toBe(null)
})

it('goes to the first message of a day or after it, to the end where there is none, to the beginning where all are', async () => {
  const { finder, shown, loaded } = open([])
  await finder.to(at => at >= '2026-11-25')
  expect([shown.at(-1), loaded()]).toEqual(['m25', 10])
  await finder.to(at => at >= '2026-11-12')
  expect([shown.at(-1), loaded()]).toEqual(['m12', 20])
  await finder.to(at => at >= '2026-12-01')
  expect(shown.at(-1)).toBe('m30')
  await finder.to(at => at >= '2026-01-01')
  expect(shown.at(-1)).toBe('m1')
})

it('goes to the first that is like what is looked for, and loads until it is there', async () => {
  const { finder, shown, loaded } = open([])
  await finder.toFirst(item => item.type === 'message' && item.message.id === 'm12')
  expect([shown.at(-1), loaded()]).toEqual(['m12', 20])
  await finder.toFirst(() => false)
  expect([shown.at(-1), loaded()]).toEqual(['m12', 30])
})

it('forgets a search that a later one has overtaken', async () => {
  const answers: ((matches: Match[]) => void)[] = []
  const finder = createFinder({ ask: () => new Promise(done => answers.push(done)), items: () => [said(1)], loadOlder: async () => {}, show: () => {} })
  const first = finder.search('a')
  const second = finder.search('ab')
  answers[1]!([])
  answers[0]!([{ id: 'm1', at: '2026-11-01' }])
  await Promise.all([first, second])
  expect(finder.count.value).toBe(0)
})
