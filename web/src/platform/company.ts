import { answer, api } from './client'
import type { components } from './schema'

type Schemas = components['schemas']
export type CompanyProfile = Schemas['CompanyProfile']
export type CompanyChange = Schemas['CompanyProfileChange']
export type Country = Schemas['Country']
export type IndustryCategory = Schemas['IndustryCategory']

/** The company one is signed in to. */
export const fetchCompany = () => answer(api.GET('/api/v1/company'))
export const changeCompany = (body: CompanyChange) => answer(api.PATCH('/api/v1/company', { body }))

/** What companies choose from, the same for all. */
export const fetchCountries = async () => (await answer(api.GET('/api/v1/countries'))).items
export const fetchIndustries = async () => (await answer(api.GET('/api/v1/industry-categories'))).items

/** The name of a country as the reader's language has it; its code where that knows none. */
export const countryName = (code: string, language: string) =>
  /^[A-Z]{2}$/.test(code) ? (new Intl.DisplayNames([language, 'en'], { type: 'region', fallback: 'none' }).of(code) ?? code) : code
