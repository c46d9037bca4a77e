import { describe, expect, it } from 'vitest'
import type { ModelVersion } from './api'
import { draftOf, faults, setupOf } from './setup'

const version: ModelVersion = {
  id: '0199', number: 2, state: 'draft', name: 'Raya', systemPrompt: 'You sell batik, kindly and briefly.', responseStyle: 'casual', mode: 'auto',
  autoWhen: { hours: 'closed', channels: ['webchat'] },
  languageConfig: { primary: 'ms', secondary: ['en'], culturalContext: null }, brandVoice: 'warm', dos: ['Greet', 'Thank'], donts: ['Promise'],
  rules: [{ words: ['borong', 'wholesale'], then: 'hand_over', reply: null }], temperature: 0.3, maxTokens: 800, maxLength: 500,
  trainingWeights: { successPatterns: 0.3, productCatalog: 0.2, faq: 0.2, trainingMaterials: 0.3 }, model: 'a-model', notes: null, parentId: null,
  certainty: { send: 0.8, offer: 0.5 },
  madeAt: '2026-11-26T00:00:00Z', changedAt: '2026-11-26T00:00:00Z', activatedAt: null,
}

describe('the form of a version', () => {
  it('gives back what it was made from, with what it does not show', () => {
    const { systemPrompt, mode, autoWhen, dos, donts, rules, temperature, trainingWeights, certainty, model, languageConfig } = version
    expect(setupOf(draftOf(version), version)).toMatchObject({ systemPrompt, mode, autoWhen, dos, donts, rules, temperature, trainingWeights, certainty, model, languageConfig })
  })

  it('takes a line for each do, and leaves empty ones out', () => {
    expect(setupOf({ ...draftOf(version), dos: ' Greet \n\nThank\n' }, version).dos).toEqual(['Greet', 'Thank'])
  })

  it('names what would be refused at the field it stands in', () => {
    const wrong = { ...draftOf(version), systemPrompt: 'short', temperature: '2', sendFrom: '60', offerFrom: '70', rules: [{ words: [], then: 'reply', reply: ' ' }] }
    expect(Object.keys(faults(wrong))).toEqual(['systemPrompt', 'temperature', 'offerFrom', 'rules[0].words', 'rules[0].reply'])
    expect(faults(draftOf(version))).toEqual({})
  })
})
