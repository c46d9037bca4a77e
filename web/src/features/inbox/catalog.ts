import { answer, api } from '@/platform/client'
import { TAPPED_HOLD_SECONDS } from '@/platform/hold'
import type { Picture } from '@/platform/pictures'
import type { components } from '@/platform/schema'

type Schemas = components['schemas']
export type Product = Schemas['Product']
export type RecommendationReason = Schemas['RecommendationReasonDetail']

/** What is on sale: the best fits of the words, or the first by name. */
export const findProducts = async (words: string, outlet?: string, sellable?: boolean) =>
  (await answer(api.GET('/api/v1/products', { params: { query: { q: words || undefined, outlet, sellable, limit: 20 } } }))).items

/** A product, or one tier of a package, as it can be offered to a customer. */
export interface Offer {
  /** Of the row; a package has one for each tier. */
  id: string
  productId?: string
  packageId?: string
  packageTier?: number
  name: string
  sku: string | null
  category: string | null
  text: string | null
  price: Product['price']
  /** Null: not counted. */
  available: number | null
  /** Why it stands first, the strongest before the others. */
  reasons?: RecommendationReason[]
  picture?: Picture
}

const offer = ({ id, name, sku, category, description, price, stock }: Product, reasons?: RecommendationReason[]): Offer => ({
  id, productId: id, name, sku, category, text: description, price, available: stock, reasons,
})

/** What suits the talk, and why. */
export const findRecommended = async (conversationId: string) =>
  (await answer(api.GET('/api/v1/conversations/{id}/recommended-products', { params: { path: { id: conversationId } } })))
    .items.map(({ product, reasons }) => offer(product, reasons))

/** What is on sale, and before it what suits the talk. */
export async function findOffers(conversationId: string, outlet: string | undefined, words: string): Promise<Offer[]> {
  const [recommended, goods] = await Promise.all([
    words ? [] : findRecommended(conversationId),
    findGoods(words, outlet),
  ])
  const first = new Set(recommended.map(({ id }) => id))
  const found = [...recommended, ...goods.filter(({ id }) => !first.has(id))]
  const pictures = await picturesOf(found.flatMap(({ productId }) => productId ?? []))
  return found.map(one => ({ ...one, picture: pictures.get(one.productId ?? '') }))
}

async function picturesOf(product: string[]): Promise<Map<string, Picture>> {
  if (!product.length) return new Map()
  const { items } = await answer(api.GET('/api/v1/products/images', { params: { query: { product } } }))
  return new Map(items.map(picture => [picture.productId, picture]))
}

/** Products, then the packages whose name or number has the words in it. What is sold is a variant of what comes in some. */
export async function findGoods(words: string, outlet?: string, sellable?: boolean): Promise<Offer[]> {
  const [products, packages] = await Promise.all([findProducts(words, outlet, sellable), answer(api.GET('/api/v1/packages', { params: { query: { q: words || undefined, limit: 5 } } }))])
  return [
    ...products.map(product => offer(product)),
    ...packages.items.flatMap(({ id, name, sku, tiers }) =>
      tiers.map((tier, index) => ({
        id: `${id}/${index}`,
        packageId: id,
        packageTier: index,
        name: tiers.length === 1 ? name : `${name} – ${tier.name}`,
        sku,
        category: null,
        text: tier.parts.map(part => `${part.quantity} × ${part.name}`).join('\n'),
        price: tier.price,
        available: tier.available,
      })),
    ),
  ]
}

/** The card with the price the server finds at that moment; held a while, so that it can be taken back. */
export const sendOffer = (id: string, { productId, packageId, packageTier }: Offer, clientId: string, seenUpTo?: number) =>
  answer(
    api.POST('/api/v1/conversations/{id}/messages', {
      params: { path: { id } },
      body: productId ? { type: 'product', productId, clientId, seenUpTo, holdSeconds: TAPPED_HOLD_SECONDS } : { type: 'package', packageId, packageTier, clientId, seenUpTo, holdSeconds: TAPPED_HOLD_SECONDS },
    }),
  )
