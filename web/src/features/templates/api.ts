import { answer, api } from '@/platform/client'
import type { components } from '@/platform/schema'

type Schemas = components['schemas']
export type Template = Schemas['Template']
export type TemplateDraft = Schemas['TemplateDraft']
export type Selection = Schemas['TemplateSelection']
export type Category = Schemas['TemplateCategory']
export type Language = Schemas['Language']
export type Trial = Schemas['TemplateTestResult']
export type Finding = Schemas['TemplateFinding']
export type Change = Schemas['TemplateChange']
export type Wording = Schemas['TemplateWording']
export type LibraryUse = Schemas['LibraryUse']
export type Candidate = Schemas['TemplateCandidate']

export const CATEGORIES: Category[] = ['greeting', 'product_inquiry', 'objection_handling', 'closing', 'follow_up', 'thanks', 'other']

const at = (id: string) => ({ path: { id } })

/** All of them; a company has tens, the most it may have are a thousand. */
export async function fetchTemplates() {
  const all: Template[] = []
  for (let after: string | undefined; ; ) {
    const page = await answer(api.GET('/api/v1/templates', { params: { query: { limit: 100, after } } }))
    all.push(...page.items)
    if (!page.next) return all
    after = page.next
  }
}
export const addTemplate = (body: TemplateDraft) => answer(api.POST('/api/v1/templates', { body }))
export const reviseTemplate = (id: string, body: TemplateDraft) => answer(api.PUT('/api/v1/templates/{id}', { params: at(id), body }))
export const removeTemplate = (id: string) => api.DELETE('/api/v1/templates/{id}', { params: at(id) })
export const selectTemplate = (id: string, body: Selection) => answer(api.PUT('/api/v1/templates/{id}/selection', { params: at(id), body }))
export const fetchFigures = async () => (await answer(api.GET('/api/v1/templates/figures'))).items
/** How many conversations customers wrote in each language, the most frequent first. */
export const fetchLanguages = async () => (await answer(api.GET('/api/v1/templates/languages'))).items
/** As its writer wrote it, to be written again with something changed. */
export const draftOf = ({ id, global, sample, version, newVersion, selection, usageCount, lastUsedAt, createdAt, updatedAt, ...written }: Template): TemplateDraft => written
/** What the library says now beside the words a company has made its own. */
export const fetchChange = (id: string) => answer(api.GET('/api/v1/templates/{id}/change', { params: at(id) }))
/** How many companies use each template of the library, by its id. */
export const fetchLibraryUse = async () => new Map((await answer(api.GET('/api/v1/templates/usage'))).items.map(one => [one.templateId, one]))
/** @param industry as which company's templates answer; none: the own one's */
export const tryMessage = (message: string, language?: Language, industry?: string) =>
  answer(api.POST('/api/v1/templates/test', { body: { message, language: language ?? null, industryCategory: industry ?? null } }))
export const fetchCertainty = () => answer(api.GET('/api/v1/template-certainty'))
/** @param sureFrom null: what is usual */
export const beSure = (sureFrom: number | null) => answer(api.PUT('/api/v1/template-certainty', { body: { sureFrom } }))
export const checkTemplates = async () => (await answer(api.GET('/api/v1/templates/check'))).items
/** What stands for these the product knows by itself. */
export const KNOWN_PLACEHOLDERS = ['customer_name', 'company_name', 'agent_name', 'business_hours']
export const fetchPlaceholders = async () => (await answer(api.GET('/api/v1/template-variables'))).items
export const definePlaceholder = (body: Schemas['VariableDraft']) => answer(api.POST('/api/v1/template-variables', { body }))
