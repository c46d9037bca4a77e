import { answer, api } from '@/platform/client'
import type { components } from '@/platform/schema'

type Schemas = components['schemas']
export type Product = Schemas['Product']
export type NewProduct = Schemas['NewProduct']
export type ProductChange = Schemas['ProductChange']
export type NewStockMovement = Schemas['NewStockMovement']
export type Reason = Schemas['StockMovementReason']

export interface Filter {
  q: string
  kind: string
  category: string
  archived: boolean
}

const at = (id: string) => ({ path: { id } })

export const fetchProducts = ({ q, kind, category, archived }: Filter, after?: string) =>
  answer(api.GET('/api/v1/products', { params: { query: { q: q || undefined, kind: (kind || undefined) as never, category: category || undefined, archived, after } } }))
export const fetchCategories = async () => (await answer(api.GET('/api/v1/products/categories'))).items
export const addProduct = (body: NewProduct) => answer(api.POST('/api/v1/products', { body }))
export const changeProduct = (id: string, body: ProductChange) => answer(api.PATCH('/api/v1/products/{id}', { params: at(id), body }))
export const archiveProduct = (id: string) => answer(api.PUT('/api/v1/products/{id}/archival', { params: at(id) }))
export const restoreProduct = (id: string) => answer(api.DELETE('/api/v1/products/{id}/archival', { params: at(id) }))
export const fetchPrices = async (id: string) => (await answer(api.GET('/api/v1/products/{id}/prices', { params: at(id) }))).items
export const fetchMovements = async (id: string) => (await answer(api.GET('/api/v1/products/{id}/stock-movements', { params: at(id) }))).items
export const moveStock = (id: string, body: NewStockMovement) => answer(api.POST('/api/v1/products/{id}/stock-movements', { params: at(id), body }))
