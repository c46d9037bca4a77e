import { expect, it } from 'vitest'
import { everyPage } from './everyPage'

it('has the hundred and first colleague too: it asks until nothing follows', async () => {
  const colleagues = Array.from({ length: 101 }, (_, n) => `c${n}`)
  const asked: (string | undefined)[] = []
  const all = await everyPage(async after => {
    asked.push(after)
    const from = Number(after ?? 0)
    return { items: colleagues.slice(from, from + 100), next: from + 100 < colleagues.length ? String(from + 100) : null }
  })
  expect(all).toEqual(colleagues)
  expect(asked).toEqual([undefined, '100'])
})
