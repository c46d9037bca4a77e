// What has been said, in the one order the server gives it: a page of history, then events by their ids. What the
// visitor wrote and the server has not yet put in its place waits in the outbox and is shown behind.
import type { History, Message, WireEvent } from '../protocol'

/** Before the first event of a visitor. */
export const START = '0'.padStart(16, '0')
const KEPT = 60

/** What the events carry, each its own part of it. */
interface Told {
  message: Message
  message_ids: string[]
  message_id: string
  conversation: { unread: number }
  on: boolean
  name: string
  ttl_seconds: number
}

/** Goes to storage and to the other tabs as one, so that messages and place always fit together. */
export interface Snapshot {
  visitor: string
  last: string
  messages: Message[]
  more: boolean
  unread: number
  typing: Typing | null
}

export interface Typing {
  name: string
  until: number
}

export type Thread = ReturnType<typeof createThread>

export function createThread(visitor: string) {
  const thread = {
    visitor,
    last: START,
    messages: [] as Message[],
    /** Whether there are older ones on the server. */
    more: false,
    unread: 0,
    typing: null as Typing | null,

    /** The newest page takes the place of all that was known. */
    load(page: History) {
      thread.messages = page.messages
      thread.more = page.has_more
      thread.last = page.last_event_id ?? START
    },

    prepend(page: History) {
      thread.messages = [...page.messages, ...thread.messages]
      thread.more = page.has_more
    },

    /** Returns the message that is new, if it is. An event that has been applied, or is older, changes nothing. */
    apply({ id, event, data }: WireEvent): Message | undefined {
      if (id !== null) {
        if (id <= thread.last) return
        thread.last = id
      }
      const { message, message_ids: ids, message_id: gone, conversation, on, name, ttl_seconds: seconds } = data as Told
      if (event === 'message.created' && !thread.messages.some(({ id }) => id === message.id)) {
        thread.messages.push(message)
        if (message.direction === 'out') thread.typing = null
        return message
      }
      if (event === 'message.updated') change([message.id], message)
      if (event === 'message.deleted') thread.messages = thread.messages.filter(({ id }) => id !== gone)
      if (event === 'message.status') change(ids, { status: 'seen' })
      if (event === 'conversation.updated') thread.unread = conversation.unread
      if (event === 'typing') thread.typing = on ? { name, until: Date.now() + seconds * 1000 } : null
    },

    snapshot(): Snapshot {
      const { last, messages, more, unread, typing } = thread
      return { visitor, last, unread, typing, messages: messages.slice(-KEPT), more: more || messages.length > KEPT }
    },

    /** Takes over what another tab knows, if it knows as much; older pages that only this tab has stay. */
    adopt(other: Snapshot) {
      if (other.visitor !== visitor || other.last < thread.last) return
      const first = thread.messages.findIndex(({ id }) => id === other.messages[0]?.id)
      const { more } = first > 0 ? thread : other
      Object.assign(thread, other, { more, messages: [...thread.messages.slice(0, Math.max(first, 0)), ...other.messages] })
    },

    /** Whether the server has put what was sent under this id in its place. */
    holds: (id: string) => thread.messages.some(message => message.client_message_id === id),

    /** The person who spoke last, if it was a person. */
    person() {
      const sender = thread.messages.findLast(({ direction }) => direction === 'out')?.sender
      return sender?.kind === 'agent' ? sender.name : undefined
    },
  }

  function change(ids: string[], to: Partial<Message>) {
    thread.messages = thread.messages.map(message => (ids.includes(message.id) ? { ...message, ...to } : message))
  }

  return thread
}
