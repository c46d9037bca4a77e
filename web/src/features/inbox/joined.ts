import { computed } from 'vue'
import type { Message } from '@/platform/client'
import { dayOf } from '@/platform/format'
import type { ThreadStore } from './thread'
import { threadItems, type Quiet, type ThreadItem } from './threadItems'

/** A thread as it is read: of one conversation, or of several at once. */
export type ThreadLook = ThreadStore & {
  /** What stands in it, where it is more than this one conversation. */
  items?: { readonly value: ThreadItem[] }
  /** Sinks when older messages come in above. */
  first?: { readonly value: number }
}

interface Strand {
  id: string
  /** What the customer writes by. */
  channel: string
  items: ThreadItem[]
  /** From when on all is loaded; null: from the beginning. */
  since: string | null
}

const time = (item: ThreadItem): number => {
  switch (item.type) {
    case 'message':
      return Date.parse(item.message.at)
    case 'note':
      return Date.parse(item.note.at)
    case 'event':
      return Date.parse(item.activity.at)
    case 'pending':
      return Infinity
    default:
      return Date.parse(item.at)
  }
}

/**
 * Several conversations as one: each keeps its own order, among each other the earlier comes first. Nothing is shown from
 * before the time from which all of them are loaded, so that what comes in above never comes in between.
 */
export function joinItems(strands: Strand[], shows: (at: string) => string = at => dayOf(at)): ThreadItem[] {
  const from = Math.max(...strands.map(({ since }) => (since ? Date.parse(since) : 0)))
  const lines = strands.map(({ id, channel, items }) => ({
    id,
    channel,
    items: items.filter(item => item.type !== 'day' && item.type !== 'divider' && time(item) >= from),
    next: 0,
  }))
  const joined: ThreadItem[] = []
  let day = ''
  let by = ''
  for (;;) {
    const waiting = lines.filter(line => line.next < line.items.length)
    const [first] = waiting.sort((a, b) => time(a.items[a.next]!) - time(b.items[b.next]!))
    if (!first) return joined
    const item = first.items[first.next++]!
    const at = item.type === 'pending' ? item.pending.at : new Date(time(item)).toISOString()
    if (shows(at) !== day) joined.push({ type: 'day', key: `day-${(day = shows(at))}-${item.key}`, at })
    if (first.id !== by && item.type !== 'event') {
      by = first.id
      const via: Quiet = { id: `via-${item.key}`, kind: 'via', actor: null, facts: { channel: first.channel }, afterSeq: 0, at }
      joined.push({ type: 'event', key: via.id, activity: via })
    }
    joined.push(item)
  }
}

/** What is said in `main`, where one writes, and in the others, read as one. */
export function joinThreads(main: ThreadStore, others: ThreadStore[], channelOf: (thread: ThreadStore) => string): ThreadLook {
  const all = [main, ...others]
  const oldest = (thread: ThreadStore) => (thread.older.value === null ? null : (thread.messages.value[0]?.at ?? null))
  const items = computed(() =>
    joinItems(
      all.map(thread => ({
        id: thread.id,
        channel: channelOf(thread),
        items: threadItems({
          messages: thread.messages.value,
          notes: thread.notes.value,
          activity: thread.activity.value,
          pending: thread.pending.value,
          readTo: 0,
          olderExist: thread.older.value !== null,
        }),
        since: oldest(thread),
      })),
    ),
  )
  const one = (message: Message) => all.find(({ id }) => id === message.conversationId) ?? main
  return {
    ...main,
    items,
    first: computed(() => -all.reduce((sum, thread) => sum + thread.messages.value.length, 0)),
    lastSeq: computed(() => all.reduce((sum, thread) => sum + thread.lastSeq.value, 0)),
    loadingOlder: computed(() => all.some(thread => thread.loadingOlder.value)) as unknown as ThreadStore['loadingOlder'],
    problem: computed(() => all.map(thread => thread.problem.value).find(Boolean) ?? null) as unknown as ThreadStore['problem'],
    /** The one that hides most of the others. */
    async loadOlder(limit) {
      const [latest] = all.filter(thread => oldest(thread)).sort((a, b) => (oldest(a)! < oldest(b)! ? 1 : -1))
      await latest?.loadOlder(limit)
    },
    async catchUp() {
      await Promise.all(all.map(thread => thread.catchUp()))
    },
    sendAgain: message => one(message).sendAgain(message),
  }
}
