import { createSharedComposable, useNow } from '@vueuse/core'
import * as format from './format'

/** The present, to the half minute, shared by all who show "5 m ago". */
export const useMinutes = createSharedComposable(() => useNow({ interval: 30_000 }))

// Times as the company writes them, where it is. The reader's language chooses only words.
export const clock = (at: string | Date, _language?: string) => format.clock(at)
export const fullTime = (at: string | Date, language: string) => format.fullTime(at, language)
export const shortDate = (at: string | Date, _language?: string, _now?: Date) => format.date(at)
export const longDate = (at: string | Date, language: string) => format.longDate(at, language)
export const daysApart = (earlier: string | Date, later: string | Date) => format.daysApart(earlier, later)

/** How long ago in one number: seconds are `now`, under a day minutes or hours, else null (show the date). */
export function age(at: string | Date, now: Date): { unit: 'now' | 'minutes' | 'hours'; n: number } | null {
  const minutes = Math.floor((now.getTime() - new Date(at).getTime()) / 60_000)
  if (minutes < 1) return { unit: 'now', n: 0 }
  if (minutes < 60) return { unit: 'minutes', n: minutes }
  return minutes < 1440 ? { unit: 'hours', n: Math.floor(minutes / 60) } : null
}
