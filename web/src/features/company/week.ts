import type { Week } from './api'

export const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const
export type Day = (typeof DAYS)[number]
export type Interval = Week[Day][number]
export const MOST_A_DAY = 6
const A_DAY = 24 * 60

export const closedWeek = (): Week => ({ monday: [], tuesday: [], wednesday: [], thursday: [], friday: [], saturday: [], sunday: [] })

/** What most offices keep; a start for those who have set nothing. */
export function usualWeek(): Week {
  const week = closedWeek()
  for (const day of DAYS.slice(0, 5)) week[day] = [{ from: '09:00', to: '18:00' }]
  return week
}

const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))

/** `to` at or before `from` is on the next day; the same twice is the whole day. */
export const endsNextDay = ({ from, to }: Interval) => from !== '' && to !== '' && minutes(to) <= minutes(from)
export const wholeDay = ({ from, to }: Interval) => from !== '' && from === to

/** The order in which the server keeps them, and counts them in what it refuses. */
export const sorted = (week: Week): Week =>
  Object.fromEntries(DAYS.map(day => [day, week[day].toSorted((a, b) => a.from.localeCompare(b.from))])) as Week

/** The next interval of a day: after the last one, or the usual office hours. */
export function following(intervals: Interval[]): Interval {
  const last = intervals.at(-1)
  if (!last?.to) return { from: '09:00', to: '18:00' }
  const hour = (offset: number) => `${String(Math.min(23, Number(last.to.slice(0, 2)) + offset)).padStart(2, '0')}:00`
  return endsNextDay(last) ? { from: '', to: '' } : { from: hour(1), to: hour(4) }
}

export type Fault = 'incomplete' | 'overlaps' | 'tooMany'

/** What the server would refuse of a sorted week, by its names: `businessHours.monday[0]`. */
export function faults(week: Week): Record<string, Fault> {
  const found: Record<string, Fault> = {}
  const placed: { name: string; start: number; end: number }[] = []
  DAYS.forEach((day, number) => {
    if (week[day].length > MOST_A_DAY) found[`businessHours.${day}`] = 'tooMany'
    week[day].forEach((interval, index) => {
      const name = `businessHours.${day}[${index}]`
      if (!interval.from || !interval.to) {
        found[name] = 'incomplete'
        return
      }
      const start = number * A_DAY + minutes(interval.from)
      const length = minutes(interval.to) - minutes(interval.from)
      placed.push({ name, start, end: start + (length <= 0 ? length + A_DAY : length) })
    })
  })
  placed.sort((a, b) => a.start - b.start)
  placed.forEach(({ name, end }, index) => {
    const next = placed[index + 1]?.start ?? (placed[0]?.start ?? 0) + 7 * A_DAY
    if (end > next) found[name] = 'overlaps'
  })
  return found
}
