import { answer, api, authorizedFetch } from '@/platform/client'
import { problemOf } from '@/platform/problem'
import type { Picture } from '@/platform/pictures'
import { tableType, type TableFormat } from '@/platform/tables'
import type { NewOwnField } from '@/platform/ownFields'
import type { components } from '@/platform/schema'

type Schemas = components['schemas']
export type Product = Schemas['Product']
export type NewProduct = Schemas['NewProduct']
export type ProductChange = Schemas['ProductChange']
export type NewStockMovement = Schemas['NewStockMovement']
export type Import = Schemas['ProductImport']
export type Reason = Schemas['StockMovementReason']

export interface Filter {
  q: string
  kind: string
  category: string
  archived: boolean
  priceFrom?: string
  priceTo?: string
}

const at = (id: string) => ({ path: { id } })

export const fetchProducts = ({ q, kind, category, archived, priceFrom, priceTo }: Filter, after?: string) =>
  answer(api.GET('/api/v1/products', { params: { query: { q: q || undefined, kind: (kind || undefined) as never, category: category || undefined, archived, priceFrom: (priceFrom || undefined) as never, priceTo: (priceTo || undefined) as never, after } } }))
export const fetchOutlets = async () => (await answer(api.GET('/api/v1/outlets', { params: { query: { limit: 100 } } }))).items
export const fetchCategories = async () => (await answer(api.GET('/api/v1/products/categories'))).items
export const addProduct = (body: NewProduct) => answer(api.POST('/api/v1/products', { body }))
export const changeProduct = (id: string, body: ProductChange) => answer(api.PATCH('/api/v1/products/{id}', { params: at(id), body }))
export type ProductOption = Schemas['ProductOption']
export type NewVariant = Schemas['NewProductVariant']
export const fetchVariants = async (id: string) => (await answer(api.GET('/api/v1/products/{id}/variants', { params: at(id) }))).items
export const addVariants = (id: string, items: NewVariant[]) => answer(api.POST('/api/v1/products/{id}/variants', { params: at(id), body: { items } }))
/** What it costs now, or plans to cost later. */
export const planPrice = (id: string, amount: string, currency: string, validFrom: string) =>
  answer(api.POST('/api/v1/products/{id}/prices', { params: at(id), body: { price: { amount, currency }, validFrom } }))
export const archiveProduct = (id: string) => answer(api.PUT('/api/v1/products/{id}/archival', { params: at(id) }))
export const restoreProduct = (id: string) => answer(api.DELETE('/api/v1/products/{id}/archival', { params: at(id) }))
export const fetchPrices = async (id: string) => (await answer(api.GET('/api/v1/products/{id}/prices', { params: at(id) }))).items
export const fetchMovements = async (id: string) => (await answer(api.GET('/api/v1/products/{id}/stock-movements', { params: at(id) }))).items
export const moveStock = (id: string, body: NewStockMovement) => answer(api.POST('/api/v1/products/{id}/stock-movements', { params: at(id), body }))

export const importProducts = (file: File, dryRun: boolean) =>
  answer(
    api.POST('/api/v1/products/import', {
      params: { query: { dryRun, fileName: file.name.slice(0, 200) } },
      body: file as never,
      bodySerializer: body => body as unknown as Blob,
      headers: { 'Content-Type': tableType(file) },
    }),
  )
export const fetchImports = async () => (await answer(api.GET('/api/v1/products/imports'))).items
export const fetchImport = (id: string) => answer(api.GET('/api/v1/products/imports/{id}', { params: at(id) }))
export const undoImport = (id: string) => answer(api.DELETE('/api/v1/products/imports/{id}', { params: at(id) }))

/** The catalog as a file. */
export async function fetchFile(archived: boolean, format: TableFormat): Promise<Blob> {
  const response = await authorizedFetch(new Request(`${location.origin}/api/v1/products/export?archived=${archived}&format=${format}`))
  if (!response.ok) throw problemOf(response, await response.json().catch(() => null))
  return response.blob()
}

export const fetchFields = async () => (await answer(api.GET('/api/v1/product-fields'))).items
export const fetchFieldPresets = async (language: string) =>
  (await answer(api.GET('/api/v1/product-fields/presets', { params: { query: { language: language as never } } }))).items
export const addField = (body: NewOwnField) => answer(api.POST('/api/v1/product-fields', { body }))
export const renameField = (id: string, name: string) => answer(api.PATCH('/api/v1/product-fields/{id}', { params: at(id), body: { name } }))
export const removeField = (id: string) => api.DELETE('/api/v1/product-fields/{id}', { params: at(id) })

export type Image = Schemas['ProductImage']
export const fetchImages = async (id: string) => (await answer(api.GET('/api/v1/products/{id}/images', { params: at(id) }))).items
export const orderImages = async (id: string, images: string[]) => (await answer(api.PUT('/api/v1/products/{id}/images', { params: at(id), body: { images } }))).items
export const removeImage = async (id: string, imageId: string) =>
  (await answer(api.DELETE('/api/v1/products/{id}/images/{imageId}', { params: { path: { id, imageId } } }))).items
export async function addImage(id: string, file: File) {
  const body = new FormData()
  body.append('file', file)
  return (await answer(api.POST('/api/v1/products/{id}/images', { params: at(id), body: body as never, bodySerializer: form => form as unknown as FormData }))).items
}

/** The first picture, by product. */
export async function fetchFirstImages(ids: string[]): Promise<Record<string, Picture>> {
  if (!ids.length) return {}
  const { items } = await answer(api.GET('/api/v1/products/images', { params: { query: { product: ids } } }))
  return Object.fromEntries(items.map(picture => [picture.productId, picture]))
}
