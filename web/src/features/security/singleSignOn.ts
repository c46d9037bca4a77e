import { answer, api } from '@/platform/client'
import type { components } from '@/platform/schema'

const PATH = '/api/v1/single-sign-on'

export const fetchSingleSignOn = () => answer(api.GET(PATH))
export const saveSingleSignOn = (body: components['schemas']['SingleSignOnChange']) => answer(api.PUT(PATH, { body }))
export const removeSingleSignOn = () => api.DELETE(PATH)

export type Kind = components['schemas']['SingleSignOnChange']['kind']
