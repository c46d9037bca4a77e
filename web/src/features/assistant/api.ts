import { answer, api, authorizedFetch } from '@/platform/client'
import { problemOf } from '@/platform/problem'
import type { components } from '@/platform/schema'

type Schemas = components['schemas']
export type ModelVersion = Schemas['ModelVersion']
export type ModelSetup = Schemas['ModelSetup']
export type ModelRule = Schemas['ModelRule']
export type ModelTest = Schemas['ModelTest']
export type NewModelTest = Schemas['NewModelTest']
export type Expectation = Schemas['ModelTestExpectation']
export type Preview = Schemas['PreviewedAnswer']

export interface Said {
  from: 'contact' | 'agent' | 'assistant'
  text: string
}

const at = (id: string) => ({ path: { id } })

export const fetchVersions = (after?: number) => answer(api.GET('/api/v1/model-versions', { params: { query: { after, limit: 50 } } }))
export const fetchVersion = (id: string) => answer(api.GET('/api/v1/model-versions/{id}', { params: at(id) }))
export const fetchFigures = (id: string) => answer(api.GET('/api/v1/model-versions/{id}/figures', { params: at(id) }))
export const makeVersion = (body: ModelSetup) => answer(api.POST('/api/v1/model-versions', { body }))
export const changeVersion = (id: string, body: ModelSetup) => answer(api.PUT('/api/v1/model-versions/{id}', { params: at(id), body }))
export const copyVersion = (id: string) => answer(api.POST('/api/v1/model-versions/{id}/copies', { params: at(id) }))
export const deleteVersion = (id: string) => api.DELETE('/api/v1/model-versions/{id}', { params: at(id) })
export const activateVersion = (id: string) => answer(api.PUT('/api/v1/model-versions/{id}/activation', { params: at(id) }))
export const deactivateVersion = (id: string) => answer(api.DELETE('/api/v1/model-versions/{id}/activation', { params: at(id) }))
export const exportVersion = (id: string) => answer(api.GET('/api/v1/model-versions/{id}/export', { params: at(id) }))
export const importVersion = (file: Schemas['ModelVersionFile']) => answer(api.POST('/api/v1/model-versions/import', { body: file }))
export const preview = (messages: Said[], modelVersionId: string) =>
  answer(api.POST('/api/v1/assistant/preview', { body: { messages, modelVersionId } }))
export const fetchTests = (id: string, after?: string) =>
  answer(api.GET('/api/v1/model-versions/{id}/tests', { params: { ...at(id), query: { after } } }))
export const runTest = (id: string, body: NewModelTest) => answer(api.POST('/api/v1/model-versions/{id}/tests', { params: at(id), body }))

/** How answers of the last 30 days came about, a JSON object a line. */
export async function fetchTraceFile(): Promise<Blob> {
  const from = new Date(Date.now() - 30 * 86_400_000).toISOString()
  const response = await authorizedFetch(new Request(`${location.origin}/api/v1/answer-traces/export?from=${from}`))
  if (!response.ok) throw problemOf(response, await response.json().catch(() => null))
  return response.blob()
}
