import { expect, it } from 'vitest'
import type { CompanyProfile } from '@/platform/company'
import { changeOf, draftOf, sectionOf, undoable } from './profile'
import { usualWeek } from './week'

const company = {
  name: 'Kedai Aman', slug: 'kedai-aman', contact: { email: 'hello@kedai.example', phone: null, website: null, address: null },
  country: 'MY', state: 'MY-10', currency: 'MYR', timeZone: 'Asia/Kuala_Lumpur', dateFormat: 'DD/MM/YYYY',
  preferredLanguage: 'ms', additionalLanguages: ['en'], industryCategory: null, brandVoice: null, businessHours: null,
  closedOnHolidays: true, awayTexts: { ms: 'Kami tutup.' },
} as unknown as CompanyProfile
const change = (what: (draft: ReturnType<typeof draftOf>) => void) => {
  const draft = draftOf(company)
  what(draft)
  return changeOf(draftOf(company), draft)
}

it('sends nothing where nothing was changed', () => expect(change(() => {})).toEqual({}))

it('sends only what was changed, and the contact as a whole', () => {
  expect(change(draft => (draft.contact.phone = ' 03-1234 5678 '))).toEqual({
    contact: { email: 'hello@kedai.example', phone: '03-1234 5678', website: null, address: null },
  })
})

it('sends with a new country what is shown beside it', () => {
  expect(change(draft => Object.assign(draft, { country: 'SG', state: '' }))).toEqual({
    country: 'SG', state: '', currency: 'MYR', timeZone: 'Asia/Kuala_Lumpur', dateFormat: 'DD/MM/YYYY',
  })
})

it('removes an away text by leaving it out', () => expect(change(draft => (draft.awayTexts.ms = ' '))).toEqual({ awayTexts: {} }))

it('cannot be undone where hours were set for the first time', () => {
  const draft = Object.assign(draftOf(company), { hasHours: true, businessHours: usualWeek() })
  expect(changeOf(draftOf(company), draft)).toEqual({ businessHours: usualWeek() })
  expect(undoable(draftOf(company), draft)).toBe(false)
})

it('knows where each field is shown', () => {
  expect(['slug', 'contact.email', 'timeZone', 'businessHours.monday[0]', 'awayTexts.ms'].map(sectionOf)).toEqual(['profile', 'profile', 'localisation', 'hours', 'away'])
})
