import { answer, api, authorizedFetch } from '@/platform/client'
import { problemOf } from '@/platform/problem'
import { tableType, type TableFormat } from '@/platform/tables'
import type { NewOwnField } from '@/platform/ownFields'
import type { components } from '@/platform/schema'

type Schemas = components['schemas']
export type Contact = Schemas['ContactRow']
export type ContactDetail = Schemas['ContactDetail']
export type ContactChange = Schemas['ContactChange']
export type ContactTag = Schemas['ContactTag']
export type TagColor = Schemas['TagColor']
export type ContactFilter = Schemas['ContactFilter']
export type Segment = Schemas['ContactSegment']
export type ContactImport = Schemas['ContactImport']
export type TimelineItem = Schemas['ContactTimelineItem']

export interface Asked {
  q: string
  tag: string
  score: string
  channel: string
  segment: string
  silentForDays: string
  /** Given, withdrawn or unknown, and on which channel. */
  consent: string
  consentChannel: string
  /** One of the company's own, and what it has to say. */
  field: string
  value: string
  sort: string
}

const at = (id: string) => ({ path: { id } })
const queryOf = ({ q, tag, score, channel, segment, silentForDays, consent, consentChannel, field, value }: Asked) => ({
  q: q || undefined,
  tag: tag ? [tag] : undefined,
  field: field && value ? [`${field}:${value}`] : undefined,
  score: (score || undefined) as never,
  channel: (channel || undefined) as never,
  segment: segment || undefined,
  silentForDays: silentForDays ? Number(silentForDays) : undefined,
  consent: (consent || undefined) as never,
  consentChannel: ((consent && consentChannel) || undefined) as never,
})

export const fetchContacts = (asked: Asked, after?: string) =>
  answer(api.GET('/api/v1/contacts', { params: { query: { ...queryOf(asked), sort: asked.sort as never, after } } }))

/** The same contacts as the list, as a file. */
export async function fetchFile(asked: Asked, format: TableFormat): Promise<Blob> {
  const query = new URLSearchParams({ format })
  for (const [name, value] of Object.entries(queryOf(asked))) if (value !== undefined) query.append(name, String(value))
  const response = await authorizedFetch(new Request(`${location.origin}/api/v1/contacts/export?${query}`))
  if (!response.ok) throw problemOf(response, await response.json().catch(() => null))
  return response.blob()
}

export const fetchContact = (id: string) => answer(api.GET('/api/v1/contacts/{id}', { params: at(id) }))
export const changeContact = (id: string, body: ContactChange) => answer(api.PATCH('/api/v1/contacts/{id}', { params: at(id), body }))
export const fetchTimeline = async (id: string) => (await answer(api.GET('/api/v1/contacts/{id}/timeline', { params: at(id) }))).items
export const fetchNotes = async (id: string) => (await answer(api.GET('/api/v1/contacts/{id}/notes', { params: at(id) }))).items
export const addNote = (id: string, text: string) => answer(api.POST('/api/v1/contacts/{id}/notes', { params: at(id), body: { text } }))
export const removeNote = (id: string, noteId: string) => api.DELETE('/api/v1/contacts/{id}/notes/{noteId}', { params: { path: { id, noteId } } })
export const fetchConsents = async (id: string) => (await answer(api.GET('/api/v1/contacts/{id}/consents', { params: at(id) }))).items
export const recordConsent = (id: string, body: Schemas['NewConsent']) => answer(api.POST('/api/v1/contacts/{id}/consents', { params: at(id), body }))

export const takeBackConsent = (id: string, consentId: string) => api.DELETE('/api/v1/contacts/{id}/consents/{consentId}', { params: { path: { id, consentId } } })

