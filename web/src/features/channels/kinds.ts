import type { ChannelAccount } from './api'

export type Kind = 'webchat' | 'whatsapp' | 'onsend' | 'onsend_io' | 'telegram' | 'messenger' | 'instagram'

interface Description {
  channel: ChannelAccount['channel']
  provider?: string
  /** By the server's names, in the order in which the vendor shows them. */
  credentials: { name: string; secret: boolean }[]
  /** Whether the vendor shows the webhook's secret with what it delivers; Meta signs with the app's own. */
  webhookSecret: boolean
  /** Whether the vendor may have a list of the company's goods. */
  catalog?: true
  /** How many steps are left at the vendor once it is connected. */
  steps: number
  /** What may go wrong, as the words call it. */
  troubles: string[]
}

const open = (name: string) => ({ name, secret: false })
const secret = (name: string) => ({ name, secret: true })

export const KINDS: Record<Kind, Description> = {
  webchat: { channel: 'webchat', credentials: [], webhookSecret: false, steps: 0, troubles: ['notShown', 'notRecognised'] },
  whatsapp: {
    channel: 'whatsapp',
    credentials: [open('phoneNumberId'), open('wabaId'), secret('accessToken'), secret('appSecret'), open('verifyToken')],
    webhookSecret: false,
    catalog: true,
    steps: 3,
    troubles: ['nothingFromMeta', 'accessEnded', 'windowTemplate', 'takenNotDelivered', 'templateRefused'],
  },
  onsend: { channel: 'whatsapp', provider: 'onsend', credentials: [open('phoneNumberId'), secret('apiKey'), secret('apiSecret')], webhookSecret: true, steps: 2, troubles: ['nothingFromOnSend', 'loggedOut', 'slow'] },
  onsend_io: { channel: 'whatsapp', provider: 'onsend_io', credentials: [secret('apiKey')], webhookSecret: true, steps: 2, troubles: ['nothingFromOnSend', 'loggedOut', 'slow'] },
  telegram: { channel: 'telegram', credentials: [secret('botToken')], webhookSecret: true, steps: 1, troubles: ['nothingFromTelegram', 'tokenRevoked', 'blocked'] },
  messenger: { channel: 'messenger', credentials: [open('pageId'), secret('pageAccessToken'), secret('appSecret'), open('verifyToken')], webhookSecret: false, steps: 3, troubles: ['nothingFromMeta', 'accessEnded', 'windowPerson'] },
  instagram: { channel: 'instagram', credentials: [open('instagramUserId'), secret('accessToken'), secret('appSecret'), open('verifyToken')], webhookSecret: false, steps: 3, troubles: ['nothingFromMeta', 'messagesLocked', 'accessEnded', 'windowPerson'] },
}

/** Connected by Meta's own dialog: there are no steps at the vendor, and access is renewed by signing in again. */
export const BY_LOGIN = 'login'

export const kindOf = ({ channel, provider }: Pick<ChannelAccount, 'channel' | 'provider'>): Kind =>
  (Object.keys(KINDS) as Kind[]).find(kind => KINDS[kind].channel === channel && (KINDS[kind].provider ?? null) === (provider === 'cloud' || provider === BY_LOGIN ? null : provider)) ?? channel

export const snippetOf = (siteKey: string) => `<script async src="${location.origin}/widget/loader.js" data-site-key="${siteKey}"></` + 'script>'

/** Where a bot is found by whoever wants to write to it; null where its service has not told its name. */
export const publicAddressOf = ({ channel, settings }: Pick<ChannelAccount, 'channel' | 'settings'>) =>
  channel === 'telegram' && typeof settings.username === 'string' ? `https://t.me/${settings.username}` : null

/** A word to agree on with Meta; long enough that nobody guesses it. */
export const newVerifyToken = () => [...crypto.getRandomValues(new Uint8Array(18))].map(byte => byte.toString(36).padStart(2, '0')).join('')

/** One in each line, as scheme and host; null where a line is none. */
export function originsOf(text: string): string[] | null {
  const lines = text.split(/[\s,]+/).filter(Boolean)
  const origins = lines.map(originOf)
  return origins.some(origin => origin === null) ? null : [...new Set(origins as string[])]
}

function originOf(address: string): string | null {
  const full = address.includes('://') ? address : `https://${address}`
  const [, scheme, star, rest] = /^(https?:\/\/)(\*\.)?(.+)$/.exec(full) ?? []
  if (!scheme || !rest) return null
  try {
    const { host, hostname } = new URL(scheme + rest)
    return hostname.includes('*') || !hostname ? null : `${scheme}${star ?? ''}${host}`
  } catch {
    return null
  }
}
