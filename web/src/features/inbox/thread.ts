import { computed, shallowRef } from 'vue'
import type { Activity, Conversation, ConversationRow, Message, Note } from '@/platform/client'
import { asProblem, type Problem } from '@/platform/problem'

/** Written here and not yet settled by the server. `waiting` goes out by itself once there is a network again. */
export interface Pending {
  kind: 'message' | 'note'
  clientId: string
  text: string
  /** The message it answers. */
  quotes?: string
  /** The suggestion it began as. */
  suggestion?: string
  /** The last message that was seen when it was written. */
  seenUpTo?: number
  /** How long the server keeps it, to be taken back. */
  hold?: number
  at: string
  state: 'sending' | 'waiting' | 'failed'
  problem: Problem | null
}

export interface ThreadApi {
  conversation: (id: string) => Promise<Conversation>
  messages: (id: string, page: { before?: number; after?: number; limit?: number }) => Promise<{ items: Message[]; next: number | null }>
  notes: (id: string) => Promise<Note[]>
  activity: (id: string) => Promise<Activity[]>
  send: (id: string, text: string, clientId: string, quotes?: string, suggestion?: string, seenUpTo?: number, hold?: number) => Promise<Message>
  note: (id: string, text: string, clientId: string) => Promise<Note>
  sendAgain: (id: string, messageId: string) => Promise<Message>
}

const bySeq = (a: Message, b: Message) => a.seq - b.seq
const byTime = (a: { at: string; id: string }, b: { at: string; id: string }) =>
  a.at < b.at ? -1 : a.at > b.at ? 1 : a.id < b.id ? -1 : 1

function merge<T extends { id: string }>(known: T[], more: T[], order: (a: T, b: T) => number): T[] {
  const all = new Map(known.map(item => [item.id, item]))
  for (const item of more) all.set(item.id, item)
  return [...all.values()].sort(order)
}

