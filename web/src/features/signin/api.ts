import { answer, api } from '@/platform/client'
import type { components } from '@/platform/schema'

export type SignInLook = components['schemas']['SignInPage']
export type Invitation = components['schemas']['Invitation']

export const signInLook = (slug: string): Promise<SignInLook> =>
  answer(api.GET('/api/v1/sign-in-companies/{slug}', { params: { path: { slug } } }))

export const askForReset = (email: string) => api.POST('/api/v1/auth/password-resets', { body: { email } })

export const setPassword = (token: string, password: string) =>
  api.PUT('/api/v1/auth/password-resets/{token}', { params: { path: { token } }, body: { password } })

export const invitationOf = (token: string): Promise<Invitation> =>
  answer(api.GET('/api/v1/invitations/{token}', { params: { path: { token } } }))
