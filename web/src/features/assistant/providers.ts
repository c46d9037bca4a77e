import { answer, api } from '@/platform/client'
import type { components } from '@/platform/schema'

type Schemas = components['schemas']
export type Provider = Schemas['ModelProvider']
export type Kind = Schemas['ProviderKind']
export type KindInfo = Schemas['ModelProviderKind']
export type Change = Schemas['ModelProviderChange']
export type Rank = '1' | '2'

/** Where these vendors work on what they are sent; of other servers only the company knows. */
export const COUNTRY: Record<Kind, 'US' | null> = { anthropic: 'US', openai: 'US', compatible: null, ollama: null }
/** Whose address the company has to name. */
export const needsAddress = (kind: Kind) => kind === 'compatible' || kind === 'ollama'

const at = (rank: Rank) => ({ path: { rank } })
export const fetchProviders = () => answer(api.GET('/api/v1/model-providers'))
export const saveProvider = (rank: Rank, body: Change) => answer(api.PUT('/api/v1/model-providers/{rank}', { params: at(rank), body }))
export const removeProvider = (rank: Rank) => api.DELETE('/api/v1/model-providers/{rank}', { params: at(rank) })
export const testProvider = (rank: Rank, body?: Change) => answer(api.POST('/api/v1/model-providers/{rank}/test', { params: at(rank), body }))
