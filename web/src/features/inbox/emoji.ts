import type { Language } from '@/platform/client'

export interface NamedEmoji {
  sign: string
  /** Its name first, then words it is found by; those of the reader's language before English ones. */
  names: string[]
}

const SHOWN = 6
const files = import.meta.glob<Record<string, string[]>>('./emoji/*.json', { import: 'default' })
const namesIn = (language: Language) => files[`./emoji/${language}.json`]!()

/** Some 300 that are common, as this language calls them. */
export async function emojiNames(language: Language): Promise<NamedEmoji[]> {
  const [own, english] = await Promise.all([namesIn(language), namesIn('en')])
  return Object.entries(english).map(([sign, names]) => ({ sign, names: [...new Set([...(own[sign] ?? []), ...names])] }))
}

/** How near the words are: the name begins so, a word of it does, a word it is found by does, or it stands within. */
function distance(names: string[], wanted: string) {
  const ways = names.map((name, index) => {
    const said = name.toLowerCase()
    if (said.startsWith(wanted)) return index ? 2 : 0
    if (said.split(/[\s-]/).some(word => word.startsWith(wanted))) return index ? 3 : 1
    return said.includes(wanted) ? 4 : 5
  })
  return Math.min(...ways)
}

/** The nearest of them. One Latin letter, as in :D, is no name yet. */
export function findEmoji(table: NamedEmoji[], words: string): NamedEmoji[] {
  const wanted = words.toLowerCase()
  if (!wanted || /^[\p{Script=Latin}\d]$/u.test(wanted)) return []
  return table
    .map(one => ({ one, away: distance(one.names, wanted) }))
    .filter(({ away }) => away < 5)
    .sort((a, b) => a.away - b.away)
    .slice(0, SHOWN)
    .map(({ one }) => one)
}
