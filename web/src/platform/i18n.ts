import { createI18n, type I18n } from 'vue-i18n'
import type { Language } from './client'

export const LANGUAGES: { code: Language; name: string }[] = [
  { code: 'en', name: 'English' },
  { code: 'ms', name: 'Bahasa Melayu' },
  { code: 'zh', name: '中文' },
  { code: 'ta', name: 'தமிழ்' },
]

type Words = Record<string, unknown>
const byName = (files: Record<string, Words>): Words =>
  Object.fromEntries(Object.entries(files).map(([path, words]) => [/(\w+)\.json$/.exec(path)?.[1] ?? path, words]))

/** What the inbox and the shell around it need; the words of the other pages come with the first of them. */
const english = byName(
  import.meta.glob<Words>('../words/en/{app,commands,inbox,nav,problems}.json', { eager: true, import: 'default' }),
)
const everything: Record<Language, () => Promise<{ default: Record<string, Words> }>> = {
  en: () => import('@/words/en'),
  ms: () => import('@/words/ms'),
  zh: () => import('@/words/zh'),
  ta: () => import('@/words/ta'),
}
const complete = new Set<Language>()
let beyondInbox = false

async function loadAll(language: Language) {
  if (complete.has(language)) return
  i18n.global.setLocaleMessage(language, byName((await everything[language]()).default) as never)
  complete.add(language)
}

export const i18n: I18n<{}, {}, {}, string, false> = createI18n({
  legacy: false,
  locale: 'en',
  fallbackLocale: 'en',
  messages: { en: english as never },
})

/** For code outside of components, and free of the message types, which are too deep for keys made at run time. */
export const words: { t: (key: string, values?: Record<string, unknown>) => string; te: (key: string, locale?: string) => boolean } =
  i18n.global

const CHOSEN = 'sembang.language'

/** Somebody has chosen a language in this browser; a company's page does not choose another then. */
export const languageChosen = () => localStorage.getItem(CHOSEN) !== null

/** Every word of the interface, from the next frame on, in this language; its words are fetched when first needed. */
export async function speak(language: Language, { chosen = true } = {}) {
  const { global } = i18n
  if (beyondInbox || !global.availableLocales.includes(language)) await loadAll(language)
  ;(global.locale as { value: string }).value = language
  document.documentElement.lang = language
  if (chosen) localStorage.setItem(CHOSEN, language)
}

/** For pages beside the inbox: their words are there when this is done. */
export function everyWord() {
  beyondInbox = true
  return loadAll((i18n.global.locale as { value: Language }).value)
}

/** For parts of the inbox that are fetched when first needed: their words come along. */
export const withEveryWord =
  <T>(load: () => Promise<T>) =>
  async () =>
    (await Promise.all([load(), everyWord()]))[0]

/** What was chosen here before, else what the browser prefers, else English. */
export function preferredLanguage(): Language {
  const wanted = [localStorage.getItem(CHOSEN), ...navigator.languages]
  for (const tag of wanted) {
    const known = LANGUAGES.find(({ code }) => tag?.toLowerCase().split('-')[0] === code)
    if (known) return known.code
  }
  return 'en'
}
