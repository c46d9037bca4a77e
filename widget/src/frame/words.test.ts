import { expect, it } from 'vitest'
import { languageOf } from '../protocol'
import en from './words/en.json'
import ms from './words/ms.json'
import ta from './words/ta.json'
import zh from './words/zh.json'

it.each(Object.entries({ ms, zh, ta }))('%s says all that English says, with the same blanks', (_, words) => {
  expect(Object.keys(words).sort()).toEqual(Object.keys(en).sort())
  for (const [key, text] of Object.entries(en)) {
    const own = (words as Record<string, string>)[key]!
    expect(own.trim()).not.toBe('')
    expect(own.match(/\{\w+\}/g)).toEqual(text.match(/\{\w+\}/g))
  }
})

it('a language is known by any of its tags', () => {
  expect(['ms-MY', 'bm', 'zh-Hans-SG', 'ta_IN', 'EN', 'fr', '', null].map(languageOf)).toEqual(['ms', 'ms', 'zh', 'ta', 'en', undefined, undefined, undefined])
})
