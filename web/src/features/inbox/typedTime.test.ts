import { describe, expect, it } from 'vitest'
import { localIn } from './later'
import { typedTime } from './typedTime'

const KL = 'Asia/Kuala_Lumpur'
/** A Thursday, eleven in the morning where the company is. */
const NOW = new Date('2026-11-26T03:00:00Z')
const meant = (text: string, now = NOW) => {
  const at = typedTime(text, now, KL)
  return at && localIn(at, KL)
}

describe('a time that is typed', () => {
  it.each([
    ['fri 9am', '2026-11-27T09:00'],
    ['Friday at 9', '2026-11-27T09:00'],
    ['tomorrow 3pm', '2026-11-27T15:00'],
    ['tomorrow at 3', '2026-11-27T15:00'],
    ['tomorrow', '2026-11-27T09:00'],
    ['next week', '2026-11-30T09:00'],
    ['mon 14:30', '2026-11-30T14:30'],
    ['sat noon', '2026-11-28T12:00'],
    ['tonight', '2026-11-26T19:00'],
    ['5pm', '2026-11-26T17:00'],
    ['9am', '2026-11-27T09:00'],
    ['2h', '2026-11-26T13:00'],
    ['in 2 hours', '2026-11-26T13:00'],
    ['1h30', '2026-11-26T12:30'],
    ['1.5h', '2026-11-26T12:30'],
    ['90 min', '2026-11-26T12:30'],
    ['3 days', '2026-11-29T11:00'],
    ['24/12 10:00', '2026-12-24T10:00'],
    ['3 jan', '2027-01-03T09:00'],
    ['2026-12-01 08:15', '2026-12-01T08:15'],
  ])('is understood in English: %s', (text, at) => expect(meant(text)).toBe(at))

  it.each([
    ['esok 9 pagi', '2026-11-27T09:00'],
    ['jumaat', '2026-11-27T09:00'],
    ['hari isnin 3 petang', '2026-11-30T15:00'],
    ['esok pukul 8 malam', '2026-11-27T20:00'],
    ['lusa', '2026-11-28T09:00'],
    ['malam ini', '2026-11-26T19:00'],
    ['2 jam lagi', '2026-11-26T13:00'],
    ['30 minit', '2026-11-26T11:30'],
    ['minggu depan', '2026-11-30T09:00'],
    ['5 dis 10.30', '2026-12-05T10:30'],
  ])('is understood in Malay: %s', (text, at) => expect(meant(text)).toBe(at))

  it('is the next of its kind: of today while it is to come, else a week on', () => {
    expect(meant('thu 3pm')).toBe('2026-11-26T15:00')
    expect(meant('thu 9am')).toBe('2026-12-03T09:00')
  })

  it.each(['', 'soon', 'fri someday', '25:00', 'tomorrow 13pm', '31/2', '31/2 9am', 'today 9am', '2020-01-01', '9', 'friend 9am'])('is nothing where it is not understood or has passed: %j', text =>
    expect(meant(text)).toBeNull())

  it('is one of the clocks where the company is, across summer time', () => {
    const at = typedTime('sun 9am', new Date('2026-03-27T12:00:00Z'), 'Europe/Berlin')
    expect(at?.toISOString()).toBe('2026-03-29T07:00:00.000Z')
  })
})
