import { expect, it } from 'vitest'
import { combinations, fresh, spoken } from './variants'

it('makes every choice of one value of each kind', () => {
  const made = combinations([{ name: 'Size', values: ['M', 'L'] }, { name: ' Colour ', values: ['Red', 'Blue'] }, { name: '', values: ['x'] }])
  expect(made.map(spoken)).toEqual(['M, Red', 'M, Blue', 'L, Red', 'L, Blue'])
  expect(made[0]).toEqual([{ name: 'Size', value: 'M' }, { name: 'Colour', value: 'Red' }])
  expect(combinations([{ name: 'Size', values: [] }])).toEqual([])
})

it('leaves out what is there already', () => {
  const made = combinations([{ name: 'Size', values: ['M', 'L'] }])
  expect(fresh(made, [{ options: [{ name: 'Size', value: 'm' }] }]).map(spoken)).toEqual(['L'])
})
