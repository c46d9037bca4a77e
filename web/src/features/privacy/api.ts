import { answer, api } from '@/platform/client'
import type { components } from '@/platform/schema'

export type RetentionPolicy = components['schemas']['RetentionPolicy']
export type PrivacyNotice = components['schemas']['PrivacyNotice']

export const fetchRetention = () => answer(api.GET('/api/v1/retention-policy'))
export const changeRetention = (body: RetentionPolicy) => answer(api.PUT('/api/v1/retention-policy', { body }))
export const fetchNotice = () => answer(api.GET('/api/v1/privacy-notice'))
export const changeNotice = (body: PrivacyNotice) => answer(api.PUT('/api/v1/privacy-notice', { body }))
export const fetchExports = async () => (await answer(api.GET('/api/v1/company/exports'))).items
export const startExport = () => answer(api.POST('/api/v1/company/exports'))

export type AffectedContact = components['schemas']['AffectedContact']
export type Processed = components['schemas']['ProcessingRecord']

export const fetchAffected = (query: { from?: string; to?: string; channelAccount?: string; member?: string; apiKey?: string; after?: string }) =>
  answer(api.GET('/api/v1/affected-contacts', { params: { query } }))
export const fetchProcessed = (after?: string | null) => answer(api.GET('/api/v1/processing-records', { params: { query: { after: after ?? undefined } } }))
export const fetchKeys = async () => (await answer(api.GET('/api/v1/api-keys'))).items
export const fetchAccounts = async () => (await answer(api.GET('/api/v1/channel-accounts'))).items

/** Also those who have left: what they did counts. */
export async function fetchPeople() {
  const people: { id: string; name: string }[] = []
  let after: string | undefined
  do {
    const page = await answer(api.GET('/api/v1/users', { params: { query: { limit: 100, after } } }))
    people.push(...page.items)
    after = page.next ?? undefined
  } while (after)
  return people
}