/** One conversation as it is read and written: its head, the loaded stretch of messages, notes, events, and what is on its way. */
export function createThread(id: string, api: ThreadApi) {
  const conversation = shallowRef<Conversation | null>(null)
  const messages = shallowRef<Message[]>([])
  const notes = shallowRef<Note[]>([])
  const activity = shallowRef<Activity[]>([])
  const pending = shallowRef<Pending[]>([])
  const phase = shallowRef<'loading' | 'ready' | 'failed'>('loading')
  const problem = shallowRef<Problem | null>(null)
  const older = shallowRef<number | null>(null)
  const loadingOlder = shallowRef(false)
  /** Where the member had read to when the thread was opened; the divider stays there while it is on the screen. */
  const readToAtOpening = shallowRef(0)
  /** How much was unread then, loaded or not. */
  let unreadAtOpening = 0
  const lastSeq = computed(() => messages.value.at(-1)?.seq ?? 0)
  let opening: Promise<void> | null = null
  let line: Promise<unknown> = Promise.resolve()

  function open(): Promise<void> {
    if (phase.value === 'ready') return Promise.resolve()
    opening ??= load().finally(() => (opening = null))
    return opening
  }

  async function load() {
    phase.value = 'loading'
    try {
      const [head, page, noted, happened] = await Promise.all([
        api.conversation(id),
        api.messages(id, {}),
        api.notes(id),
        api.activity(id),
      ])
      conversation.value = head
      put(...page.items)
      older.value = page.next
      putNote(...noted)
      putActivity(...happened)
      markOpened()
      problem.value = null
      phase.value = 'ready'
    } catch (thrown) {
      problem.value = asProblem(thrown)
      phase.value = 'failed'
    }
  }

  async function loadOlder(limit?: number) {
    if (older.value === null || loadingOlder.value) return
    loadingOlder.value = true
    try {
      const page = await api.messages(id, { before: older.value, limit })
      put(...page.items)
      older.value = page.next
      problem.value = null
    } catch (thrown) {
      problem.value = asProblem(thrown)
    } finally {
      loadingOlder.value = false
    }
  }

  /** After a gap in the events: everything since the last message known, and the head again. */
  async function catchUp(since = lastSeq.value) {
    if (phase.value !== 'ready') return open()
    try {
      let from: number | null = since
      while (from !== null) {
        const page: { items: Message[]; next: number | null } = await api.messages(id, { after: from })
        put(...page.items)
        from = page.next
      }
      const [head, noted, happened] = await Promise.all([api.conversation(id), api.notes(id), api.activity(id)])
      conversation.value = head
      putNote(...noted)
      putActivity(...happened)
      problem.value = null
    } catch (thrown) {
      problem.value = asProblem(thrown)
    }
  }

  function put(...arrived: Message[]) {
    const before = lastSeq.value
    const gap = phase.value === 'ready' && arrived.length === 1 && arrived.some(message => message.seq > before + 1)
    settlePending(arrived)
    messages.value = merge(messages.value, arrived, bySeq)
    if (gap) void catchUp(before)
  }

  function putNote(...arrived: Note[]) {
    settlePending(arrived)
    notes.value = merge(notes.value, arrived, byTime)
  }

  function putActivity(...arrived: Activity[]) {
    activity.value = merge(activity.value, arrived, byTime)
  }

  function settlePending(arrived: { clientId: string | null }[]) {
    const settled = new Set(arrived.map(item => item.clientId))
    if (pending.value.some(item => settled.has(item.clientId)))
      pending.value = pending.value.filter(item => !settled.has(item.clientId))
  }

  /** Takes over what the list row of this conversation says; what it does not say is fetched when it must have changed. */
  function changed(row: Omit<ConversationRow, 'unread'>) {
    const known = conversation.value
    if (!known) return
    const { contact, ...rest } = row
    conversation.value = { ...known, ...rest, contact: { ...known.contact, name: contact.name } }
    if (known.status !== row.status || known.assignee?.id !== row.assignee?.id || known.blockedAt !== row.blockedAt)
      api.conversation(id).then(
        head => (conversation.value = head),
        thrown => (problem.value = asProblem(thrown)),
      )
  }

  function write(kind: Pending['kind'], text: string, quotes?: string, suggestion?: string, seenUpTo?: number, hold?: number) {
    const clientId = crypto.randomUUID()
    pending.value = [...pending.value, { kind, clientId, text, quotes, suggestion, seenUpTo, hold, at: new Date().toISOString(), state: 'sending', problem: null }]
    return dispatch(clientId)
  }

  function change(clientId: string, to: Partial<Pending>) {
    pending.value = pending.value.map(item => (item.clientId === clientId ? { ...item, ...to } : item))
  }

  /** One after the other, so that what was written first arrives first. */
  function dispatch(clientId: string): Promise<boolean> {
    const sent = line.then(() => deliver(clientId))
    line = sent
    return sent
  }

  async function deliver(clientId: string): Promise<boolean> {
    const item = pending.value.find(one => one.clientId === clientId)
    if (!item) return true
    change(clientId, { state: 'sending', problem: null })
    try {
      if (item.kind === 'note') putNote(await api.note(id, item.text, clientId))
      else put(await api.send(id, item.text, clientId, item.quotes, item.suggestion, item.seenUpTo, item.hold))
      return true
    } catch (thrown) {
      const refused = asProblem(thrown)
      change(clientId, { state: refused.status === 0 ? 'waiting' : 'failed', problem: refused })
      return false
    }
  }

  function retry(clientId: string) {
    change(clientId, { state: 'sending', problem: null })
    return dispatch(clientId)
  }

  function discard(clientId: string): string {
    const text = pending.value.find(item => item.clientId === clientId)?.text ?? ''
    pending.value = pending.value.filter(item => item.clientId !== clientId)
    return text
  }

  /** The network is back: what waits for it goes out, under the ids it was given first, so nothing is there twice. */
  function resumeSending() {
    for (const item of pending.value) if (item.state === 'waiting') void retry(item.clientId)
  }

  async function sendAgain(message: Message) {
    put({ ...message, state: 'queued', failure: null })
    try {
      put(await api.sendAgain(id, message.id))
    } catch (thrown) {
      put(message)
      throw thrown
    }
  }

  function markOpened() {
    if (!conversation.value) return
    readToAtOpening.value = conversation.value.readSeq
    unreadAtOpening = conversation.value.unread
  }

  function readTo(seq: number) {
    const known = conversation.value
    if (known && known.readSeq < seq) conversation.value = { ...known, readSeq: seq, unread: 0 }
  }

  return {
    id, conversation, messages, notes, activity, pending, phase, problem, older, loadingOlder, readToAtOpening, lastSeq, unreadAtOpening: () => unreadAtOpening,
    open, loadOlder, catchUp, put, putNote, putActivity, changed, write, retry, discard, resumeSending, sendAgain, markOpened, readTo,
  }
}

export type ThreadStore = ReturnType<typeof createThread>
