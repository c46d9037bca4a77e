import { expect, it } from 'vitest'
import { srcset } from './pictures'

it('names every width there is, and the picture itself where its width is known', () => {
  const sizes = [{ url: '/small', width: 96 }, { url: '/middle', width: 320 }]
  expect(srcset({ url: '/whole', width: 1200, sizes })).toBe('/small 96w, /middle 320w, /whole 1200w')
  expect(srcset({ url: '/whole', width: null, sizes })).toBe('/small 96w, /middle 320w')
  expect(srcset({ url: '/whole', width: 60, sizes: [] })).toBeUndefined()
})
