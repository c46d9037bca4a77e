import { describe, expect, it } from 'vitest'
import { fitting, lengthOn, pointIn, repeated, roomFor } from './parts'

describe('a place', () => {
  it.each([
    ['3.139, 101.6869', 3.139, 101.6869],
    [' -33.86 151.2 ', -33.86, 151.2],
    ['https://www.google.com/maps/place/KLCC/@3.1579,101.7116,17z', 3.1579, 101.7116],
    ['https://www.google.com/maps/place/KLCC/@3.1,101.7,17z/data=!3d3.1579!4d101.7116', 3.1579, 101.7116],
    ['https://www.google.com/maps?q=3.1579%2C101.7116', 3.1579, 101.7116],
    ['https://maps.apple.com/?ll=3.1579,101.7116', 3.1579, 101.7116],
    ['https://www.openstreetmap.org/?mlat=3.1579&mlon=101.7116#map=17/3/101', 3.1579, 101.7116],
    ['https://www.openstreetmap.org/#map=17/3.1579/101.7116', 3.1579, 101.7116],
  ])('is read from %s', (words, latitude, longitude) => {
    expect(pointIn(words)).toEqual({ latitude, longitude })
  })

  it.each(['', 'Jalan Ampang 12', '91, 10', '3.1, 181', '3', 'https://maps.app.goo.gl/abc'])('is not read from “%s”', words => {
    expect(pointIn(words)).toBeNull()
  })
})

it('the same button twice is noticed, empty ones are not', () => {
  const options = ['Yes', '', 'no', ' yes ', ''].map(title => ({ title, description: '' }))
  expect([...repeated(options)]).toEqual([3])
})

it('a text is as long as the channel counts', () => {
  expect(lengthOn({ textUnit: 'characters' }, '你好')).toBe(2)
  expect(lengthOn({ textUnit: 'bytes' }, '你好')).toBe(6)
})

it('of the answers that stand ready those are taken that the account shows', () => {
  expect(fitting({ buttons: { most: 2, titleLength: 5, idLength: 64, bodyLength: 100 } }, ['Small', 'Medium', 'L', 'XL'])).toEqual(['Small', 'L'])
  expect(fitting({ buttons: { most: 0, titleLength: 0, idLength: 0, bodyLength: 0 } }, ['M'])).toEqual([])
})

it('an account says how many choices it shows and how long they are', () => {
  const account = { buttons: { most: 3, titleLength: 20, idLength: 256, bodyLength: 1024 }, list: { rows: 10, titleLength: 24, descriptionLength: 72, labelLength: 20, idLength: 200, bodyLength: 4096 } }
  expect(roomFor(account, 'buttons')).toMatchObject({ most: 3, title: 20, description: 0 })
  expect(roomFor(account, 'list')).toMatchObject({ most: 10, title: 24, description: 72, label: 20 })
})
