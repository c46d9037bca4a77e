import { createI18n, type I18n } from 'vue-i18n'
import type { Language } from './client'

export const LANGUAGES: { code: Language; name: string }[] = [
  { code: 'en', name: 'English' },
  { code: 'ms', name: 'Bahasa Melayu' },
  { code: 'zh', name: '中文' },
  { code: 'ta', name: 'தமிழ்' },
]

type Words = Record<string, unknown>
const merged = (files: Record<string, { default: Words }>): Words =>
  Object.fromEntries(Object.entries(files).map(([path, file]) => [/(\w+)\.json$/.exec(path)?.[1] ?? path, file.default]))

const english = merged(import.meta.glob<{ default: Words }>('../words/en/*.json', { eager: true }))
const others = import.meta.glob<{ default: Words }>(['../words/*/*.json', '!../words/en/*.json'])

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

/** Every word of the interface, from the next frame on, in this language; its file is fetched when first needed. */
export async function speak(language: Language, { chosen = true } = {}) {
  const { global } = i18n
  if (!global.availableLocales.includes(language)) {
    const files = Object.entries(others).filter(([path]) => path.includes(`/words/${language}/`))
    const loaded = await Promise.all(files.map(async ([path, load]) => [path, await load()] as const))
    global.setLocaleMessage(language, merged(Object.fromEntries(loaded)) as never)
  }
  ;(global.locale as { value: string }).value = language
  document.documentElement.lang = language
  if (chosen) localStorage.setItem(CHOSEN, language)
}

/** What was chosen here before, else what the browser prefers, else English. */
export function preferredLanguage(): Language {
  const wanted = [localStorage.getItem(CHOSEN), ...navigator.languages]
  for (const tag of wanted) {
    const known = LANGUAGES.find(({ code }) => tag?.toLowerCase().split('-')[0] === code)
    if (known) return known.code
  }
  return 'en'
}
