import { answer, api } from '@/platform/client'
import type { components } from '@/platform/schema'

const at = (id: string) => ({ path: { id } })

export type ContactCopy = components['schemas']['DataExport']
export type ErasureGround = components['schemas']['ErasureRequest']['ground']

export const copyContact = (id: string) => answer(api.POST('/api/v1/contacts/{id}/exports', { params: at(id) }))
export const fetchContactCopy = (id: string, exportId: string) =>
  answer(api.GET('/api/v1/contacts/{id}/exports/{exportId}', { params: { path: { id, exportId } } }))
export const eraseContact = (id: string, ground: ErasureGround) => answer(api.PUT('/api/v1/contacts/{id}/erasure', { params: at(id), body: { ground } }))

export const fetchContact = (id: string) => answer(api.GET('/api/v1/contacts/{id}', { params: at(id) }))

export const fetchScore = (id: string) => answer(api.GET('/api/v1/contacts/{id}/score', { params: at(id) }))

/** What was said before the account was connected, newest first. */
export const fetchPast = (id: string, after?: string) => answer(api.GET('/api/v1/conversations/{id}/past-messages', { params: { ...at(id), query: { after, limit: 50 } } }))
