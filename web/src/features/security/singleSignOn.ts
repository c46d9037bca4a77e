import { answer, api } from '@/platform/client'

export interface Provider {
  kind: 'oidc'
  issuer: string
  clientId: string
  clientSecret: string | null
  domains: string[]
  createUsers: boolean
  required: boolean
  countsAsTwoFactor: boolean
}

export interface SingleSignOn {
  provider: Provider | null
  startUrl: string
  redirectUri: string
}

/** Kept until the description of the API names these calls. */
const calls = api as unknown as Record<'GET' | 'PUT' | 'DELETE', (path: string, init?: object) => Promise<{ data?: never; response: Response }>>
const PATH = '/api/v1/single-sign-on'

export const fetchSingleSignOn = () => answer<SingleSignOn>(calls.GET(PATH))
export const saveSingleSignOn = (provider: Provider) => answer<SingleSignOn>(calls.PUT(PATH, { body: provider }))
export async function removeSingleSignOn() {
  await calls.DELETE(PATH)
}
