import { conventions, dayOf } from '@/platform/format'

/** How far the wall clock of a zone is ahead of UTC at a moment, in milliseconds. */
function ahead(at: number, timeZone: string) {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat('en', { timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' })
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  )
  return Date.UTC(parts.year!, parts.month! - 1, parts.day!, parts.hour!, parts.minute!, parts.second!) - Math.floor(at / 1000) * 1000
}

/** The moment a clock in the zone shows this, as "2026-11-26T09:00". */
export function inZone(local: string, timeZone = conventions().timeZone): Date {
  const shown = Date.parse(`${local}:00Z`)
  // Twice, since the first guess may lie on the other side of a change of summer time.
  const guess = shown - ahead(shown, timeZone)
  return new Date(shown - ahead(guess, timeZone))
}

/** What a clock in the zone shows at that moment, as a field for date and time wants it. */
export const localIn = (at: Date, timeZone = conventions().timeZone) =>
  new Date(at.getTime() + ahead(at.getTime(), timeZone)).toISOString().slice(0, 16)

export const plusDays = (day: string, days: number) => new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)

export interface Preset {
  name: 'inHours' | 'evening' | 'tomorrow' | 'monday'
  at: Date
}

/** Sensible times from now on, in the company's zone, the soonest first. */
export function presets(now: Date, timeZone = conventions().timeZone): Preset[] {
  const today = dayOf(now, timeZone)
  const weekday = new Date(`${today}T00:00:00Z`).getUTCDay()
  const all: Preset[] = [
    { name: 'inHours', at: new Date(Math.ceil((now.getTime() + 3 * 3_600_000) / 300_000) * 300_000) },
    { name: 'evening', at: inZone(`${today}T18:00`, timeZone) },
    { name: 'tomorrow', at: inZone(`${plusDays(today, 1)}T09:00`, timeZone) },
    { name: 'monday', at: inZone(`${plusDays(today, ((8 - weekday) % 7) || 7)}T09:00`, timeZone) },
  ]
  // On a Sunday tomorrow is that Monday; an evening that has come is none.
  return all
    .filter(({ name, at }) => (name === 'evening' ? at.getTime() - now.getTime() > 3_600_000 : name !== 'monday' || weekday !== 0))
    .sort((a, b) => a.at.getTime() - b.at.getTime())
}
