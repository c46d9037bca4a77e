import { answer, api } from '@/platform/client'
import type { components } from '@/platform/schema'

type Schemas = components['schemas']
export type Company = Schemas['Tenant']
export type CompanyStatus = Schemas['CompanyStatus']
export type Plan = Schemas['Plan']
export type NewCompany = Schemas['NewTenant']
export type Founded = Schemas['Founded']

export interface CompanyFilter {
  q: string
  /** `deleting` is what befalls a company in any state. */
  state: CompanyStatus | 'deleting' | null
}

const at = (id: string) => ({ path: { id } })

export const listCompanies = ({ q, state }: CompanyFilter, after: string | null) => {
  const chosen = state === 'deleting' ? { deleting: true } : { status: state ?? undefined }
  return answer(api.GET('/api/v1/companies', { params: { query: { q: q || undefined, ...chosen, after: after ?? undefined, limit: 50 } } }))
}

export const createCompany = (company: NewCompany) => answer(api.POST('/api/v1/companies', { body: company }))
export const fetchCompany = (id: string) => answer(api.GET('/api/v1/companies/{id}', { params: at(id) }))
export const changeCompany = (id: string, change: Schemas['TenantChange']) => answer(api.PATCH('/api/v1/companies/{id}', { params: at(id), body: change }))

export const suspend = (id: string, reason: string) => answer(api.PUT('/api/v1/companies/{id}/suspension', { params: at(id), body: { reason } }))
export const reactivate = (id: string) => answer(api.DELETE('/api/v1/companies/{id}/suspension', { params: at(id) }))

export const fetchDeletion = (id: string) => answer(api.GET('/api/v1/companies/{id}/deletion', { params: at(id) }))
export const requestDeletion = (id: string, reason: string | null) =>
  answer(api.PUT('/api/v1/companies/{id}/deletion', { params: at(id), body: { reason } }))
export const keepCompany = (id: string) => answer(api.DELETE('/api/v1/companies/{id}/deletion', { params: at(id) }))

export const beginLook = (id: string, reason: string, minutes: number) =>
  answer(api.POST('/api/v1/companies/{id}/views', { params: at(id), body: { reason, minutes } }))

export const changeCategory = (code: string, change: Schemas['IndustryCategoryChange']) =>
  answer(api.PATCH('/api/v1/industry-categories/{code}', { params: { path: { code } }, body: change }))

export const resetTwoFactor = (id: string, email: string) => api.POST('/api/v1/companies/{id}/two-factor-resets', { params: at(id), body: { email } })

export const fetchPlatformSettings = () => answer(api.GET('/api/v1/platform-settings'))
export const changePlatformSettings = (change: Schemas['PlatformSettingsChange']) => answer(api.PATCH('/api/v1/platform-settings', { body: change }))
