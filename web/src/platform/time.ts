import { createSharedComposable, useNow } from '@vueuse/core'

/** The present, to the half minute, shared by all who show "5 m ago". */
export const useMinutes = createSharedComposable(() => useNow({ interval: 30_000 }))

const cache = new Map<string, Intl.DateTimeFormat>()
function format(language: string, style: string, options: Intl.DateTimeFormatOptions) {
  const key = `${language}/${style}`
  let found = cache.get(key)
  if (!found) cache.set(key, (found = new Intl.DateTimeFormat(language, options)))
  return found
}

export const clock = (at: string | Date, language: string) =>
  format(language, 'clock', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(at))

export const fullTime = (at: string | Date, language: string) =>
  format(language, 'full', { dateStyle: 'full', timeStyle: 'long' }).format(new Date(at))

export const shortDate = (at: string | Date, language: string, now = new Date()) => {
  const date = new Date(at)
  return date.getFullYear() === now.getFullYear()
    ? format(language, 'date', { day: 'numeric', month: 'short' }).format(date)
    : format(language, 'date-year', { day: 'numeric', month: 'short', year: 'numeric' }).format(date)
}

export const longDate = (at: string | Date, language: string) =>
  format(language, 'long-date', { weekday: 'long', day: 'numeric', month: 'long' }).format(new Date(at))

/** Days between two moments as a calendar counts them: 0 is the same day. */
export function daysApart(earlier: string | Date, later: string | Date) {
  const midnight = (at: string | Date) => new Date(at).setHours(0, 0, 0, 0)
  return Math.round((midnight(later) - midnight(earlier)) / 86_400_000)
}

/** How long ago in one number: seconds are `now`, under a day minutes or hours, else null (show the date). */
export function age(at: string | Date, now: Date): { unit: 'now' | 'minutes' | 'hours'; n: number } | null {
  const minutes = Math.floor((now.getTime() - new Date(at).getTime()) / 60_000)
  if (minutes < 1) return { unit: 'now', n: 0 }
  if (minutes < 60) return { unit: 'minutes', n: minutes }
  return minutes < 1440 ? { unit: 'hours', n: Math.floor(minutes / 60) } : null
}
