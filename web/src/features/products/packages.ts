import { answer, api, authorizedFetch } from '@/platform/client'
import { problemOf } from '@/platform/problem'
import type { components } from '@/platform/schema'
import type { Product } from './api'

type Schemas = components['schemas']
export type Package = Schemas['Package']
export type PackageTier = Schemas['PackageTier']
export type NewPackage = Schemas['NewPackage']
export type NewPackageTier = Schemas['NewPackageTier']
export type Pricing = Schemas['PackagePricing']

const at = (id: string) => ({ path: { id } })

export const fetchPackages = (q: string, archived: boolean, after?: string) =>
  answer(api.GET('/api/v1/packages', { params: { query: { q: q || undefined, archived, after } } }))
export const addPackage = (body: NewPackage) => answer(api.POST('/api/v1/packages', { body }))
export const replacePackage = (id: string, body: NewPackage) => answer(api.PUT('/api/v1/packages/{id}', { params: at(id), body }))
export const archivePackage = (id: string) => answer(api.PUT('/api/v1/packages/{id}/archival', { params: at(id) }))
export const restorePackage = (id: string) => answer(api.DELETE('/api/v1/packages/{id}/archival', { params: at(id) }))
/** The picture that goes with a tier when it is sent. */
export async function fetchCard(id: string, tier: number, language: string): Promise<Blob> {
  const response = await authorizedFetch(new Request(`${location.origin}/api/v1/packages/${id}/card?tier=${tier}&language=${language}`))
  if (!response.ok) throw problemOf(response, await response.json().catch(() => null))
  return response.blob()
}
export const calculate = async (tiers: NewPackageTier[]) => (await answer(api.POST('/api/v1/packages/calculation', { body: { tiers } }))).tiers
export const findParts = async (words: string) =>
  (await answer(api.GET('/api/v1/products', { params: { query: { q: words || undefined, sellable: true, limit: 30 } } }))).items

/** What stands in the builder: a part by its product, whatever it costs. */
export interface PartDraft {
  productId: string
  name: string
  quantity: number
}
export interface TierDraft {
  key: string
  name: string
  pricing: Pricing
  amount: string
  percent: string
  parts: PartDraft[]
}

export const newTier = (name: string): TierDraft => ({ key: crypto.randomUUID(), name, pricing: 'parts', amount: '', percent: '', parts: [] })
export const tierDraft = (tier: PackageTier): TierDraft => ({
  key: crypto.randomUUID(),
  name: tier.name,
  pricing: tier.pricing,
  amount: tier.amount?.amount ?? '',
  percent: tier.percent === null ? '' : String(tier.percent),
  parts: tier.parts.map(({ productId, name, quantity }) => ({ productId, name, quantity })),
})
export const partOf = ({ id, name }: Product): PartDraft => ({ productId: id, name, quantity: 1 })

const AMOUNT = /^\d{1,12}(\.\d{1,2})?$/
const PERCENT = /^\d{1,3}(\.\d{1,2})?$/
export const plain = (typed: string) => typed.trim().replaceAll(',', '')

/** Which field of a tier is not right yet. */
export function wrongOf(tier: TierDraft): 'name' | 'parts' | 'amount' | 'percent' | null {
  if (!tier.name.trim()) return 'name'
  if (!tier.parts.length) return 'parts'
  if ((tier.pricing === 'price' || tier.pricing === 'amount') && !AMOUNT.test(plain(tier.amount))) return 'amount'
  if (tier.pricing === 'percent' && (!PERCENT.test(plain(tier.percent)) || Number(plain(tier.percent)) > 100)) return 'percent'
  return null
}

export const bodyOf = ({ name, pricing, amount, percent, parts }: TierDraft, currency: string): NewPackageTier => ({
  name: name.trim(),
  pricing,
  amount: pricing === 'price' || pricing === 'amount' ? { amount: plain(amount), currency } : undefined,
  percent: pricing === 'percent' ? Number(plain(percent)) : undefined,
  parts: parts.map(({ productId, quantity }) => ({ productId, quantity })),
})

/** A part goes to a place of a tier; into a tier that has its product already, the pieces are added. */
export function moved(tiers: TierDraft[], from: { tier: number; part: number } | null, part: PartDraft, to: { tier: number; part: number }): TierDraft[] {
  const lists = tiers.map(tier => [...tier.parts])
  let place = to.part
  if (from) {
    lists[from.tier]?.splice(from.part, 1)
    if (from.tier === to.tier && from.part < place) place--
  }
  const target = lists[to.tier]
  const twin = target?.findIndex(one => one.productId === part.productId) ?? -1
  if (target && twin >= 0) target[twin] = { ...target[twin]!, quantity: target[twin]!.quantity + part.quantity }
  else target?.splice(Math.max(0, Math.min(place, target.length)), 0, part)
  return tiers.map((tier, index) => ({ ...tier, parts: lists[index]! }))
}
