import { answer, api } from '@/platform/client'
import type { components } from '@/platform/schema'

type Schemas = components['schemas']
export type Product = Schemas['Product']
export type SoldItem = Schemas['SoldItem']

/** What is on sale: the best fits of the words, or the first by name. */
export const findProducts = async (words: string) =>
  (await answer(api.GET('/api/v1/products', { params: { query: { q: words || undefined, limit: 20 } } }))).items
