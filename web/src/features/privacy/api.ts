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
