import { answer, api, authorizedFetch, type Conversation, type Language, type NewCompletion } from '@/platform/client'
import { TAPPED_HOLD_SECONDS } from '@/platform/hold'
import { problemOf } from '@/platform/problem'
import type { components } from '@/platform/schema'
import type { ListQuery } from './conversationList'

type Schemas = components['schemas']
export type Priority = Schemas['Priority']
export type ScheduledMessage = Schemas['ScheduledMessage']
export type CannedReply = Schemas['CannedReply']
export type CannedText = Schemas['CannedText']
export type MacroDone = Schemas['MacroDone']
export type BulkAct = Schemas['BulkAct']

export const PRIORITIES: Priority[] = ['urgent', 'high', 'normal', 'low']

const at = (id: string) => ({ path: { id } })

/** @param seen who was shown as responsible; absent: whoever is */
export const assign = (id: string, userId: string | null, reason?: string, seen?: { id: string } | null): Promise<Conversation> =>
  answer(api.PUT('/api/v1/conversations/{id}/assignment', { params: at(id), body: { userId, reason: reason || undefined, seen: seen === undefined ? undefined : { userId: seen?.id ?? null } } }))

/** @param seen the colleague who was shown as answering */
export const takeOver = (id: string, seen: string | null): Promise<Conversation> =>
  answer(api.PUT('/api/v1/conversations/{id}/takeover', { params: at(id), body: { seen: { userId: seen } } }))
export const handBack = (id: string) => answer(api.DELETE('/api/v1/conversations/{id}/takeover', { params: at(id) }))

export type AssistantMode = Conversation['assistantMode']
export const letAssistant = (id: string, mode: AssistantMode): Promise<Conversation> =>
  answer(api.PUT('/api/v1/conversations/{id}/assistant', { params: at(id), body: { mode } }))

export const complete = (id: string, completion: NewCompletion) =>
  answer(api.PUT('/api/v1/conversations/{id}/completion', { params: at(id), body: completion }))
export const reopen = (id: string) => answer(api.DELETE('/api/v1/conversations/{id}/completion', { params: at(id) }))

export const snooze = (id: string, until: string): Promise<Conversation> =>
  answer(api.PUT('/api/v1/conversations/{id}/snooze', { params: at(id), body: { until } }))
export const wake = (id: string): Promise<Conversation> => answer(api.DELETE('/api/v1/conversations/{id}/snooze', { params: at(id) }))
export const merge = (id: string, into: string): Promise<Conversation> => answer(api.PUT('/api/v1/conversations/{id}/merge', { params: at(id), body: { into } }))
export const part = (id: string): Promise<Conversation> => answer(api.DELETE('/api/v1/conversations/{id}/merge', { params: at(id) }))
export const markUnread = (id: string): Promise<Conversation> => answer(api.DELETE('/api/v1/conversations/{id}/read', { params: at(id) }))
export const prioritise = (id: string, priority: Priority): Promise<Conversation> =>
  answer(api.PUT('/api/v1/conversations/{id}/priority', { params: at(id), body: { priority } }))

export const tagWith = (id: string, tags: string[]): Promise<Conversation> => answer(api.PUT('/api/v1/conversations/{id}/tags', { params: at(id), body: { tags } }))

export type Assignment = Schemas['Assignment']
export const fetchAssignments = async (id: string) => (await answer(api.GET('/api/v1/conversations/{id}/assignments', { params: at(id) }))).items
export const fetchMatches = async (id: string, q: string) => (await answer(api.GET('/api/v1/conversations/{id}/matches', { params: { ...at(id), query: { q } } }))).items

export const fillIn = (id: string, fields: Record<string, string>): Promise<Conversation> => answer(api.PATCH('/api/v1/conversations/{id}/fields', { params: at(id), body: { fields } }))

export const joinColleague = (id: string) => api.PUT('/api/v1/conversations/{id}/presence/joining', { params: at(id) })

export const fetchMuted = async () => (await answer(api.GET('/api/v1/notifications/muted'))).items
export const mute = (conversationId: string, on: boolean) => (on ? api.PUT : api.DELETE)('/api/v1/notifications/muted/{conversationId}', { params: { path: { conversationId } } })

export const block = (contactId: string, reason: string) => answer(api.PUT('/api/v1/contacts/{id}/block', { params: at(contactId), body: { reason: reason || undefined } }))
export const unblock = (contactId: string) => api.DELETE('/api/v1/contacts/{id}/block', { params: at(contactId) })
export const markAsSpam = (id: string): Promise<Conversation> => answer(api.PUT('/api/v1/conversations/{id}/spam', { params: at(id), body: {} }))
export const noSpam = (id: string): Promise<Conversation> => answer(api.DELETE('/api/v1/conversations/{id}/spam', { params: at(id) }))

export const fetchScheduled = async (id: string) => (await answer(api.GET('/api/v1/conversations/{id}/scheduled-messages', { params: at(id) }))).items
export const schedule = (id: string, text: string, sendAt: string) =>
  answer(api.POST('/api/v1/conversations/{id}/scheduled-messages', { params: at(id), body: { text, sendAt, clientId: crypto.randomUUID() } }))
