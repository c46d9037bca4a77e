import { expect, it } from 'vitest'
import { contrast, isColor, onColor } from './website'

it('contrast is that of WCAG, whichever colour comes first', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21)
  expect(contrast('#ffffff', '#000000')).toBeCloseTo(21)
  expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2)
})

it('what is written on a colour can always be read', () => {
  for (const color of ['#3b5fe0', '#ffd54a', '#767676', '#808080', '#ff0000', '#00ff00', '#000000', '#ffffff'])
    expect(contrast(color, onColor(color)), color).toBeGreaterThanOrEqual(4.5)
})

it('a colour has six digits', () => {
  expect(['#1F3A6E', '#1f3a6', 'red', '1f3a6e', ''].map(isColor)).toEqual([true, false, false, false, false])
})
