import { answer, api } from '@/platform/client'
import type { components } from '@/platform/schema'

type Schemas = components['schemas']
export type Entry = Schemas['Entry']
export type ApiScope = Schemas['ApiScope']
export type NewKey = Schemas['NewKey']

export const fetchPolicy = () => answer(api.GET('/api/v1/security-policy'))
export const savePolicy = (twoFactorRequired: boolean) => answer(api.PUT('/api/v1/security-policy', { body: { twoFactorRequired } }))

export const fetchKeys = async () => (await answer(api.GET('/api/v1/api-keys'))).items
export const createKey = (body: NewKey) => answer(api.POST('/api/v1/api-keys', { body }))
export const revokeKey = (id: string) => api.DELETE('/api/v1/api-keys/{id}', { params: { path: { id } } })

export const fetchAllowlist = () => answer(api.GET('/api/v1/ip-allowlist'))
export const saveAllowlist = (networks: string[]) => answer(api.PUT('/api/v1/ip-allowlist', { body: { networks } }))

export const fetchEntries = (after?: string | null) =>
  answer(api.GET('/api/v1/audit-entries', { params: { query: { limit: 50, after: after ? Number(after) : undefined } } }))
export const checkAudit = () => answer(api.GET('/api/v1/audit-check'))

/** What can be read with a key, and what can be changed. */
export const SCOPES: ApiScope[] = [
  'conversations:read', 'conversations:write', 'messages:read', 'messages:write', 'handling:write', 'contacts:read', 'contacts:write',
  'leads:read', 'leads:write', 'products:read', 'products:write', 'knowledge:read', 'knowledge:write', 'templates:read', 'templates:write', 'channels:read', 'inbound-events:read', 'inbound-events:write', 'people:read', 'audit-log:read',
]
