import { expect, it } from 'vitest'
import { emojiNames, findEmoji } from './emoji'

const LANGUAGES = ['en', 'ms', 'zh', 'ta'] as const

it('has the same signs in every language, each with a name', async () => {
  const english = await emojiNames('en')
  expect(english.length).toBeGreaterThanOrEqual(290)
  for (const language of LANGUAGES) {
    const table = await emojiNames(language)
    expect(table.map(({ sign }) => sign)).toEqual(english.map(({ sign }) => sign))
    // Malay has words such as robot and panda in common with English; most are its own.
    const same = table.filter(({ names }, index) => names[0] === english[index]!.names[0])
    if (language !== 'en') expect(same.length).toBeLessThan(language === 'ms' ? 20 : 1)
  }
})

it('finds by the name in the language of the reader, and in English', async () => {
  const first = async (language: (typeof LANGUAGES)[number], words: string) => findEmoji(await emojiNames(language), words).map(({ sign }) => sign)
  expect((await first('en', 'thumbs'))[0]).toBe('👍')
  expect(await first('ms', 'hati')).toContain('❤️')
  expect(await first('zh', '笑')).not.toEqual([])
  expect(await first('zh', 'thumbs')).toContain('👍')
  expect(await first('ta', 'இதயம்')).toContain('❤️')
})

it('takes one Latin letter for no name, and shows six at most', async () => {
  const table = await emojiNames('en')
  expect(findEmoji(table, 'd')).toEqual([])
  expect(findEmoji(table, 'fa')).toHaveLength(6)
  expect(findEmoji(table, 'qqq')).toEqual([])
})
