import { useQuery, useQueryCache } from '@pinia/colada'
import { answer, api, type Language } from '@/platform/client'
import type { components } from '@/platform/schema'

type Schemas = components['schemas']
export type Progress = Schemas['Onboarding']
export type Step = Schemas['OnboardingStep']
export type Answer = Schemas['PreviewedAnswer']
export type Said = Schemas['TalkMessage']

const KEY = ['onboarding']

/** How far the company is; `take` puts what a change was answered in its place. */
export function useProgress() {
  const cache = useQueryCache()
  const query = useQuery({ key: KEY, query: () => answer(api.GET('/api/v1/onboarding')) })
  return { query, take: (progress: Progress) => cache.setQueryData(KEY, progress), again: () => cache.invalidateQueries({ key: KEY }) }
}

export const skip = (steps: Step[]) => answer(api.PUT('/api/v1/onboarding/skipped-steps', { body: { steps } }))
export const addSamples = () => answer(api.PUT('/api/v1/onboarding/sample-data'))
export const removeSamples = () => answer(api.DELETE('/api/v1/onboarding/sample-data'))
export const finish = () => answer(api.PUT('/api/v1/onboarding/completion'))
export const reopen = () => answer(api.DELETE('/api/v1/onboarding/completion'))

export const ask = (messages: Said[]): Promise<Answer> => answer(api.POST('/api/v1/assistant/preview', { body: { messages } }))

export const fetchAccounts = async () => (await answer(api.GET('/api/v1/channel-accounts'))).items
export const connectSite = (name: string, origin: string) =>
  answer(api.POST('/api/v1/channel-accounts', { body: { channel: 'webchat', name, settings: { allowedOrigins: [origin], brandName: name } } }))
export const connectTelegram = (name: string, botToken: string) =>
  answer(api.POST('/api/v1/channel-accounts', { body: { channel: 'telegram', name, credentials: { botToken } } }))

export const invite = (body: { name: string; email: string; role: 'company_admin' | 'company_user' | 'viewer'; language: Language }) =>
  answer(api.POST('/api/v1/users', { body }))
