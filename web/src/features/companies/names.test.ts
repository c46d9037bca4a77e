import { expect, it } from 'vitest'
import { slugOf } from './names'

it.each([
  ['Kedai Batik', 'kedai-batik'],
  ['  Café Déjà Vu & Sons! ', 'cafe-deja-vu-sons'],
  ['陈氏 Bakery 88', 'bakery-88'],
  ['美玲', ''],
  ['x'.repeat(62) + ' y', 'x'.repeat(62)],
])('the short name of %s is %s', (name, slug) => expect(slugOf(name)).toBe(slug))
