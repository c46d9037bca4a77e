import { expect, it } from 'vitest'
import { isolated } from './isolated'

it('a name from right to left is a piece of its own in a sentence', () => {
  expect(isolated('שלום')).toBe('\u2068שלום\u2069')
  expect(isolated('سارة Tan')).toBe('\u2068سارة Tan\u2069')
})

it('what turns a text around ends with the name, also where it closes what it has not opened', () => {
  expect(isolated('\u202enimdA')).toBe('\u2068nimdA\u2069')
  expect(isolated('Aina\u2069\u202e')).toBe('\u2068Aina\u2069')
})

it('all other names are as they were', () => {
  for (const name of ['Nurul Aina', '陈美玲', 'தேவி', 'Mei 👩‍👩‍👧']) expect(isolated(name)).toBe(name)
})
