import { computed, onScopeDispose, shallowReactive, shallowRef, watch, type InjectionKey, type ShallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { useDebounceFn, useDocumentVisibility, useEventListener } from '@vueuse/core'
import type { Conversation, Message, NewCompletion, Person } from '@/platform/client'
import { holdSeconds } from '@/platform/hold'
import { user } from '@/platform/session'
import { realtime } from '@/platform/stream'
import { useMinutes } from '@/platform/time'
import { sayFailed } from '@/platform/toasts'
import * as server from './api'
import { loadDesk } from './deskParts'
import { createConversationList, EVERYTHING, OPEN, type ListQuery } from './conversationList'
import { contactName } from './names'
import type { ThreadLook } from './joined'
import { createThread, type ThreadStore } from './thread'
import type { ThreadItem } from './threadItems'

export type Scope = 'agent' | 'company'

/** Threads that stay ready to be shown again at once. */
const KEPT_THREADS = 12

/** The list, the open thread and what can be done to it, kept up to date by the event line. */
export function useInbox(scope: Scope, openId: () => string | null) {
  const { t } = useI18n()
  const me = () => user.value?.id ?? ''
  const mayWrite = computed(() => user.value !== null && user.value.role !== 'viewer')
  const mayAssign = computed(() => user.value?.role === 'company_admin')

  const list = createConversationList({ load: server.listConversations, me, reading: () => (visible.value === 'visible' ? openId() : null) })
  const query = shallowRef<ListQuery>({ ...EVERYTHING, view: scope === 'agent' ? 'mine' : 'all' })
  watch(query, wanted => void list.show(wanted), { immediate: true })
  watch(useMinutes(), list.timePassed)

  const threads = shallowReactive(new Map<string, ThreadStore>())
  function threadOf(id: string): ThreadStore {
    const known = threads.get(id) ?? createThread(id, server.threadApi)
    threads.delete(id)
    threads.set(id, known)
    for (const old of threads.keys()) {
      if (threads.size <= KEPT_THREADS) break
      if (old !== openId() && !threads.get(old)?.pending.value.length) threads.delete(old)
    }
    return known
  }
  const thread = shallowRef<ThreadStore | null>(null)
  const conversation = computed(() => thread.value?.conversation.value ?? null)
  const typing = shallowRef(new Map<string, number>())

  watch(
    openId,
    async id => {
      thread.value = id ? threadOf(id) : null
      if (!thread.value) return
      const opened = thread.value
      if (opened.phase.value === 'ready') opened.markOpened()
      await opened.open()
    },
    { immediate: true },
  )

  /** Fetched before it is opened: the pointer or the keys have come near. */
  const prefetch = useDebounceFn((id: string) => void threadOf(id).open(), 120)

  // What is on the screen of a visible tab counts as read, except to who only reads or looks into the company.
  const visible = useDocumentVisibility()
  watch(
    () => [thread.value?.phase.value, thread.value?.lastSeq.value, visible.value] as const,
    async ([phase, seq, visibility]) => {
      const open = thread.value
      if (!open || phase !== 'ready' || visibility !== 'visible' || !seq || user.value?.view || !mayWrite.value) return
      list.read(open.id)
      if ((open.conversation.value?.readSeq ?? 0) >= seq) return
      open.readTo(seq)
      try {
        await server.markRead(open.id, seq)
      } catch (thrown) {
        // The mark is put again with the next message or visit; nothing on the screen depends on it.
        console.debug('Read mark was not kept', thrown)
      }
    },
  )

  realtime.listen('conversation.changed', ({ conversation: row }) => {
    // How much is unread differs from member to member; an event for all cannot say it.
    list.changed({ ...row, unread: undefined })
    threads.get(row.id)?.changed(row)
  })
  realtime.listen('conversation.removed', ({ id }) => {
    list.removed(id)
    if (openId() !== id) threads.delete(id)
    else void threads.get(id)?.catchUp()
  })
  const arrived = (message: Message) => threads.get(message.conversationId)?.put(message)
  const announcement = shallowRef('')
  realtime.listen('message.created', ({ message }) => {
    arrived(message)
    list.received(message)
    setTyping(message.conversationId, 0)
    if (message.author === 'contact' && message.conversationId === openId())
      announcement.value = t('inbox.newMessageFrom', { name: conversation.value ? contactName(conversation.value.contact) : '' })
  })
  realtime.listen('message.changed', ({ message }) => arrived(message))
  realtime.listen('note.created', ({ note }) => threads.get(note.conversationId)?.putNote(note))
  realtime.listen('activity.created', ({ conversationId, activity }) => {
    const known = threads.get(conversationId)
    // Which others it is read with stands in none of its rows.
    if (known && /merged|parted/.test(activity.kind) && !known.activity.value.some(({ id }) => id === activity.id)) void reload(conversationId)
    known?.putActivity(activity)
  })
  realtime.listen('typing', ({ conversationId, on, ttlSeconds }) => setTyping(conversationId, on ? ttlSeconds : 0))
  realtime.listen('resync', () => {
    for (const id of threads.keys()) if (id !== openId()) threads.delete(id)
    void list.refresh()
    void thread.value?.catchUp()
  })
  watch(realtime.link, link => {
    if (link === 'live') for (const one of threads.values()) one.resumeSending()
  })
  useEventListener('online', () => threads.forEach(one => one.resumeSending()))

  const timers = new Map<string, ReturnType<typeof setTimeout>>()
  function setTyping(id: string, seconds: number) {
    clearTimeout(timers.get(id))
    const now = new Map(typing.value)
    if (seconds > 0) {
      now.set(id, seconds)
      timers.set(id, setTimeout(() => setTyping(id, 0), seconds * 1000))
    } else if (!now.delete(id)) return
    typing.value = now
  }
  onScopeDispose(() => timers.forEach(clearTimeout))

  /** A conversation as the server has just said it is. */
  function show(after: Conversation) {
    const shown = threads.get(after.id)?.conversation
    if (shown) shown.value = after
    list.changed({ ...after, contact: { id: after.contact.id, name: after.contact.name } })
  }

  /** A conversation as the server says it is now. */
  const reload = async (id: string) => show(await server.threadApi.conversation(id))

  /** Shows the outcome at once, and what was before again when the server refuses. */
  async function act(id: string, guess: Partial<Conversation>, call: () => Promise<Conversation>, failed: string): Promise<boolean> {
    const shown = threads.get(id)?.conversation
    const before = shown?.value ?? null
    if (shown && before) shown.value = { ...before, ...guess }
    try {
      const after = await call()
      show(after)
      return true
    } catch (thrown) {
      if (shown) shown.value = before
      sayFailed(failed, thrown)
      return false
    }
  }

  const myself = (): Person => ({ id: me(), name: user.value?.name ?? '' })

  /** What is done to the open conversation; it comes with the desk. */
  const acts = async () => (await loadDesk()).conversationActs({ openId, conversation, mayAssign, act, reload, show, myself })
  const takeOver = async () => (await acts()).takeOver()
  const handBack = async () => (await acts()).handBack()
  const assign = async (to: Person | null, reason: string) => (await acts()).assign(to, reason)
  const assignByRule = async () => (await acts()).assignByRule()
  const close = async (completion: NewCompletion) => (await acts()).close(completion)
  const reopen = async (id?: string) => (await acts()).reopen(id)

  async function sendAgain(message: Message) {
    try {
      await (joined.value ?? thread.value)?.sendAgain(message)
    } catch (thrown) {
      sayFailed(t('inbox.notSentAgain'), thrown)
    }
  }

  /** The open thread with those it is read together with. */
  const joined = shallowRef<ThreadLook | null>(null)

  /** The message the next reply answers. */
  const quoting = shallowRef<Message | null>(null)
  watch(openId, () => (quoting.value = null))
  const quote = (message: Message | null) => (quoting.value = message)

  async function write(kind: 'message' | 'note', text: string, suggestion?: string, restore?: (id: string, text: string, suggestion?: string) => void, hold = holdSeconds.value) {
    const open = thread.value
    const head = open?.conversation.value
    if (!open || !head) return false
    if (kind === 'message' && head.answering !== 'member')
      open.conversation.value = { ...head, answering: 'member', answeringMember: myself() }
    const quotes = kind === 'message' ? quoting.value?.id : undefined
    if (quotes) quoting.value = null
    const sent = await open.write(kind, text, quotes, suggestion, kind === 'message' && restore ? guard.value?.seen() : undefined, hold || undefined)
    if (sent) guard.value?.sent(kind)
    const late = open.pending.value.find(item => item.problem?.code === 'newer-reply')
    if (late) {
      const words = open.discard(late.clientId)
      await guard.value?.refused()
      restore?.(open.id, words, suggestion)
    }
    const failed = Boolean(late) || open.pending.value.some(item => item.state === 'failed')
    if (!sent && failed && kind === 'message' && open.conversation.value)
      open.conversation.value = { ...open.conversation.value, answering: head.answering, answeringMember: head.answeringMember }
    return sent
  }

  /** Conversations of colleagues in which one writes, too. */
  const steppedIn = shallowRef<ReadonlySet<string>>(new Set())
  /** A colleague's, at which an admin only looks. */
  const watching = computed(() => {
    const head = conversation.value
    return Boolean(mayAssign.value && head?.assignee && head.assignee.id !== me() && head.answeringMember?.id !== me() && !steppedIn.value.has(head.id))
  })

  /** What is written below the open conversation, once it stands there. */
  const composer = shallowRef<{ ready: () => boolean; send: () => Promise<boolean>; attach: () => void } | null>(null)

  /** What looks after the others in the open conversation, once it is fetched. */
  const guard = shallowRef<{
    /** The reply that came meanwhile and is shown before mine goes. */
    overtaken: ShallowRef<Message | null>
    /** Whether a reply is shown first that came while this one was written, or after what the thread held when it was begun. */
    holds: (since?: number) => boolean
    /** What had been heard of when it was last asked. */
    seen: () => number
    refused: () => Promise<void>
    /** A part is a card or a file, without the words that are being written. */
    sent: (kind: 'message' | 'note' | 'part') => void
    noting: () => void
  } | null>(null)

  let told = 0
  /** Tells the server that someone types, at most every three seconds. */
  function typed() {
    const open = thread.value
    if (!open || Date.now() - told < 3000) return
    told = Date.now()
    server.tellTyping(open.id, true).catch(thrown => console.debug('Typing was not told', thrown))
  }

  /** What stands in the open thread, and a way to bring one of it into view. */
  const view = shallowRef<{ items: () => ThreadItem[]; show: (index: number) => void } | null>(null)

  /** Which of the rarer things is being asked for. */
  const asking = shallowRef<'' | 'snooze' | 'transfer' | 'later' | 'block' | 'tag' | 'stage' | 'won' | 'lost' | 'macro' | 'merge' | 'template' | 'find' | 'sendSnooze' | 'task' | 'history' | 'buttons' | 'list' | 'place' | 'person'>('')
  watch(openId, () => (asking.value = ''))
  /** Conversations that are chosen, for one thing to be done to all. */
  const chosen = shallowRef<ReadonlySet<string>>(new Set())
  /** Several are chosen: the keys mean those. */
  const many = () => chosen.value.size > 0
  function choose(id: string) {
    const now = new Set(chosen.value)
    if (!now.delete(id)) now.add(id)
    chosen.value = now
  }

  const isOpen = computed(() => conversation.value !== null && OPEN.includes(conversation.value.status))

  return {
    scope, list, query, thread, conversation, typing, announcement, mayWrite, mayAssign, isOpen,
    prefetch, takeOver, handBack, assign, assignByRule, close, reopen, sendAgain, write, composer, steppedIn, watching, typed, quoting, quote, guard, act, show, reload, joined, view, asking, chosen, many, choose,
  }
}

export type Inbox = ReturnType<typeof useInbox>
export const INBOX: InjectionKey<Inbox> = Symbol('inbox')
