import { answer, api } from '@/platform/client'
import type { components } from '@/platform/schema'

type Schemas = components['schemas']
export type Week = Schemas['Week']
export type Outlet = Schemas['Outlet']
export type OutletChange = Schemas['OutletChange']
export type NewOutlet = Schemas['NewOutlet']
export type ChannelAccount = Schemas['ChannelAccount']
export type SlaPolicy = Schemas['SlaPolicy']
export type AssignmentRule = Schemas['AssignmentSettings']

const at = (id: string) => ({ path: { id } })
const LOGO = '/api/v1/company/logo'

export const fetchHolidays = async (country: string, year: number, state: string) =>
  (await answer(api.GET('/api/v1/public-holidays', { params: { query: { country, year, state: state || undefined } } }))).items

export function setLogo(file: Blob, name: string) {
  const form = new FormData()
  form.append('file', file, name)
  return answer(api.PUT(LOGO, { body: form as never, bodySerializer: body => body as never }))
}
export const removeLogo = () => answer(api.DELETE(LOGO))

export { fetchMembers as fetchPeople, fetchOutlets } from '@/platform/everyPage'
export const fetchChannelAccounts = async () => (await answer(api.GET('/api/v1/channel-accounts'))).items

export const addOutlet = (body: NewOutlet) => answer(api.POST('/api/v1/outlets', { body }))
export const changeOutlet = (id: string, body: OutletChange) => answer(api.PATCH('/api/v1/outlets/{id}', { params: at(id), body }))
export const deleteOutlet = (id: string) => api.DELETE('/api/v1/outlets/{id}', { params: at(id) })
export const moveAccount = (id: string, outletId: string | null) =>
  answer(api.PUT('/api/v1/channel-accounts/{id}/outlet', { params: at(id), body: { outletId } }))

export const fetchAssignmentRule = () => answer(api.GET('/api/v1/assignment-rule'))
export const fetchSla = async () => (await answer(api.GET('/api/v1/company/sla'))).policies
export const changeSla = async (policies: SlaPolicy[]) => (await answer(api.PUT('/api/v1/company/sla', { body: { policies } }))).policies
export const changeAssignmentRule = (body: AssignmentRule) => answer(api.PUT('/api/v1/assignment-rule', { body }))
