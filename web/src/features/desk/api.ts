import { answer, api, type ConversationRow, type Language } from '@/platform/client'
import { assignMany } from '@/platform/assign'
import type { components } from '@/platform/schema'
import { upload } from '@/platform/upload'

type Schemas = components['schemas']
export type Candidate = Schemas['AssignmentCandidate']
export type TransferRequest = Schemas['TransferRequest']
export type CannedReply = Schemas['CannedReply']
export type CannedDraft = Schemas['CannedReplyDraft']

const at = (id: string) => ({ path: { id } })

/** The most urgent `most`, or a few more: the server gives whole pages. */
export async function fetchUnassigned(most: number) {
  const rows: ConversationRow[] = []
  let after: string | undefined
  do {
    const page = await answer(api.GET('/api/v1/conversations', { params: { query: { view: 'unassigned', sort: 'urgency', limit: 100, after } } }))
    rows.push(...page.items)
    after = page.next ?? undefined
  } while (after && rows.length < most)
  return { rows, more: after !== undefined }
}
export const fetchMessages = async (id: string) =>
  (await answer(api.GET('/api/v1/conversations/{id}/messages', { params: { ...at(id), query: { limit: 20 } } }))).items
export const fetchCandidates = async (id: string) => (await answer(api.GET('/api/v1/conversations/{id}/candidates', { params: at(id) }))).items
/** To somebody, of what nobody is responsible for still. */
export const assign = (conversationIds: string[], userId: string) => assignMany(conversationIds, { userId, seen: { userId: null } })
export const release = (conversationIds: string[]) => assignMany(conversationIds, { userId: null })
export const assignByRule = (conversationIds?: string[]) =>
  conversationIds ? assignMany(conversationIds, { byRule: true }) : answer(api.POST('/api/v1/conversations/assignments', { body: { byRule: true } }))

export const fetchTransfers = async () => (await answer(api.GET('/api/v1/transfer-requests', { params: { query: { state: 'open' } } }))).items
export const approve = (id: string, to?: string) => answer(api.PUT('/api/v1/transfer-requests/{id}/approval', { params: at(id), body: { to } }))
export const decline = (id: string, reply: string) => answer(api.PUT('/api/v1/transfer-requests/{id}/refusal', { params: at(id), body: { answer: reply } }))

export const fetchCanned = async () => (await answer(api.GET('/api/v1/canned-replies'))).items
export const addCanned = (body: CannedDraft) => answer(api.POST('/api/v1/canned-replies', { body }))
export const changeCanned = (id: string, body: CannedDraft) => answer(api.PUT('/api/v1/canned-replies/{id}', { params: at(id), body }))
export const attachTo = (id: string, file: File) => {
  const form = new FormData()
  form.append('file', file, file.name)
  return upload<CannedReply>('POST', `/api/v1/canned-replies/${id}/files`, form, () => undefined)
}
export const detachFrom = (id: string, fileId: string) => answer(api.DELETE('/api/v1/canned-replies/{id}/files/{fileId}', { params: { path: { id, fileId } } }))
export const removeCanned = (id: string) => api.DELETE('/api/v1/canned-replies/{id}', { params: at(id) })
export type Texts = Partial<Record<Language, string>>
