import { expect, it } from 'vitest'
import { languageOf } from '../protocol'
import asks from './words/asks.json'
import en from './words/en.json'
import ms from './words/ms.json'
import extras from './words/extras.json'
import ta from './words/ta.json'
import zh from './words/zh.json'

const { en: extra, ...others } = extras
const { en: ask, ...otherAsks } = asks

it.each([
  ...Object.entries({ ms, zh, ta }).map(([language, words]) => ({ language, words: words as Record<string, string>, english: en })),
  ...Object.entries(others).map(([language, words]) => ({ language, words: words as Record<string, string>, english: extra as Record<string, string> })),
  ...Object.entries(otherAsks).map(([language, words]) => ({ language, words: words as Record<string, string>, english: ask as Record<string, string> })),
])('$language says all that English says, with the same blanks', ({ words, english }) => {
  expect(Object.keys(words).sort()).toEqual(Object.keys(english).sort())
  for (const [key, text] of Object.entries(english)) {
    const own = (words as Record<string, string>)[key]!
    expect(own.trim()).not.toBe('')
    expect(own.match(/\{\w+\}/g)).toEqual(text.match(/\{\w+\}/g))
  }
})

it('a language is known by any of its tags', () => {
  expect(['ms-MY', 'bm', 'zh-Hans-SG', 'ta_IN', 'EN', 'fr', '', null].map(languageOf)).toEqual(['ms', 'ms', 'zh', 'ta', 'en', undefined, undefined, undefined])
})
