import type { CompanyChange, CompanyProfile } from '@/platform/company'
import type { Language } from '@/platform/client'
import { LANGUAGES } from '@/platform/i18n'
import type { Week } from './api'
import { closedWeek, sorted } from './week'

/** A company's settings as they are typed: texts are never null, and hours are there even while none are set. */
export interface Draft {
  name: string
  slug: string
  contact: { email: string; phone: string; website: string; address: string }
  industryCategory: string
  brandVoice: string
  country: string
  state: string
  currency: string
  timeZone: string
  dateFormat: string
  preferredLanguage: Language
  additionalLanguages: Language[]
  hasHours: boolean
  businessHours: Week
  closedOnHolidays: boolean
  awayTexts: Record<Language, string>
}

/** Languages as all lists of them have them. */
export const inOrder = (languages: Language[]): Language[] => LANGUAGES.map(({ code }) => code).filter(code => languages.includes(code))

export const draftOf = (company: CompanyProfile): Draft => ({
  name: company.name,
  slug: company.slug,
  contact: {
    email: company.contact.email ?? '',
    phone: company.contact.phone ?? '',
    website: company.contact.website ?? '',
    address: company.contact.address ?? '',
  },
  industryCategory: company.industryCategory ?? '',
  brandVoice: company.brandVoice ?? '',
  country: company.country,
  state: company.state ?? '',
  currency: company.currency,
  timeZone: company.timeZone,
  dateFormat: company.dateFormat,
  preferredLanguage: company.preferredLanguage,
  additionalLanguages: inOrder(company.additionalLanguages),
  hasHours: company.businessHours !== null,
  businessHours: company.businessHours ?? closedWeek(),
  closedOnHolidays: company.closedOnHolidays,
  awayTexts: { en: '', ms: '', zh: '', ta: '', ...company.awayTexts },
})

/** What the server takes of a draft. */
const sent = (draft: Draft): Required<CompanyChange> => ({
  name: draft.name.trim(),
  slug: draft.slug.trim(),
  contact: Object.fromEntries(Object.entries(draft.contact).map(([key, text]) => [key, text.trim() || null])),
  industryCategory: draft.industryCategory,
  brandVoice: draft.brandVoice.trim(),
  country: draft.country,
  state: draft.state,
  currency: draft.currency,
  timeZone: draft.timeZone,
  dateFormat: draft.dateFormat,
  preferredLanguage: draft.preferredLanguage,
  additionalLanguages: draft.additionalLanguages,
  businessHours: draft.hasHours ? sorted(draft.businessHours) : null,
  closedOnHolidays: draft.closedOnHolidays,
  awayTexts: Object.fromEntries(Object.entries(draft.awayTexts).filter(([, text]) => text.trim())),
})

const BROUGHT_BY_COUNTRY = ['currency', 'timeZone', 'dateFormat']

/**
 * Only what is other. With a new country go its currency, time zone and date format too, as they were shown: the
 * server would take those that are usual there.
 */
export function changeOf(before: Draft, after: Draft): CompanyChange {
  const [old, now] = [sent(before), sent(after)]
  const moved = before.country !== after.country
  return Object.fromEntries(
    Object.entries(now).filter(
      ([key, value]) => JSON.stringify(value) !== JSON.stringify(old[key as keyof CompanyChange]) || (moved && BROUGHT_BY_COUNTRY.includes(key)),
    ),
  )
}

/** Whether the server can be taken back to `before`: hours once set can be changed, not unset. */
export const undoable = (before: Draft, after: Draft) => before.hasHours || !after.hasHours

export const SECTIONS = ['profile', 'localisation', 'hours', 'holidays', 'away', 'assignment', 'sla', 'notices'] as const
export type Section = (typeof SECTIONS)[number]

const HOME: Record<string, Section> = { businessHours: 'hours', closedOnHolidays: 'holidays', awayTexts: 'away' }
const LOCAL = ['country', 'state', 'currency', 'timeZone', 'dateFormat', 'preferredLanguage', 'additionalLanguages']

/** Where a field is shown, by the name the server calls it. */
export function sectionOf(field: string): Section {
  const head = field.split(/[.[]/)[0] ?? ''
  return HOME[head] ?? (LOCAL.includes(head) ? 'localisation' : 'profile')
}
