import { expect, it } from 'vitest'
import { filledIn, languageName, variablesOf } from './vendor'

it('finds each variable once, in order', () => {
  expect(variablesOf('Hai {{1}}', 'pesanan {{2}} untuk {{ 1 }}', '')).toEqual(['1', '2'])
})

it('fills in what has a value and leaves the rest as it is written', () => {
  expect(filledIn('Hai {{1}}, pesanan {{2}}', { 1: 'Aina', 2: ' ' })).toBe('Hai Aina, pesanan {{2}}')
})

it("names Meta's languages, and leaves what is none as it is", () => {
  expect(languageName('zh_CN', 'en')).toContain('Chinese')
  expect(languageName('!', 'en')).toBe('!')
})
