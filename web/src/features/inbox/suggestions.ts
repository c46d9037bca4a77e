import { answer, api } from '@/platform/client'
import type { components } from '@/platform/schema'

type Schemas = components['schemas']
export type Suggestion = Schemas['Suggestion']
export type Trace = Schemas['AnswerTrace']
export type RatingReason = Schemas['SuggestionRatingReason']

const at = (id: string) => ({ path: { id } })

export const makeSuggestion = (conversation: string) =>
  answer(api.POST('/api/v1/conversations/{id}/suggestions', { params: at(conversation) }))

export const rateSuggestion = (id: string, rating: number, reason: RatingReason | null) =>
  answer(api.POST('/api/v1/suggestions/{id}/rating', { params: at(id), body: { rating, reason } }))

/** How a suggestion came about; null where so much has happened since that it is not among the newest any more. */
export async function fetchTrace({ id, conversationId }: Suggestion) {
  const { items } = await answer(api.GET('/api/v1/conversations/{id}/traces', { params: { ...at(conversationId), query: { limit: 50 } } }))
  return items.find(({ suggestionId }) => suggestionId === id)?.trace ?? null
}

/** How a message the assistant sent came about; null where it is from before such things were kept. */
export async function fetchMessageTrace({ id, conversationId }: { id: string; conversationId: string }): Promise<Trace | null> {
  const { items } = await answer(api.GET('/api/v1/conversations/{id}/traces', { params: { ...at(conversationId), query: { message: id, limit: 1 } } }))
  return items[0]?.trace ?? null
}
