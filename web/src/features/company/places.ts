import type { Country } from '@/platform/company'

export const DATE_FORMATS = ['DD/MM/YYYY', 'MM/DD/YYYY', 'YYYY-MM-DD', 'DD-MM-YYYY', 'DD.MM.YYYY']

/** Two-letter codes the browser has a name for that are no countries of ISO 3166. */
const NO_COUNTRIES = ['AC', 'CP', 'CQ', 'DG', 'EA', 'EU', 'EZ', 'IC', 'QO', 'TA', 'UN', 'XA', 'XB', 'XK', 'ZZ']
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'

const names = (language: string, type: 'region' | 'currency') => new Intl.DisplayNames([language, 'en'], { type, fallback: 'none' })

interface Item {
  value: string
  label: string
}
const byLabel = (language: string) => (a: Item, b: Item) => a.label.localeCompare(b.label, language)

/** Those with data of their own, and all others. */
export function countryItems(countries: Country[], language: string): { known: Item[]; others: Item[] } {
  const named = names(language, 'region')
  const known = countries.filter(({ code }) => code !== '*').map(({ code }) => code)
  // Intl has no list of countries, but a name for each.
  const others = [...LETTERS].flatMap(first => [...LETTERS].map(second => first + second)).filter(code => !known.includes(code) && !NO_COUNTRIES.includes(code))
  return {
    known: known.map(code => ({ value: code, label: named.of(code) ?? code })),
    others: others
      .flatMap(code => {
        const label = named.of(code)
        return label ? [{ value: code, label }] : []
      })
      .sort(byLabel(language)),
  }
}

export function currencyItems(kept: string, language: string): Item[] {
  const named = names(language, 'currency')
  return [...new Set([...Intl.supportedValuesOf('currency'), kept])].sort().map(code => ({ value: code, label: `${code} · ${named.of(code) ?? code}` }))
}

export const zoneItems = (kept: string): Item[] =>
  [...new Set([...Intl.supportedValuesOf('timeZone'), 'UTC', kept])].sort().map(zone => ({ value: zone, label: zone.replaceAll('_', ' ') }))