export const fetchAllDuplicates = async () => (await answer(api.GET('/api/v1/contacts/duplicates'))).items
export const tellApart = (id: string, otherId: string) => api.PUT('/api/v1/contacts/{id}/duplicates/{otherId}/refusal', { params: { path: { id, otherId } } })
export const fetchDuplicates = async (id: string) => (await answer(api.GET('/api/v1/contacts/{id}/duplicates', { params: at(id) }))).items
/** By name, phone or e-mail. */
export const findContacts = async (q: string) => (await answer(api.GET('/api/v1/contacts', { params: { query: { q, limit: 8 } } }))).items
export const fetchMerges = async (id: string) => (await answer(api.GET('/api/v1/contacts/{id}/merges', { params: at(id) }))).items
export const mergeContacts = (id: string, contactId: string) => answer(api.POST('/api/v1/contacts/{id}/merges', { params: at(id), body: { contactId } }))
export const splitContacts = (id: string, mergeId: string) => answer(api.DELETE('/api/v1/contacts/{id}/merges/{mergeId}', { params: { path: { id, mergeId } } }))

export const fetchTags = async () => (await answer(api.GET('/api/v1/contact-tags'))).items
export const addTag = (name: string, color: TagColor) => answer(api.POST('/api/v1/contact-tags', { body: { name, color } }))
export const renameTag = (id: string, name: string) => answer(api.PATCH('/api/v1/contact-tags/{id}', { params: at(id), body: { name } }))
export const removeTag = (id: string) => api.DELETE('/api/v1/contact-tags/{id}', { params: at(id) })
export const fetchFields = async () => (await answer(api.GET('/api/v1/contact-fields'))).items
export const fetchFieldPresets = async (language: string) =>
  (await answer(api.GET('/api/v1/contact-fields/presets', { params: { query: { language: language as never } } }))).items
export const addField = (body: NewOwnField) => answer(api.POST('/api/v1/contact-fields', { body }))
export const renameField = (id: string, name: string) => answer(api.PATCH('/api/v1/contact-fields/{id}', { params: at(id), body: { name } }))
export const removeField = (id: string) => api.DELETE('/api/v1/contact-fields/{id}', { params: at(id) })
export const fetchConversationFields = async () => (await answer(api.GET('/api/v1/conversation-fields'))).items
export const fetchConversationFieldPresets = async (language: string) =>
  (await answer(api.GET('/api/v1/conversation-fields/presets', { params: { query: { language: language as never } } }))).items
export const addConversationField = (body: NewOwnField) => answer(api.POST('/api/v1/conversation-fields', { body }))
export const renameConversationField = (id: string, name: string) => answer(api.PATCH('/api/v1/conversation-fields/{id}', { params: at(id), body: { name } }))
export const removeConversationField = (id: string) => api.DELETE('/api/v1/conversation-fields/{id}', { params: at(id) })
export const fetchSegments = async () => (await answer(api.GET('/api/v1/contact-segments'))).items
export const addSegment = (name: string, filter: ContactFilter) => answer(api.POST('/api/v1/contact-segments', { body: { name, filter } }))
export const changeSegment = (id: string, name: string, filter: ContactFilter) => answer(api.PUT('/api/v1/contact-segments/{id}', { params: at(id), body: { name, filter } }))
export const removeSegment = (id: string) => api.DELETE('/api/v1/contact-segments/{id}', { params: at(id) })

const sent = (file: File) => ({ body: file as never, bodySerializer: (body: unknown) => body as Blob, headers: { 'Content-Type': tableType(file) } })
export const fetchColumns = async (file: File) => (await answer(api.POST('/api/v1/contact-imports/columns', sent(file)))).columns
export const importContacts = (file: File, map: string[], dryRun: boolean) =>
  answer(api.POST('/api/v1/contact-imports', { params: { query: { map, dryRun, fileName: file.name.slice(0, 200) } }, ...sent(file) }))
export const fetchImports = async () => (await answer(api.GET('/api/v1/contact-imports'))).items
export const fetchImport = (id: string) => answer(api.GET('/api/v1/contact-imports/{id}', { params: at(id) }))
export const undoImport = (id: string) => answer(api.DELETE('/api/v1/contact-imports/{id}', { params: at(id) }))
