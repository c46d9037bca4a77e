import { describe, expect, it } from 'vitest'

type Words = { [key: string]: string | Words }
const files = import.meta.glob<Words>('./*/*.json', { eager: true, import: 'default' })
const LANGUAGES = ['en', 'ms', 'zh', 'ta'] as const

function flat(words: Words, prefix: string): [string, string][] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${prefix}.${key}`, value] as [string, string]] : flat(value, `${prefix}.${key}`),
  )
}

const wordsOf = (language: string) =>
  new Map(
    Object.entries(files)
      .filter(([path]) => path.startsWith(`./${language}/`))
      .flatMap(([path, words]) => flat(words, /(\w+)\.json$/.exec(path)![1]!)),
  )

const english = wordsOf('en')
const placeholders = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort()

describe.each(LANGUAGES)('the words in %s', language => {
  const words = wordsOf(language)

  it('are complete, with nothing left over', () => {
    expect([...words.keys()].sort()).toEqual([...english.keys()].sort())
  })

  it('keep every placeholder', () => {
    for (const [key, text] of words) expect([key, placeholders(text)]).toEqual([key, placeholders(english.get(key)!)])
  })

  it('are not empty', () => {
    for (const [key, text] of words) expect(text.trim(), key).not.toBe('')
  })
})

const sources = Object.values(
  import.meta.glob<string>(['../**/*.{vue,ts}', '!../**/*.test.ts'], { eager: true, query: '?raw', import: 'default' }),
).join('\n')
const literals = new Set([...sources.matchAll(/['"]([a-z]+(?:\.[\w-]+)+)['"]/g)].map(([, key]) => key!))
/** Keys put together at run time: `inbox.status.${status}` uses all that begin with `inbox.status.`. */
const patterns = [...sources.matchAll(/`([a-z]+\.[^`]*\$\{[^`]*)`/g)].map(
  ([, text]) => new RegExp(`^${text!.replace(/\$\{(?:[^{}]|\{[^}]*\})*\}/g, '\u0000').replace(/[.*+?^()|[\]\\]/g, '\\$&').replaceAll('\u0000', '[\\w.-]+')}`),
)

it('every word in English is used somewhere', () => {
  const unused = [...english.keys()].filter(key => !literals.has(key) && !patterns.some(pattern => pattern.test(key)))
  expect(unused).toEqual([])
})

it('every key in the sources has its words', () => {
  const files = new Set([...english.keys()].map(key => key.split('.')[0]))
  const asked = [...sources.matchAll(/\bt\('([\w.-]+)'/g)].map(([, key]) => key!).filter(key => files.has(key.split('.')[0]!))
  expect(asked.filter(key => !english.has(key))).toEqual([])
})
