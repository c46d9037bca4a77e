import { user } from './session'

/** How a company writes money and time; set by its admin, the same for everyone who works there. */
export interface Conventions {
  currency: string
  timeZone: string
  /** Such as DD/MM/YYYY. */
  dateFormat: string
}

type Moment = string | number | Date

/** Of the company one is signed in to; before that, of the browser. */
export function conventions(): Conventions {
  const company = user.value?.company
  return {
    currency: company?.currency ?? 'MYR',
    timeZone: company?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    dateFormat: company?.dateFormat ?? 'DD/MM/YYYY',
  }
}

/** As people of the country write them; other currencies by their code. A space follows a letter, not a sign. */
const SYMBOLS: Record<string, string> = { MYR: 'RM', SGD: 'S$', IDR: 'Rp', BND: 'B$', THB: '฿', USD: 'US$', EUR: '€', GBP: '£' }

const numbers = new Map<string, Intl.NumberFormat>()
function number(currency: string) {
  let found = numbers.get(currency)
  if (!found) {
    // Rupiah are grouped by dots and have no cents in daily life. Tamil would count in lakhs, so the reader's language has no say.
    const rupiah = currency === 'IDR'
    const digits = rupiah ? 0 : (new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2)
    found = new Intl.NumberFormat(rupiah ? 'id' : 'en', { minimumFractionDigits: digits, maximumFractionDigits: Math.max(digits, rupiah ? 2 : 0) })
    numbers.set(currency, found)
  }
  return found
}

/** RM 1,234.50. The amount may be the text the server sends. */
export function money(amount: string | number, currency = conventions().currency) {
  const value = Number(amount)
  const symbol = SYMBOLS[currency] ?? currency
  const gap = /\p{L}$/u.test(symbol) ? '\u00a0' : ''
  return `${value < 0 ? '−' : ''}${symbol}${gap}${number(currency).format(Math.abs(value))}`
}

const styles = new Map<string, Intl.DateTimeFormat>()
/** A zone this browser does not know is read as its own. */
function style(language: string, timeZone: string, name: string, options: Intl.DateTimeFormatOptions) {
  const key = `${language}/${timeZone}/${name}`
  let found = styles.get(key)
  if (!found) {
    try {
      found = new Intl.DateTimeFormat(language, { ...options, timeZone })
    } catch {
      found = new Intl.DateTimeFormat(language, options)
    }
    styles.set(key, found)
  }
  return found
}

/** The day it is then where the company is, as 2026-11-25. */
export function dayOf(at: Moment, timeZone = conventions().timeZone) {
  const parts = style('en', timeZone, 'day', { year: 'numeric', month: '2-digit', day: '2-digit' }).formatToParts(new Date(at))
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find(one => one.type === type)?.value ?? ''
  return `${part('year')}-${part('month')}-${part('day')}`
}

/** A day such as 2026-11-25 in the company's format; a day has no zone. */
export function plainDate(day: string, dateFormat = conventions().dateFormat) {
  const [year = '', month = '', date = ''] = day.split('-')
  return dateFormat.replace('YYYY', year).replace('MM', month).replace('DD', date)
}

/** 25/11/2026 */
export const date = (at: Moment, by = conventions()) => plainDate(dayOf(at, by.timeZone), by.dateFormat)

/** 18:30 */
export const clock = (at: Moment, by = conventions()) =>
  style('en-GB', by.timeZone, 'clock', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(at))

/** 25/11/2026, 18:30 */
export const dateAndTime = (at: Moment, by = conventions()) => `${date(at, by)}, ${clock(at, by)}`

/** Wednesday, 25 November, in the reader's words. */
export const longDate = (at: Moment, language: string, by = conventions()) =>
  style(language, by.timeZone, 'long', { weekday: 'long', day: 'numeric', month: 'long' }).format(new Date(at))

/** Everything there is to know of a moment: Wednesday, 25/11/2026, 18:30:05 GMT+8. */
export function fullTime(at: Moment, language: string, by = conventions()) {
  const moment = new Date(at)
  const weekday = style(language, by.timeZone, 'weekday', { weekday: 'long' }).format(moment)
  const parts = style('en-GB', by.timeZone, 'full', { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23', timeZoneName: 'short' })
  return `${weekday}, ${date(moment, by)}, ${parts.format(moment)}`
}

/** Days between two moments as the company's calendar counts them: 0 is the same day. */
export function daysApart(earlier: Moment, later: Moment, timeZone = conventions().timeZone) {
  return Math.round((Date.parse(dayOf(later, timeZone)) - Date.parse(dayOf(earlier, timeZone))) / 86_400_000)
}
