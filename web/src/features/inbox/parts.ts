import type { Conversation } from '@/platform/client'

type Capabilities = Conversation['capabilities']

/** How long a text is as the channel counts. */
export const lengthOn = ({ textUnit }: Pick<Capabilities, 'textUnit'>, text: string) =>
  textUnit === 'bytes' ? new TextEncoder().encode(text).length : text.length

/** What the next dialog begins with, where something stands ready. */
export const prefilled: { text: string; titles: string[] } = { text: '', titles: [] }

/** Those of the answers that the account shows, as many as it takes. */
export const fitting = ({ buttons }: Pick<Capabilities, 'buttons'>, titles: string[]) => titles.filter(title => title.length <= buttons.titleLength).slice(0, buttons.most)

export interface Option {
  title: string
  description: string
}

/** What an account takes of choices, shown as buttons or as a list. */
export function roomFor({ buttons, list }: Pick<Capabilities, 'buttons' | 'list'>, kind: 'buttons' | 'list') {
  return kind === 'list' && list
    ? { most: list.rows, title: list.titleLength, body: list.bodyLength, description: list.descriptionLength, label: list.labelLength }
    : { most: buttons.most, title: buttons.titleLength, body: buttons.bodyLength, description: 0, label: 0 }
}

/** The places, among those that say something, of titles that stand there before. */
export function repeated(options: Option[]): Set<number> {
  const seen = new Set<string>()
  return new Set(options.flatMap(({ title }, at) => {
    const name = title.trim().toLowerCase()
    if (!name) return []
    if (seen.has(name)) return [at]
    seen.add(name)
    return []
  }))
}

/** What a map's link may begin the numbers with, and the numbers alone. */
const POINTS = [/!3d(-?\d+(?:\.\d+)?)!4d(-?\d+(?:\.\d+)?)/, /[?&]mlat=(-?\d+(?:\.\d+)?)&mlon=(-?\d+(?:\.\d+)?)/, /#map=[\d.]+\/(-?\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)/, /(?:[@=/]|loc:|^)(-?\d+(?:\.\d+)?)(?:\s*(?:,|%2C)\s*|\s+)\+?(-?\d+(?:\.\d+)?)(?![\d.])/i]

/** The point a map's link or two numbers speak of; null: none that is on the earth. */
export function pointIn(words: string): { latitude: number; longitude: number } | null {
  for (const pattern of POINTS) {
    const found = pattern.exec(words.trim())
    if (!found) continue
    const [latitude, longitude] = [Number(found[1]), Number(found[2])]
    return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? { latitude, longitude } : null
  }
  return null
}
