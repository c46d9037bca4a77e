import { expect, it } from 'vitest'
import { bodyOf, moved, newTier, wrongOf, type TierDraft } from './packages'

const part = (productId: string, quantity = 1) => ({ productId, name: productId, quantity })
const tier = (name: string, ...ids: string[]): TierDraft => ({ ...newTier(name), parts: ids.map(id => part(id)) })
const ids = (tiers: TierDraft[]) => tiers.map(one => one.parts.map(({ productId, quantity }) => `${productId}${quantity}`).join(' '))

it('moves a part within its tier and to another', () => {
  const tiers = [tier('One', 'a', 'b', 'c'), tier('Two', 'd')]
  expect(ids(moved(tiers, { tier: 0, part: 0 }, part('a'), { tier: 0, part: 2 }))).toEqual(['b1 a1 c1', 'd1'])
  expect(ids(moved(tiers, { tier: 0, part: 2 }, part('c'), { tier: 0, part: 0 }))).toEqual(['c1 a1 b1', 'd1'])
  expect(ids(moved(tiers, { tier: 0, part: 1 }, part('b'), { tier: 1, part: 0 }))).toEqual(['a1 c1', 'b1 d1'])
})

it('adds the pieces where the product is there already', () => {
  const tiers = [tier('One', 'a'), tier('Two', 'a')]
  expect(ids(moved(tiers, null, part('a'), { tier: 0, part: 0 }))).toEqual(['a2', 'a1'])
  expect(ids(moved(tiers, { tier: 0, part: 0 }, part('a', 3), { tier: 1, part: 0 }))).toEqual(['', 'a4'])
})

it('says what is missing, and sends only what the pricing needs', () => {
  expect(wrongOf(newTier('One'))).toBe('parts')
  expect(wrongOf({ ...tier('', 'a') })).toBe('name')
  expect(wrongOf({ ...tier('One', 'a'), pricing: 'percent', percent: '101' })).toBe('percent')
  expect(wrongOf({ ...tier('One', 'a'), pricing: 'price', amount: '1,250.00' })).toBeNull()
  expect(bodyOf({ ...tier('One', 'a'), pricing: 'price', amount: '1,250.00', percent: '5' }, 'MYR')).toEqual({
    name: 'One', pricing: 'price', amount: { amount: '1250.00', currency: 'MYR' }, percent: undefined, parts: [{ productId: 'a', quantity: 1 }],
  })
})
