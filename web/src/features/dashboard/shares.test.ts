import { describe, expect, it } from 'vitest'
import type { Figure } from './api'
import { duration, scale, trend } from './shares'

describe('the scale of bars', () => {
  it('goes in round steps over the highest', () => {
    expect(scale([3, 217])).toEqual({ top: 300, ticks: [0, 100, 200, 300] })
    expect(scale([7])).toEqual({ top: 8, ticks: [0, 2, 4, 6, 8] })
  })
  it('counts whole things only', () => expect(scale([1, 2])).toEqual({ top: 2, ticks: [0, 1, 2] }))
  it('is there for nothing at all', () => expect(scale([0, 0])).toEqual({ top: 1, ticks: [0] }))
})

it('tells a duration in two units', () => {
  expect(duration(38)).toEqual([{ unit: 's', n: 38 }])
  expect(duration(250)).toEqual([{ unit: 'm', n: 4 }, { unit: 's', n: 10 }])
  expect(duration(7500)).toEqual([{ unit: 'h', n: 2 }, { unit: 'm', n: 5 }])
  expect(duration(86_400)).toEqual([{ unit: 'd', n: 1 }])
  expect(duration(0)).toEqual([{ unit: 's', n: 0 }])
})

describe('a trend', () => {
  const figure = (name: string, count: number, more: object = {}) => ({ figure: name, count, amount: null, seconds: null, rows: '', before: null, course: [], ...more }) as unknown as Figure
  const before = (count: number, more: object = {}) => ({ count, amount: null, seconds: null, ...more })
  it('is none where nobody knows what was before, or nothing changed', () => {
    expect(trend(figure('open', 3))).toBeNull()
    expect(trend(figure('begun', 3, { before: before(3) }))).toBeNull()
    expect(trend(figure('won', 1, { amount: { amount: '10.00', currency: 'MYR' }, before: before(0, { amount: { amount: '0.00', currency: 'MYR' } }) }))).toBeNull()
  })
  it('counts, and says of money by how much of it', () => {
    expect(trend(figure('begun', 5, { before: before(3) }))).toEqual({ by: 2, unit: 'count', tone: 'none' })
    expect(trend(figure('failed_deliveries', 5, { before: before(3) }))).toEqual({ by: 2, unit: 'count', tone: 'bad' })
    expect(trend(figure('won', 1, { amount: { amount: '118.00', currency: 'MYR' }, before: before(1, { amount: { amount: '100.00', currency: 'MYR' } }) }))).toEqual({ by: 0.18, unit: 'share', tone: 'good' })
  })
  it('finds a quicker answer better', () =>
    expect(trend(figure('first_reply', 5, { seconds: 38, before: before(5, { seconds: 59 }) }))).toEqual({ by: -21, unit: 'seconds', tone: 'good' }))
  it('sets a share beside the share of before', () =>
    expect(trend(figure('without_people', 68, { before: before(62) }), figure('begun', 100, { before: before(100) }))).toEqual({ by: 6, unit: 'points', tone: 'good' }))
})
