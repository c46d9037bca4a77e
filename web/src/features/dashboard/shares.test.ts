import { describe, expect, it } from 'vitest'
import { duration, scale } from './shares'

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
