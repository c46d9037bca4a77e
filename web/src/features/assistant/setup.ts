import type { Language } from '@/platform/client'
import type { ModelRule, ModelSetup, ModelVersion } from './api'

export type Channel = NonNullable<NonNullable<ModelSetup['autoWhen']>['channels']>[number]

/** A version as it stands in the form: lists as lines, shares as percent, what may be left open as an empty text. */
export interface SetupDraft {
  name: string
  systemPrompt: string
  style: string
  mode: string
  hours: string
  channels: Channel[]
  primary: string
  secondary: Language[]
  culturalContext: string
  brandVoice: string
  dos: string
  donts: string
  rules: { words: string[]; then: string; reply: string }[]
  temperature: string
  maxTokens: string
  maxLength: string
  sendFrom: string
  offerFrom: string
  weights: Record<keyof NonNullable<ModelSetup['trainingWeights']>, string>
  notes: string
}

const percent = (share: number | undefined, usual: number) => String(Math.round((share ?? usual) * 100))
const lines = (text: string) => text.split('\n').map(line => line.trim()).filter(Boolean)
const number = (text: string) => (text.trim() === '' ? undefined : Number(text.replace(',', '.')))

export function draftOf(version: ModelVersion): SetupDraft {
  const weights = version.trainingWeights
  return {
    name: version.name ?? '',
    systemPrompt: version.systemPrompt,
    style: version.responseStyle ?? 'friendly',
    mode: version.mode ?? 'suggest',
    hours: version.autoWhen?.hours ?? 'always',
    channels: [...(version.autoWhen?.channels ?? [])],
    primary: version.languageConfig?.primary ?? '',
    secondary: [...(version.languageConfig?.secondary ?? [])],
    culturalContext: version.languageConfig?.culturalContext ?? '',
    brandVoice: version.brandVoice ?? '',
    dos: (version.dos ?? []).join('\n'),
    donts: (version.donts ?? []).join('\n'),
    rules: (version.rules ?? []).map(({ words, then, reply }) => ({ words: [...words], then, reply: reply ?? '' })),
    temperature: version.temperature === null ? '' : String(version.temperature),
    maxTokens: String(version.maxTokens ?? 1000),
    maxLength: String(version.maxLength ?? 700),
    sendFrom: percent(version.certainty?.send, 0.75),
    offerFrom: percent(version.certainty?.offer, 0.45),
    weights: {
      successPatterns: percent(weights?.successPatterns, 0.3),
      productCatalog: percent(weights?.productCatalog, 0.2),
      faq: percent(weights?.faq, 0.2),
      trainingMaterials: percent(weights?.trainingMaterials, 0.3),
    },
    notes: version.notes ?? '',
  }
}

/** @param version what the form does not show stays as it is there */
export function setupOf(draft: SetupDraft, version: ModelVersion): ModelSetup {
  const share = (text: string) => (number(text) ?? 0) / 100
  return {
    name: draft.name.trim() || undefined,
    systemPrompt: draft.systemPrompt,
    responseStyle: draft.style as ModelSetup['responseStyle'],
    mode: draft.mode as ModelSetup['mode'],
    autoWhen: { hours: draft.hours as NonNullable<ModelSetup['autoWhen']>['hours'], channels: draft.channels },
    languageConfig: {
      primary: (draft.primary || null) as Language | null,
      secondary: draft.secondary.filter(code => code !== draft.primary),
      culturalContext: draft.culturalContext.trim() || null,
    },
    brandVoice: draft.brandVoice,
    dos: lines(draft.dos),
    donts: lines(draft.donts),
    rules: draft.rules.map(({ words, then, reply }): ModelRule => ({ words, then: then as ModelRule['then'], reply: then === 'suggest' ? null : reply.trim() || null })),
    temperature: number(draft.temperature),
    maxTokens: number(draft.maxTokens),
    maxLength: number(draft.maxLength),
    trainingWeights: {
      successPatterns: share(draft.weights.successPatterns),
      productCatalog: share(draft.weights.productCatalog),
      faq: share(draft.weights.faq),
      trainingMaterials: share(draft.weights.trainingMaterials),
    },
    certainty: { send: share(draft.sendFrom), offer: share(draft.offerFrom) },
    model: version.model,
    notes: draft.notes,
  }
}

/** What the server would refuse, by field, as keys of the words. */
export function faults(draft: SetupDraft): Record<string, string> {
  const between = (text: string, least: number, most: number, optional = false) => {
    const value = number(text)
    return value === undefined ? optional : value >= least && value <= most
  }
  const found: Record<string, string> = {}
  if (draft.systemPrompt.trim().length < 20) found.systemPrompt = 'assistant.fault.prompt'
  if (!between(draft.temperature, 0, 1, true)) found.temperature = 'assistant.fault.temperature'
  if (!between(draft.maxTokens, 100, 4000)) found.maxTokens = 'assistant.fault.maxTokens'
  if (!between(draft.maxLength, 50, 2000)) found.maxLength = 'assistant.fault.maxLength'
  for (const [name, text] of Object.entries(draft.weights)) if (!between(text, 0, 100)) found[`weights.${name}`] = 'assistant.fault.weight'
  if (!between(draft.sendFrom, 50, 95)) found.sendFrom = 'assistant.fault.sendFrom'
  if (!between(draft.offerFrom, 25, Math.min(95, number(draft.sendFrom) ?? 95))) found.offerFrom = 'assistant.fault.offerFrom'
  draft.rules.forEach(({ words, then, reply }, index) => {
    if (!words.length) found[`rules[${index}].words`] = 'assistant.fault.words'
    if (then === 'reply' && !reply.trim()) found[`rules[${index}].reply`] = 'assistant.fault.reply'
  })
  return found
}
