import { describe, expect, it } from 'vitest'
import { clock, date, dateAndTime, dayOf, daysApart, fullTime, longDate, money, plainDate } from './format'

const plain = (text: string) => text.replaceAll('\u00a0', ' ')
const KUALA_LUMPUR = { currency: 'MYR', timeZone: 'Asia/Kuala_Lumpur', dateFormat: 'DD/MM/YYYY' }
const evening = '2026-11-25T10:30:05Z'

describe('money', () => {
  it.each([
    ['1234.50', 'MYR', 'RM 1,234.50'],
    [1234.5, 'SGD', 'S$1,234.50'],
    ['1234500.00', 'IDR', 'Rp 1.234.500'],
    ['1234.5', 'BND', 'B$1,234.50'],
    ['1234.50', 'THB', '฿1,234.50'],
    ['1234', 'JPY', 'JPY 1,234'],
    ['1234567.891', 'MYR', 'RM 1,234,567.89'],
    ['-20', 'MYR', '−RM 20.00'],
    [0, 'MYR', 'RM 0.00'],
  ])('writes %s %s as %s', (amount, currency, text) => expect(plain(money(amount, currency))).toBe(text))
})

describe('dates', () => {
  it.each([
    ['DD/MM/YYYY', '25/11/2026'],
    ['MM/DD/YYYY', '11/25/2026'],
    ['YYYY-MM-DD', '2026-11-25'],
    ['DD-MM-YYYY', '25-11-2026'],
    ['DD.MM.YYYY', '25.11.2026'],
  ])('are written as %s', (dateFormat, text) => {
    expect(date(evening, { ...KUALA_LUMPUR, dateFormat })).toBe(text)
    expect(plainDate('2026-11-25', dateFormat)).toBe(text)
  })

  it('are those of the place where the company is', () => {
    const night = '2026-11-25T17:00:00Z'
    expect(dateAndTime(night, KUALA_LUMPUR)).toBe('26/11/2026, 01:00')
    expect(dateAndTime(night, { ...KUALA_LUMPUR, timeZone: 'UTC' })).toBe('25/11/2026, 17:00')
    expect(clock('2026-11-25T16:00:00Z', KUALA_LUMPUR)).toBe('00:00')
    expect(dayOf(night, 'America/New_York')).toBe('2026-11-25')
  })

  it('count the days between as its calendar does', () => {
    expect(daysApart('2026-11-25T15:59:00Z', '2026-11-25T16:01:00Z', 'Asia/Kuala_Lumpur')).toBe(1)
    expect(daysApart('2026-11-25T15:59:00Z', '2026-11-25T16:01:00Z', 'UTC')).toBe(0)
  })

  it.each([
    ['en', 'Wednesday', 'Wednesday 25 November'],
    ['ms', 'Rabu', 'Rabu, 25 November'],
    ['zh', '星期三', '11月25日星期三'],
    ['ta', 'புதன்', 'நவம்பர் 25, புதன்'],
  ])('have the words of the reader: %s', (language, weekday, long) => {
    expect(fullTime(evening, language, KUALA_LUMPUR)).toContain(weekday)
    expect(fullTime(evening, language, KUALA_LUMPUR)).toContain('25/11/2026, 18:30:05')
    expect(longDate(evening, language === 'en' ? 'en-GB' : language, KUALA_LUMPUR)).toBe(long)
  })

  it('do without a time zone the browser does not know', () => {
    expect(date(evening, { ...KUALA_LUMPUR, timeZone: 'Mars/Olympus' })).toMatch(/^2[56]\/11\/2026$/)
  })
})
