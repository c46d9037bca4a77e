import { answer, api, authorizedFetch } from '@/platform/client'
import { problemOf } from '@/platform/problem'
import type { components } from '@/platform/schema'
import type { TableFormat } from '@/platform/tables'

type Schemas = components['schemas']
export type Lead = Schemas['Lead']
export type LeadStage = Schemas['LeadStage']
export type LeadBoard = Schemas['LeadBoard']
export type LeadColumn = Schemas['LeadColumn']

const at = (id: string) => ({ path: { id } })

export type SignPhrases = components['schemas']['SignPhrases']
export const fetchPhrases = async () => (await answer(api.GET('/api/v1/scoring/phrases'))).items
export const replacePhrases = async (items: SignPhrases[]) => (await answer(api.PUT('/api/v1/scoring/phrases', { body: { items } }))).items
export type LeadOrder = 'moved' | 'score' | 'amount'
export type NewLead = Schemas['NewLead']
export type LeadMoveTo = Schemas['LeadMoveTo']
/** Which leads are wanted: a page of fifty from `after` on. */
export const fetchLeads = (query: { q?: string; stage?: string; sort: LeadOrder; after?: string }) => answer(api.GET('/api/v1/leads', { params: { query } }))
/** The same leads as the list in the same order, as a file. */
export async function fetchFile(query: { q?: string; stage?: string; sort: LeadOrder }, format: TableFormat): Promise<Blob> {
  const asked = new URLSearchParams({ format })
  for (const [name, value] of Object.entries(query)) if (value !== undefined) asked.append(name, value)
  const response = await authorizedFetch(new Request(`${location.origin}/api/v1/leads/export?${asked}`))
  if (!response.ok) throw problemOf(response, await response.json().catch(() => null))
  return response.blob()
}
export const addLead = (body: NewLead) => answer(api.POST('/api/v1/leads', { body }))
export const fetchSale = (id: string) => answer(api.GET('/api/v1/leads/{id}/sale', { params: at(id) }))
export const fetchBoard = (q: string, sort: LeadOrder) => answer(api.GET('/api/v1/leads/board', { params: { query: { q: q || undefined, sort } } }))
export const fetchLead = (id: string) => answer(api.GET('/api/v1/leads/{id}', { params: at(id) }))
/** @param end why it was lost, or the sale that wins it */
export const moveLead = (id: string, stageId: string, end: Omit<LeadMoveTo, 'stageId'> = {}) => answer(api.PUT('/api/v1/leads/{id}/stage', { params: at(id), body: { stageId, ...end } }))
export const fetchLostReasons = async () => (await answer(api.GET('/api/v1/leads/lost-reasons'))).items
export const changeLead = (id: string, body: Schemas['LeadChange']) => answer(api.PATCH('/api/v1/leads/{id}', { params: at(id), body }))
export const fetchMoves = async (id: string) => (await answer(api.GET('/api/v1/leads/{id}/moves', { params: at(id) }))).items
export const changeStage = (id: string, body: Schemas['LeadStageChange']) => answer(api.PATCH('/api/v1/lead-stages/{id}', { params: at(id), body }))
export const addStage = (body: Schemas['NewLeadStage']) => answer(api.POST('/api/v1/lead-stages', { body }))
