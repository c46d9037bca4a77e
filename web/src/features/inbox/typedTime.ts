import { conventions, dayOf } from '@/platform/format'
import { inZone, plusDays } from './later'

const DAYS = ['sun(?:day)?|ahad', 'mon(?:day)?|isnin', 'tue(?:s|sday)?|selasa', 'wed(?:nesday)?|rabu', 'thu(?:r|rs|rsday)?|khamis', 'fri(?:day)?|jumaat|jumat', 'sat(?:urday)?|sabtu']
const MONTHS = ['jan', 'feb', 'ma[rc]', 'apr', 'ma[yi]', 'jun', 'jul', 'aug|ogo', 'sep', 'oct|okt', 'nov', 'dec|dis']
const LATER: [unit: string, minutes: number][] = [['m|mins?|minutes?|minit', 1], ['h|hrs?|hours?|jam', 60], ['d|days?|hari', 1440], ['w|weeks?|minggu', 10_080]]
/** What a part of the day means by itself, and whether an hour beside it is after noon. */
const PARTS: [words: string, hour: number, later: boolean][] = [['morning|pagi', 9, false], ['noon|midday|tengah ?hari', 12, true], ['afternoon|petang', 15, true], ['evening|tonight|night|malam(?: ini)?', 19, true]]
const FILLERS = /\b(?:at|on|in|this|next|pada|pukul|jam|dalam|lagi|depan)\b/g

/**
 * The time that is meant by "fri 9am", "tomorrow 3pm", "2h", "esok 9 pagi", "jumaat" or "12/3 14:30" on the clocks of the zone;
 * null where it is not understood, or has passed. A day by itself begins at nine.
 */
export function typedTime(text: string, now: Date, timeZone = conventions().timeZone): Date | null {
  let rest = ` ${text.toLowerCase().trim().replaceAll(/[,\s]+/g, ' ')} `
  const take = (pattern: string) => {
    const found = new RegExp(`(?<![\\p{L}\\d:./-])(?:${pattern})(?![\\p{L}\\d:./-])`, 'u').exec(rest)
    if (found) rest = `${rest.slice(0, found.index)} ${rest.slice(found.index + found[0].length)}`
    return found
  }
  if (!rest.trim()) return null

  let minutes = 0
  for (const [unit, each] of [...LATER].reverse()) {
    const found = take(`(?:in |dalam )?(\\d{1,3}(?:[.,]5)?) ?(?:${unit})(?: lagi)?`)
    if (found) minutes += Number(found[1]!.replace(',', '.')) * each
  }
  // "1h30" and "90m": one beside the other.
  const both = take('(\\d{1,2})h(\\d{2})')
  if (both) minutes += Number(both[1]) * 60 + Number(both[2])
  if (minutes) return rest.replaceAll(FILLERS, '').trim() ? null : to(new Date(now.getTime() + minutes * 60_000), now)

  const today = dayOf(now, timeZone)
  const day = dayIn(take, today)
  const clock = clockIn(take, Boolean(day))
  if (rest.replaceAll(FILLERS, '').trim() || day === null || clock === null || (!day && !clock)) return null
  const at = (on: string) => inZone(`${on}T${clock ?? '09:00'}`, timeZone)
  if (!day) return to([today, plusDays(today, 1)].map(at).find(one => one > now) ?? null, now)
  if ('date' in day) return to(at(day.date), now)
  const ahead = (day.weekday - new Date(`${today}T00:00:00Z`).getUTCDay() + 7) % 7
  return to([ahead, ahead + 7].map(days => at(plusDays(today, days))).find(one => one > now) ?? null, now)
}

const YEAR_MS = 366 * 86_400_000
const to = (at: Date | null, now: Date) => (at && at > now && at.getTime() - now.getTime() <= YEAR_MS ? at : null)

type Take = (pattern: string) => RegExpExecArray | null

/** Null: there is no such day; undefined: none is said. */
function dayIn(take: Take, today: string): { date: string } | { weekday: number } | null | undefined {
  if (take('today|hari ini')) return { date: today }
  if (take('tomorrow|tmr|tmrw|esok')) return { date: plusDays(today, 1) }
  if (take('lusa|day after tomorrow')) return { date: plusDays(today, 2) }
  if (take('next week|minggu depan')) return { weekday: 1 }
  const whole = take('(\\d{4})-(\\d{2})-(\\d{2})')
  if (whole) return dated(Number(whole[1]), Number(whole[2]), Number(whole[3]))
  const short = take('(\\d{1,2})[/-](\\d{1,2})')
  if (short) return comingUp(Number(short[2]), Number(short[1]), today)
  for (const [index, name] of MONTHS.entries()) {
    const found = take(`(\\d{1,2}) (?:${name})\\p{L}*`)
    if (found) return comingUp(index + 1, Number(found[1]), today)
  }
  const weekday = DAYS.findIndex(name => take(`(?:hari )?(?:${name})`))
  return weekday < 0 ? undefined : { weekday }
}

function dated(year: number, month: number, day: number) {
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? { date: date.toISOString().slice(0, 10) } : null
}

/** This year's, or next year's where it has passed. */
function comingUp(month: number, day: number, today: string) {
  const year = Number(today.slice(0, 4))
  const here = dated(year, month, day)
  return here && here.date < today ? dated(year + 1, month, day) : here
}

/** As "09:30". Hours without a half of the day are those of a working day. Null: there is no such time; undefined:
 * none is said. */
function clockIn(take: Take, withDay: boolean): string | null | undefined {
  const part = PARTS.find(([words]) => take(words))
  const found = take('(\\d{1,2})(?:[:.](\\d{2}))? ?(am|pm)') ?? take('(\\d{1,2})[:.](\\d{2})') ?? (withDay || part ? take('(\\d{1,2})') : null)
  if (!found) return part ? show(part[1], 0) : undefined
  let hour = Number(found[1])
  const half = found[3]
  if (half && (hour < 1 || hour > 12)) return null
  if (half) hour = (hour % 12) + (half === 'pm' ? 12 : 0)
  else if (part?.[2] && hour < 12) hour += 12
  else if (!part && found[2] === undefined && hour < 7) hour += 12
  return show(hour, Number(found[2] ?? 0))
}

const show = (hour: number, minute: number) => (hour < 24 && minute < 60 ? `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}` : null)
