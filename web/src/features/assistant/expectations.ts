import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { LANGUAGES } from '@/platform/i18n'
import type { Expectation, ModelTest } from './api'

/** As somebody writes one down. */
export interface ExpectationDraft {
  kind: string
  value: string
}

const KINDS: Expectation['kind'][] = ['mentions', 'does_not_mention', 'in_language', 'action', 'source', 'states_no_price', 'shorter_than']

/** What can be expected of an answer, in words. */
export function useExpectations() {
  const { t } = useI18n()
  /** What can be chosen, where it is not free words. */
  const choices = computed<Partial<Record<Expectation['kind'], { value: string; label: string }[]>>>(() => ({
    in_language: LANGUAGES.map(({ code, name }) => ({ value: code as string, label: name })),
    action: ['send', 'suggest', 'handoff', 'silent'].map(value => ({ value, label: t(`assistant.action.${value}`) })),
    source: ['template', 'faq', 'model', 'offline', 'safety'].map(value => ({ value, label: t(`assistant.source.${value}`) })),
  }))
  const kinds = computed(() => [{ items: KINDS.map(kind => ({ value: kind as string, label: t(`assistant.expect.${kind}`) })) }])
  const chosen = (kind: string) => choices.value[kind as Expectation['kind']]

  /** What is missing, by the field's name. */
  function missingOf(drafts: ExpectationDraft[]) {
    const missing: Record<string, string | false> = {}
    drafts.forEach(({ kind, value }, index) => {
      missing[`expectations[${index}]`] = kind !== 'states_no_price' && !value.trim() && t('assistant.fault.value')
      if (kind === 'shorter_than' && !/^\d{1,5}$/.test(value.trim())) missing[`expectations[${index}]`] = t('assistant.fault.characters')
    })
    return missing
  }

  function inWords({ kind, value }: Expectation) {
    const named = choices.value[kind]?.find(choice => choice.value === value)?.label ?? value
    return [t(`assistant.expect.${kind}`), named].filter(Boolean).join(': ')
  }
  return { kinds, chosen, missingOf, inWords }
}

export const expectationsOf = (drafts: ExpectationDraft[]): Expectation[] =>
  drafts.map(({ kind, value }) => ({ kind: kind as Expectation['kind'], value: kind === 'states_no_price' ? null : value.trim() }))

/** The server names what is not so by kind and value. */
export const isMissed = (test: ModelTest, { kind, value }: Expectation) => test.answer.failed.includes(value ? `${kind}: ${value}` : kind)

export const COLOURS = { passed: 'success', failed: 'error', needs_review: 'warning' } as const
