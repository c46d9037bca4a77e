import { answer, api, type Content, type Conversation, type NewCompletion } from '@/platform/client'
import type { components } from '@/platform/schema'
import { upload } from '@/platform/upload'
import type { ListQuery } from './conversationList'
import type { ThreadApi } from './thread'

const at = (id: string) => ({ path: { id } })

export const listConversations = (query: ListQuery, after: string | null, limit: number) =>
  answer(
    api.GET('/api/v1/conversations', {
      params: { query: { view: query.view, status: query.status, score: query.score || undefined, q: query.q || undefined, priority: query.priority || undefined, tag: query.tag || undefined, field: query.field || undefined, waiting: query.waiting, snoozed: query.snoozed, late: query.late, assignee: query.assignee || undefined, from: query.from || undefined, to: query.to || undefined, sort: query.sort, after: after ?? undefined, limit } },
    }),
  )

export const fetchCounters = () => answer(api.GET('/api/v1/conversations/counters'))

export const fetchMembers = async () => (await answer(api.GET('/api/v1/users', { params: { query: { limit: 100 } } }))).items

export type ContactCopy = components['schemas']['DataExport']
export type ErasureGround = components['schemas']['ErasureRequest']['ground']

export const copyContact = (id: string) => answer(api.POST('/api/v1/contacts/{id}/exports', { params: at(id) }))
export const fetchContactCopy = (id: string, exportId: string) =>
  answer(api.GET('/api/v1/contacts/{id}/exports/{exportId}', { params: { path: { id, exportId } } }))
export const eraseContact = (id: string, ground: ErasureGround) => answer(api.PUT('/api/v1/contacts/{id}/erasure', { params: at(id), body: { ground } }))

export const fetchContact = (id: string) => answer(api.GET('/api/v1/contacts/{id}', { params: at(id) }))

export const fetchScore = (id: string) => answer(api.GET('/api/v1/contacts/{id}/score', { params: at(id) }))

export const threadApi: ThreadApi = {
  conversation: id => answer(api.GET('/api/v1/conversations/{id}', { params: at(id) })),
  async messages(id, page) {
    const { items, next } = await answer(api.GET('/api/v1/conversations/{id}/messages', { params: { ...at(id), query: { ...page, limit: page.limit ?? 50 } } }))
    return { items, next: next === null ? null : Number(next) }
  },
  notes: async id => (await answer(api.GET('/api/v1/conversations/{id}/notes', { params: at(id) }))).items,
  activity: async id => (await answer(api.GET('/api/v1/conversations/{id}/activity', { params: at(id) }))).items,
  send: (id, text, clientId, quotes, suggestionId, seenUpTo, holdSeconds) =>
    answer(api.POST('/api/v1/conversations/{id}/messages', { params: at(id), body: { type: 'text', text, clientId, quotes, suggestionId, seenUpTo, holdSeconds } })),
  note: (id, text, clientId) =>
    answer(api.POST('/api/v1/conversations/{id}/notes', { params: at(id), body: { text, clientId } })),
  sendAgain: (id, messageId) =>
    answer(api.POST('/api/v1/conversations/{id}/messages/{messageId}/attempts', { params: { path: { id, messageId } } })),
}

/** What was said before the account was connected, newest first. */
export const fetchPast = (id: string, after?: string) => answer(api.GET('/api/v1/conversations/{id}/past-messages', { params: { ...at(id), query: { after, limit: 50 } } }))

export const takeFile = (id: string, file: File, onProgress: (share: number) => void) => {
  const form = new FormData()
  form.append('file', file, file.name)
  return upload<Extract<Content, { type: 'media' }>>('POST', `/api/v1/conversations/${id}/files`, form, onProgress)
}
/** The same `clientId` again gives the message stored the first time. */
export const sendContent = (id: string, content: Content, clientId: string, holdSeconds?: number) =>
  answer(api.POST('/api/v1/conversations/{id}/messages', { params: at(id), body: { type: 'content', content, clientId, holdSeconds } }))

export const assign = (id: string, userId: string | null, reason?: string): Promise<Conversation> =>
  answer(api.PUT('/api/v1/conversations/{id}/assignment', { params: at(id), body: { userId, reason: reason || undefined } }))

export const takeOver = (id: string) => answer(api.PUT('/api/v1/conversations/{id}/takeover', { params: at(id) }))
export const handBack = (id: string) => answer(api.DELETE('/api/v1/conversations/{id}/takeover', { params: at(id) }))

export const complete = (id: string, completion: NewCompletion) =>
  answer(api.PUT('/api/v1/conversations/{id}/completion', { params: at(id), body: completion }))
export const reopen = (id: string) => answer(api.DELETE('/api/v1/conversations/{id}/completion', { params: at(id) }))

export async function markRead(id: string, seq: number) {
  await api.PUT('/api/v1/conversations/{id}/read', { params: at(id), body: { seq } })
}

export async function tellTyping(id: string, on: boolean) {
  await api.POST('/api/v1/conversations/{id}/typing', { params: at(id), body: { on } })
}
