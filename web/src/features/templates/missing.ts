import type { Language, Template } from './api'

/** Fewer than this share of the conversations say nothing of whom one sells to. */
const LEAST = 0.02

export interface Lacking {
  template: Template
  languages: Language[]
}

const isIn = ({ language, localizedVersions }: Template, wanted: Language) => language === wanted || wanted in localizedVersions

/** Templates in use that are not written in a language customers write, the ones that lack most first. */
export function lacking(templates: Template[], written: { language: Language; conversations: number }[]): Lacking[] {
  const all = written.reduce((sum, { conversations }) => sum + conversations, 0)
  const wanted = written.filter(({ conversations }) => conversations >= all * LEAST).map(({ language }) => language)
  return templates
    .filter(({ active, selection }) => active && selection.enabled)
    .map(template => ({ template, languages: wanted.filter(language => !isIn(template, language)) }))
    .filter(({ languages }) => languages.length)
    .sort((one, other) => other.languages.length - one.languages.length || one.template.name.localeCompare(other.template.name))
}
