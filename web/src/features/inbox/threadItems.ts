import type { Activity, Message, Note } from '@/platform/client'
import { dayOf } from '@/platform/format'
import type { Pending } from './thread'

/** A quiet line: what happened, or by which way what follows was said. */
export type Quiet = Omit<Activity, 'kind'> & { kind: Activity['kind'] | 'via' }

/** What stands in the thread from top to bottom. */
export type ThreadItem =
  | { type: 'day'; key: string; at: string }
  | { type: 'divider'; key: string; at: string }
  | { type: 'message'; key: string; message: Message; last: boolean }
  | { type: 'note'; key: string; note: Note }
  | { type: 'event'; key: string; activity: Quiet }
  | { type: 'pending'; key: string; pending: Pending }

interface Sources {
  messages: Message[]
  notes: Note[]
  activity: Activity[]
  pending: Pending[]
  /** Messages of the contact after this one are new to the reader. */
  readTo: number
  /** Older messages exist on the server that are not loaded. */
  olderExist: boolean
}

/** Notes and events follow the message they were written after; among themselves time decides. */
export function threadItems({ messages, notes, activity, pending, readTo, olderExist }: Sources): ThreadItem[] {
  const first = olderExist ? (messages[0]?.seq ?? 0) : 0
  const beside = [
    ...notes.map(note => ({ afterSeq: note.afterSeq, at: note.at, item: { type: 'note', key: note.clientId ?? note.id, note } as const })),
    ...activity.map(event => ({ afterSeq: event.afterSeq, at: event.at, item: { type: 'event', key: event.id, activity: event } as const })),
  ]
    .filter(({ afterSeq }) => afterSeq >= first)
    .sort((a, b) => a.afterSeq - b.afterSeq || (a.at < b.at ? -1 : 1))

  const items: ThreadItem[] = []
  let today = ''
  let divided = false
  let taken = 0

  const add = (at: string, item: ThreadItem) => {
    const day = dayOf(at)
    if (day !== today) items.push({ type: 'day', key: `day-${(today = day)}-${item.key}`, at })
    items.push(item)
  }
  const addBesideUpTo = (seq: number) => {
    for (let next = beside[taken]; next && next.afterSeq < seq; next = beside[++taken]) add(next.at, next.item)
  }

  messages.forEach((message, index) => {
    addBesideUpTo(message.seq)
    if (!divided && readTo > 0 && message.author === 'contact' && message.seq > readTo) {
      divided = true
      items.push({ type: 'divider', key: 'divider', at: message.at })
    }
    const following = messages[index + 1]
    const sameBreath =
      following !== undefined &&
      following.author === message.author &&
      following.member?.id === message.member?.id &&
      beside[taken]?.afterSeq !== message.seq &&
      !message.failure &&
      Date.parse(following.at) - Date.parse(message.at) < 60_000
    add(message.at, { type: 'message', key: message.clientId ?? message.id, message, last: !sameBreath })
  })
  addBesideUpTo(Infinity)
  for (const item of pending) add(item.at, { type: 'pending', key: item.clientId, pending: item })
  return items
}