export const reschedule = (id: string, messageId: string, text: string, sendAt: string) =>
  answer(api.PATCH('/api/v1/conversations/{id}/scheduled-messages/{messageId}', { params: { path: { id, messageId } }, body: { text, sendAt } }))
export const takeBack = (id: string, messageId: string) =>
  answer(api.DELETE('/api/v1/conversations/{id}/scheduled-messages/{messageId}', { params: { path: { id, messageId } } }))

export const takeMessageBack = (id: string, messageId: string) =>
  answer(api.DELETE('/api/v1/conversations/{id}/messages/{messageId}/hold', { params: { path: { id, messageId } } }))

export const withdrawMessage = (id: string, messageId: string) =>
  answer(api.DELETE('/api/v1/conversations/{id}/messages/{messageId}', { params: { path: { id, messageId } } }))

export const askTransfer = (id: string, to: string | undefined, reason: string) =>
  answer(api.POST('/api/v1/conversations/{id}/transfer-requests', { params: at(id), body: { to, reason } }))
export const approveTransfer = (id: string, to?: string) => answer(api.PUT('/api/v1/transfer-requests/{id}/approval', { params: at(id), body: { to } }))
export const declineTransfer = (id: string, reply: string) =>
  answer(api.PUT('/api/v1/transfer-requests/{id}/refusal', { params: at(id), body: { answer: reply } }))
export const cancelTransfer = (id: string) => answer(api.DELETE('/api/v1/transfer-requests/{id}', { params: at(id) }))

export const fetchCanned = async (q: string) => (await answer(api.GET('/api/v1/canned-replies', { params: { query: { q: q || undefined } } }))).items
export const cannedText = (id: string, conversationId: string, language?: Language) =>
  answer(api.POST('/api/v1/canned-replies/{id}/text', { params: at(id), body: { conversationId, language } }))

export const runMacro = (id: string, conversationIds: string[]) => answer(api.POST('/api/v1/canned-replies/{id}/runs', { params: at(id), body: { conversationIds, holdSeconds: TAPPED_HOLD_SECONDS } }))
export const undoMacro = (runs: MacroDone[]) => answer(api.POST('/api/v1/canned-replies/withdrawals', { body: { runs } }))
/** @param language absent: that of the conversation */
export const translateDraft = (id: string, text: string, language?: Language): Promise<Schemas['Translation']> =>
  answer(api.POST('/api/v1/conversations/{id}/draft-translations', { params: at(id), body: { text, language } }))
/** What was said, as a file; with what colleagues noted only where one asks for it. */
export async function exportConversation(id: string, notes: boolean): Promise<Blob> {
  const response = await authorizedFetch(new Request(`${location.origin}/api/v1/conversations/${id}/export?notes=${notes}`))
  if (!response.ok) throw problemOf(response, await response.json().catch(() => null))
  return response.blob()
}

export const actOn = (body: BulkAct) => answer(api.POST('/api/v1/conversations/acts', { body }))

export interface SavedView {
  id: string
  name: string
  folder?: string | null
  own: boolean
  count: number
  query: ListQuery
}
export async function fetchViews(): Promise<SavedView[]> {
  const { items } = await answer(api.GET('/api/v1/conversation-views'))
  return items.map(({ query, ...view }) => ({
    ...view,
    query: { ...query, view: query.view as ListQuery['view'], status: query.status as ListQuery['status'], sort: query.sort as ListQuery['sort'], score: query.score ?? '', priority: query.priority ?? '', tag: query.tag ?? '', field: query.field ? `${query.field.field}:${query.field.value}` : '', q: query.q ?? '', late: query.late ?? false, assignee: query.assignee ?? '', channel: query.channel ?? '', outlet: query.outlet ?? '', from: query.from ?? '', to: query.to ?? '' },
  }))
}
function fieldEquals(text: string) {
  const [field = '', value = ''] = text.split(/:(.*)/s)
  return field && value ? { field, value } : undefined
}
export const saveView = (name: string, folder: string, shared: boolean, { score, priority, tag, field, q, assignee, channel, outlet, from, to, ...query }: ListQuery) =>
  answer(api.POST('/api/v1/conversation-views', { body: { name, folder: folder || undefined, shared, query: { ...query, score: score || undefined, priority: priority || undefined, tag: tag || undefined, field: fieldEquals(field), q: q || undefined, assignee: assignee || undefined, channel: channel || undefined, outlet: outlet || undefined, from: from || undefined, to: to || undefined } } }))
export const moveView = (id: string, folder: string) => answer(api.PATCH('/api/v1/conversation-views/{id}', { params: at(id), body: { folder } }))
export const removeView = (id: string) => api.DELETE('/api/v1/conversation-views/{id}', { params: at(id) })
export const makeScenario = (id: string) => answer(api.POST('/api/v1/conversations/{id}/test-scenario', { params: at(id) }))
