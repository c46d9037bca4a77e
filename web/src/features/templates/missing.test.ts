import { expect, it } from 'vitest'
import type { Language, Template } from './api'
import { lacking } from './missing'

const template = (name: string, languages: Language[], more: object = {}) =>
  ({ name, language: languages[0], localizedVersions: Object.fromEntries(languages.slice(1).map(one => [one, {}])), active: true, selection: { enabled: true }, ...more }) as unknown as Template
const found = (templates: Template[], written: [Language, number][]) =>
  lacking(templates, written.map(([language, conversations]) => ({ language, conversations }))).map(({ template: { name }, languages }) => [name, ...languages])

it('names the templates in use that lack a language customers write, those that lack most first', () => {
  const templates = [template('Hours', ['en', 'ms']), template('Price', ['en']), template('Thanks', ['en', 'ms', 'zh'])]
  expect(found(templates, [['ms', 60], ['en', 30], ['zh', 10]])).toEqual([['Price', 'ms', 'zh'], ['Hours', 'zh']])
})

it('asks for no language hardly anybody writes, and nothing of what is not in use', () => {
  expect(found([template('Hours', ['en'])], [['en', 99], ['ta', 1]])).toEqual([])
  expect(found([template('Hours', ['en'], { active: false }), template('Price', ['en'], { selection: { enabled: false } })], [['ms', 5]])).toEqual([])
})
