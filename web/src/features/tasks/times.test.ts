import { expect, it } from 'vitest'
import { instant, localTime, nextHour } from './times'

it('offers the next full hour, also over midnight', () => {
  expect(nextHour(new Date(2026, 10, 24, 9, 1))).toBe('2026-11-24T10:00')
  expect(nextHour(new Date(2026, 11, 31, 23, 59))).toBe('2027-01-01T00:00')
})

it('goes to the server and back to the same minute', () => {
  expect(localTime(new Date(instant('2026-11-24T10:05') ?? ''))).toBe('2026-11-24T10:05')
  expect(instant('')).toBeNull()
})
