import { answer, api } from '@/platform/client'
import type { ListQuery } from './conversationList'
import type { ThreadApi } from './thread'

const at = (id: string) => ({ path: { id } })

export const listConversations = (query: ListQuery, after: string | null, limit: number) =>
  answer(
    api.GET('/api/v1/conversations', {
      params: { query: { view: query.view, status: query.status, score: query.score || undefined, q: query.q || undefined, priority: query.priority || undefined, tag: query.tag || undefined, field: query.field || undefined, waiting: query.waiting, snoozed: query.snoozed, late: query.late, assignee: query.assignee || undefined, channel: query.channel || undefined, outlet: query.outlet || undefined, from: query.from || undefined, to: query.to || undefined, sort: query.sort, after: after ?? undefined, limit } },
    }),
  )

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

export async function markRead(id: string, seq: number) {
  await api.PUT('/api/v1/conversations/{id}/read', { params: at(id), body: { seq } })
}

export async function tellTyping(id: string, on: boolean) {
  await api.POST('/api/v1/conversations/{id}/typing', { params: at(id), body: { on } })
}
