// What the page's script and the frame say to each other, and what the server says to the frame. Nothing the visitor
// wrote or was told ever goes to the page.

export const LANGUAGES = ['en', 'ms', 'zh', 'ta'] as const
export type Language = (typeof LANGUAGES)[number]

/** The language of a tag such as `ms-MY`; `bm` is an older name of Malay. */
export function languageOf(tag: string | null | undefined): Language | undefined {
  const base = tag?.toLowerCase().split(/[-_]/)[0]
  return base === 'bm' ? 'ms' : LANGUAGES.find(language => language === base)
}

export type Dark = 'auto' | 'on' | 'off'

export interface Identity {
  user_id?: string
  user_hash?: string
  jwt?: string
  attributes?: Record<string, string>
}

/** The accent and what can be read on it, as `#rrggbb`. */
export interface Colors {
  accent: string
  on: string
}

export type ToFrame =
  | ({ type: 'init'; language: Language; dark: Dark; open: boolean; focus: boolean } & Colors)
  | { type: 'open'; focus: boolean }
  | { type: 'close' }
  | { type: 'identify'; identity: Identity }
  | { type: 'locale'; language: Language }
  | { type: 'shutdown' }

export type ToPage =
  | { type: 'ready' }
  | { type: 'close' }
  | { type: 'unread'; count: number }
  | { type: 'look'; name: string }
  /** The visitor has written here before, or has been forgotten. */
  | { type: 'known'; known: boolean }
  | { type: 'event'; name: 'message' | 'error'; detail: Record<string, string> }

export interface Message {
  id: string
  client_message_id?: string
  /** Seen from the company: `in` is what the visitor wrote. */
  direction: 'in' | 'out'
  sender?: { kind: 'agent' | 'bot' | 'system'; name?: string }
  type: string
  text?: string
  /** What to show of a kind that is not known here. */
  fallback_text?: string
  /** The message it answers. */
  reply_to?: string
  attachment?: Attachment
  buttons?: Button[]
  cards?: Card[]
  created_at: string
  status?: 'accepted' | 'seen'
}

export interface Button {
  id: string
  title: string
}

/** A product; the address of its picture ends within the hour. */
export interface Card {
  title: string
  text?: string
  picture_url?: string
  url?: string
  buttons: Button[]
}

/** A file; its address, a path on our origin, ends within the hour. */
export interface Attachment {
  url: string
  thumbnail_url?: string
  name?: string
  content_type: string
  size: number
}

export interface History {
  messages: Message[]
  has_more: boolean
  last_event_id: string | null
}

export interface Session {
  visitor_id: string
  session_token: string
  conversation: { unread: number }
}

/** A question of the site's form. */
export interface Asked {
  key: string
  type: 'text' | 'email' | 'tel' | 'checkbox'
  label: string
  required: boolean
  max_length?: number
}

export interface Bootstrap {
  brand: { name: string; greeting: string | null }
  features: { rating: boolean; end_conversation: boolean; transcript: boolean }
  pre_chat_form: { enabled: boolean; when: 'before_first_message' | 'after_first_message' | 'never'; fields: Asked[] }
  business_hours: { open_now: boolean }
  /** @property message what is said while nobody is there */
  presence: { online: boolean }
  offline: { mode: 'bot_only' | 'leave_message' | 'hide'; message: string | null }
  limits: { text_max_chars: number; attachment_max_bytes: number; attachment_mime: string[] }
}

/** An event as the stream and the long poll bring it. Without id it is not kept. */
export interface WireEvent {
  id: string | null
  event: string
  data: unknown
}
