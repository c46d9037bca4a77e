import { answer, api } from '@/platform/client'
import type { components } from '@/platform/schema'
import { upload } from '@/platform/upload'

type Schemas = components['schemas']
export type Material = Schemas['Material']
export type MaterialType = Schemas['MaterialType']
export type NewMaterial = Schemas['NewMaterial']
export type MaterialChange = Schemas['MaterialChange']
export type Faq = Schemas['Faq']
export type NewFaq = Schemas['NewFaq']
export type FaqChange = Schemas['FaqChange']
export type Hit = Schemas['Hit']
export type Unanswered = Schemas['UnansweredQuestion']
export type Contradiction = Schemas['Contradiction']

export const TYPES: MaterialType[] = ['document', 'guideline', 'sample_conversation', 'faq']
export const FILES = '.pdf,.docx,.txt,.md,.markdown,.html,.htm'

const at = (id: string) => ({ path: { id } })
const formOf = (file: File) => {
  const form = new FormData()
  form.append('file', file, file.name)
  return form
}

export const fetchMaterials = (after?: string) => answer(api.GET('/api/v1/materials', { params: { query: { after } } }))
export const fetchMaterial = (id: string) => answer(api.GET('/api/v1/materials/{id}', { params: at(id) }))
export const fetchPassages = (id: string, after?: string) =>
  answer(api.GET('/api/v1/materials/{id}/passages', { params: { ...at(id), query: { after: after ? Number(after) : undefined } } }))
export const addMaterial = (body: NewMaterial) => answer(api.POST('/api/v1/materials', { body }))
export const uploadMaterial = (file: File, onProgress: (share: number) => void) => upload<Material>('POST', '/api/v1/materials', formOf(file), onProgress)
export const replaceFile = (id: string, file: File, onProgress: (share: number) => void) =>
  upload<Material>('PUT', `/api/v1/materials/${id}/file`, formOf(file), onProgress)
export const changeMaterial = (id: string, body: MaterialChange) => answer(api.PATCH('/api/v1/materials/{id}', { params: at(id), body }))
export const removeMaterial = (id: string) => api.DELETE('/api/v1/materials/{id}', { params: at(id) })

export const fetchFaqs = (after?: string) => answer(api.GET('/api/v1/faqs', { params: { query: { after } } }))
export const addFaq = (body: NewFaq) => answer(api.POST('/api/v1/faqs', { body }))
export const changeFaq = (id: string, body: FaqChange) => answer(api.PATCH('/api/v1/faqs/{id}', { params: at(id), body }))
export const removeFaq = (id: string) => api.DELETE('/api/v1/faqs/{id}', { params: at(id) })

export const ask = async (query: string) => (await answer(api.POST('/api/v1/knowledge/search', { body: { query } }))).hits
export const fetchOutlets = async () => (await answer(api.GET('/api/v1/outlets', { params: { query: { limit: 100 } } }))).items

export const fetchUnanswered = async () => (await answer(api.GET('/api/v1/unanswered-questions'))).items
export const fetchContradictions = async () => (await answer(api.GET('/api/v1/knowledge/contradictions'))).items
export const fetchCitations = async (kind: 'faqs' | 'materials', id: string) =>
  (await (kind === 'faqs' ? answer(api.GET('/api/v1/faqs/{id}/citations', { params: at(id) })) : answer(api.GET('/api/v1/materials/{id}/citations', { params: at(id) })))).items
