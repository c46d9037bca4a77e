import { createI18n, type I18n } from 'vue-i18n'
import english from '@/words/en/first'
import type { Language } from './client'

export const LANGUAGES: { code: Language; name: string }[] = [
  { code: 'en', name: 'English' },
  { code: 'ms', name: 'Bahasa Melayu' },
  { code: 'zh', name: '中文' },
  { code: 'ta', name: 'தமிழ்' },
]

type Words = Record<string, unknown>
type Files = Promise<{ default: Record<string, Words> }>
const byName = (files: Record<string, Words>): Words =>
  Object.fromEntries(Object.entries(files).map(([path, words]) => [/(\w+)\.json$/.exec(path)?.[1] ?? path, words]))

/** What the inbox and the shell around it need, and the words of all else, which come with the first page or part that has them. */
const PARTS: Record<Language, { first?: () => Files; later: (() => Files)[] }> = {
  en: { later: [() => import('@/words/en/later'), () => import('@/words/en/setup')] },
  ms: { first: () => import('@/words/ms/first'), later: [() => import('@/words/ms/later'), () => import('@/words/ms/setup')] },
  zh: { first: () => import('@/words/zh/first'), later: [() => import('@/words/zh/later'), () => import('@/words/zh/setup')] },
  ta: { first: () => import('@/words/ta/first'), later: [() => import('@/words/ta/later'), () => import('@/words/ta/setup')] },
}
const had = new Set<() => Files>()
let beyondInbox = false

async function load(language: Language) {
  const { first, later } = PARTS[language]
  const wanted = [first, ...(beyondInbox ? later : [])].filter(part => part !== undefined && !had.has(part)) as (() => Files)[]
  for (const { default: files } of await Promise.all(wanted.map(part => part()))) i18n.global.mergeLocaleMessage(language, byName(files) as never)
  wanted.forEach(part => had.add(part))
}

export const i18n: I18n<{}, {}, {}, string, false> = createI18n({
  legacy: false,
  locale: 'en',
  fallbackLocale: 'en',
  messages: { en: byName(english) as never },
})

/** For code outside of components, and free of the message types, which are too deep for keys made at run time. */
export const words: { t: (key: string, values?: Record<string, unknown>) => string; te: (key: string, locale?: string) => boolean } =
  i18n.global

const CHOSEN = 'sembang.language'

/** Somebody has chosen a language in this browser; a company's page does not choose another then. */
export const languageChosen = () => localStorage.getItem(CHOSEN) !== null

/** Every word of the interface, from the next frame on, in this language; its words are fetched when first needed. */
export async function speak(language: Language, { chosen = true } = {}) {
  await load(language)
  ;(i18n.global.locale as { value: string }).value = language
  document.documentElement.lang = language
  if (chosen) localStorage.setItem(CHOSEN, language)
}

/** For pages beside the inbox: their words are there when this is done. */
export function everyWord() {
  beyondInbox = true
  return load((i18n.global.locale as { value: Language }).value)
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
