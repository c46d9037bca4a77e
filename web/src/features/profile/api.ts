import { answer, api } from '@/platform/client'
import type { components } from '@/platform/schema'

type Schemas = components['schemas']
export type Browser = Schemas['Browser']
export type TwoFactorSetup = Schemas['TwoFactorSetup']

export const changeProfile = (change: Schemas['ProfileChange']) => answer(api.PATCH('/api/v1/me', { body: change }))
export const setAvailable = (available: boolean) => answer(api.PUT('/api/v1/me/availability', { body: { available } }))
export const setHours = (hours: Schemas['Week'] | null) => answer(api.PUT('/api/v1/me/hours', { body: { hours } }))
export const changePassword = (change: Schemas['PasswordChange']) => api.PUT('/api/v1/me/password', { body: change })
export const me = () => answer(api.GET('/api/v1/me'))

export const twoFactor = () => answer(api.GET('/api/v1/me/two-factor'))
export const beginTwoFactor = () => answer(api.POST('/api/v1/me/two-factor'))
export const confirmTwoFactor = async (code: string) =>
  (await answer(api.PUT('/api/v1/me/two-factor/confirmation', { body: { code } }))).backupCodes
export const renewBackupCodes = async (code: string) =>
  (await answer(api.POST('/api/v1/me/two-factor/backup-codes', { body: { code } }))).backupCodes
export const turnTwoFactorOff = (code: string) => api.DELETE('/api/v1/me/two-factor', { body: { code } })

export const sessions = async () => (await answer(api.GET('/api/v1/sessions'))).items
export const endSession = (id: string) => api.DELETE('/api/v1/sessions/{id}', { params: { path: { id } } })
export const endOtherSessions = () => api.DELETE('/api/v1/sessions')
