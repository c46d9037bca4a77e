import { answer, api, authorizedFetch, type Language } from '@/platform/client'
import { problemOf } from '@/platform/problem'
import type { components } from '@/platform/schema'
import type { TableFormat } from '@/platform/tables'

type Schemas = components['schemas']
export type ModelVersion = Schemas['ModelVersion']
export type ModelSetup = Schemas['ModelSetup']
export type ModelRule = Schemas['ModelRule']
export type ModelTest = Schemas['ModelTest']
export type NewModelTest = Schemas['NewModelTest']
export type Expectation = Schemas['ModelTestExpectation']
export type Preview = Schemas['PreviewedAnswer']
export type PromptPreview = Schemas['PromptPreview']

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
export const previewPrompt = (id: string, message: string) => answer(api.POST('/api/v1/model-versions/{id}/prompt-preview', { params: at(id), body: { message } }))
export const fetchTests = (id: string, after?: string) =>
  answer(api.GET('/api/v1/model-versions/{id}/tests', { params: { ...at(id), query: { after } } }))
export const runTest = (id: string, body: NewModelTest) => answer(api.POST('/api/v1/model-versions/{id}/tests', { params: at(id), body }))

export type Scenario = Schemas['TestScenario']
export type ScenarioDraft = Schemas['TestScenarioDraft']
export type CustomerType = Scenario['customerType']
export type TestRun = Schemas['TestRun']
export type Verdict = Schemas['ModelTestVerdict']

export const fetchScenarios = () => answer(api.GET('/api/v1/test-scenarios'))
export const makeScenario = (body: ScenarioDraft) => answer(api.POST('/api/v1/test-scenarios', { body }))
export const changeScenario = (id: string, body: ScenarioDraft) => answer(api.PUT('/api/v1/test-scenarios/{id}', { params: at(id), body }))
export const removeScenario = (id: string) => api.DELETE('/api/v1/test-scenarios/{id}', { params: at(id) })
export const addStarterScenarios = (language: Language) => answer(api.POST('/api/v1/test-scenarios/starters', { body: { language } }))
export const startRun = (version: string) => answer(api.POST('/api/v1/model-versions/{id}/test-runs', { params: at(version), body: {} }))
export const fetchRuns = () => answer(api.GET('/api/v1/test-runs'))
export const fetchRun = (id: string) => answer(api.GET('/api/v1/test-runs/{id}', { params: at(id) }))
export const stopRun = (id: string) => answer(api.DELETE('/api/v1/test-runs/{id}', { params: at(id) }))
export const judge = (id: string, body: Verdict) => answer(api.PUT('/api/v1/model-tests/{id}/verdict', { params: at(id), body }))
export const unjudge = (id: string) => answer(api.DELETE('/api/v1/model-tests/{id}/verdict', { params: at(id) }))

/** All of a run: at most three pages. */
export async function fetchTestsOf(run: string): Promise<ModelTest[]> {
  const all: ModelTest[] = []
  let after: string | undefined
  do {
    const page = await answer(api.GET('/api/v1/test-runs/{id}/tests', { params: { ...at(run), query: { after, limit: 100 } } }))
    all.push(...page.items)
    after = page.next ?? undefined
  } while (after)
  return all
}

export const exportRun = (id: string, format: TableFormat) => file(`test-runs/${id}/export?format=${format}`)

/** How answers of the last 30 days came about, a JSON object a line. */
export const fetchTraceFile = () => file(`answer-traces/export?from=${new Date(Date.now() - 30 * 86_400_000).toISOString()}`)

async function file(path: string): Promise<Blob> {
  const response = await authorizedFetch(new Request(`${location.origin}/api/v1/${path}`))
  if (!response.ok) throw problemOf(response, await response.json().catch(() => null))
  return response.blob()
}
