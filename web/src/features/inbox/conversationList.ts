import { computed, shallowRef } from 'vue'
import type { Channel, ConversationRow, Message } from '@/platform/client'
import { dayOf } from '@/platform/format'
import { asProblem, type Problem } from '@/platform/problem'

export type View = 'mine' | 'unassigned' | 'all' | 'handed_over' | 'people' | 'blocked' | 'mentioned'
export const OPEN = ['new', 'in_progress', 'waiting']
export const STATUSES = ['open', 'new', 'in_progress', 'waiting', 'completed', 'lost'] as const

export const SCORES = ['green', 'yellow', 'red'] as const

export interface ListQuery {
  view: View
  status: (typeof STATUSES)[number] | 'closed' | 'any'
  score: (typeof SCORES)[number] | ''
  q: string
  priority: ConversationRow['priority'] | ''
  /** The id of a label it carries. */
  tag: string
  /** The id of an own field, a colon, and what it says. */
  field: string
  waiting: boolean
  snoozed: boolean
  /** What was promised is nearly or wholly late. */
  late: boolean
  /** The id of who has it; empty: as the view says. */
  assignee: string
  channel: Channel | ''
  /** Its id. */
  outlet: string
  /** Days of the company, as in 2026-11-27: when something happened last. */
  from: string
  to: string
  sort: 'newest' | 'oldest' | 'urgency'
}

export const EVERYTHING: ListQuery = { view: 'all', status: 'open', score: '', q: '', priority: '', tag: '', field: '', waiting: false, snoozed: false, late: false, assignee: '', channel: '', outlet: '', from: '', to: '', sort: 'newest' }

export interface ListOptions {
  load: (query: ListQuery, after: string | null, limit: number) => Promise<{ items: ConversationRow[]; next: string | null }>
  me: () => string
  /** The conversation on the screen: what arrives in it is read at once. */
  reading: () => string | null
}

const newestFirst = (a: ConversationRow, b: ConversationRow) =>
  a.updatedAt < b.updatedAt ? 1 : a.updatedAt > b.updatedAt ? -1 : a.id < b.id ? 1 : -1
/** 2: what was promised is late, 1: nearly. */
const lateness = ({ sla }: ConversationRow) => (sla ? Number(Date.parse(sla.warnsAt) <= Date.now()) + Number(Date.parse(sla.dueAt) <= Date.now()) : 0)
const RANKS = ['urgent', 'high', 'normal', 'low']
const urgentFirst = (a: ConversationRow, b: ConversationRow) =>
  lateness(b) - lateness(a) ||
  RANKS.indexOf(a.priority) - RANKS.indexOf(b.priority) ||
  (b.score?.score ?? -1) - (a.score?.score ?? -1) ||
  ((a.awaitingReplySince ?? '9') < (b.awaitingReplySince ?? '9') ? -1 : (a.awaitingReplySince ?? '9') > (b.awaitingReplySince ?? '9') ? 1 : a.id < b.id ? -1 : 1)
const ORDERS = { newest: newestFirst, oldest: (a: ConversationRow, b: ConversationRow) => newestFirst(b, a), urgency: urgentFirst }

function says(row: Pick<ConversationRow, 'fields'>, wanted: string) {
  const colon = wanted.indexOf(':')
  return row.fields[wanted.slice(0, colon)]?.toLowerCase() === wanted.slice(colon + 1).toLowerCase()
}

export function belongs(row: ConversationRow, query: ListQuery, me: string) {
  const whose =
    ['all', 'blocked', 'mentioned'].includes(query.view) ||
    (query.view === 'mine'
      ? row.assignee?.id === me
      : query.view === 'handed_over'
        ? row.answering === 'nobody'
        : query.view === 'people'
          ? row.answering !== 'assistant'
          : row.assignee === null)
  const near =
    (!query.score || row.score?.color === query.score) &&
    (!query.priority || row.priority === query.priority) &&
    (!query.tag || row.tags.some(({ id }) => id === query.tag)) &&
    (!query.field || says(row, query.field)) &&
    (!query.waiting || (row.awaitingReplySince !== null && row.answering !== 'assistant')) &&
    (!query.snoozed || row.snoozedUntil !== null) &&
    (!query.late || lateness(row) > 0) &&
    (!query.assignee || row.assignee?.id === query.assignee) &&
    (!query.channel || row.channel === query.channel) &&
    (!query.outlet || row.outletId === query.outlet) &&
    (!query.from || dayOf(row.updatedAt) >= query.from) &&
    (!query.to || dayOf(row.updatedAt) <= query.to)
  // What is read together with another one is seen there, unless somebody waits in it.
  if (row.mergedInto && !row.awaitingReplySince) return false
  const heard = (row.blockedAt === null) === (query.view !== 'blocked')
  const open = OPEN.includes(row.status)
  return whose && near && heard && (query.status === 'any' || (query.status === 'open' ? open : query.status === 'closed' ? !open : row.status === query.status))
}

/**
 * The list beside the thread: pages of the server, newest activity first, kept up to date by events. While it is
 * held (the pointer is in it) no row moves; what would have moved is counted in `news` and takes its place on release.
 */
export function createConversationList(options: ListOptions) {
  const rows = shallowRef<ConversationRow[]>([])
  const phase = shallowRef<'loading' | 'ready' | 'failed'>('loading')
  const problem = shallowRef<Problem | null>(null)
  const next = shallowRef<string | null>(null)
  const loadingMore = shallowRef(false)
  /** Why the next page did not come. */
  const stuck = shallowRef<Problem | null>(null)
  const arrivals = shallowRef(new Map<string, ConversationRow>())
  const moved = shallowRef(new Set<string>())
  const news = computed(() => arrivals.value.size + moved.value.size)
  let query = EVERYTHING
  /** Unread messages of conversations whose row is still to come. */
  const strays = new Map<string, number>()
  let held = false
  let turn = 0

  async function fetchFirst(limit: number) {
    const mine = ++turn
    try {
      const page = await options.load(query, null, limit)
      if (mine !== turn) return
      rows.value = page.items
      next.value = page.next
      forgetHeld()
      phase.value = 'ready'
      problem.value = null
    } catch (thrown) {
      if (mine !== turn) return
      problem.value = asProblem(thrown)
      if (phase.value === 'loading') phase.value = 'failed'
    }
  }

  function forgetHeld() {
    strays.clear()
    arrivals.value = new Map()
    moved.value = new Set()
  }

  function show(wanted: ListQuery) {
    query = wanted
    rows.value = []
    next.value = null
    problem.value = null
    stuck.value = null
    phase.value = 'loading'
    forgetHeld()
    return fetchFirst(50)
  }

  const retry = () => show(query)
  /** Fetches again what is on the screen, without emptying it. */
  const refresh = () => fetchFirst(Math.min(100, Math.max(50, rows.value.length)))

  async function more() {
    if (!next.value || loadingMore.value) return
    loadingMore.value = true
    stuck.value = null
    const mine = turn
    try {
      const page = await options.load(query, next.value, 50)
      if (mine !== turn) return
      const known = new Set(rows.value.map(row => row.id))
      rows.value = [...rows.value, ...page.items.filter(row => !known.has(row.id))]
      next.value = page.next
    } catch (thrown) {
      stuck.value = asProblem(thrown)
    } finally {
      loadingMore.value = false
    }
  }

  function settle() {
    const arrived = [...arrivals.value.values()].filter(row => !rows.value.some(known => known.id === row.id))
    rows.value = [...rows.value, ...arrived].filter(row => belongs(row, query, options.me())).sort(ORDERS[query.sort])
    forgetHeld()
  }

  function hold(on: boolean) {
    held = on
    if (!on && (news.value || rows.value.some(row => !belongs(row, query, options.me())))) settle()
  }

  /** Time makes urgent and late what nobody touches. */
  function timePassed() {
    if (query.sort !== 'urgency') return
    let last = rows.value[0]
    const overtaken = rows.value.filter(row => {
      const overtakes = urgentFirst(row, last!) < 0
      if (!overtakes) last = row
      return overtakes
    })
    if (!overtaken.length) return
    if (held) moved.value = new Set([...moved.value, ...overtaken.map(({ id }) => id)])
    else settle()
  }

  function changed(change: Omit<ConversationRow, 'unread' | 'found'> & { unread?: number }) {
    const known = rows.value.find(row => row.id === change.id) ?? arrivals.value.get(change.id)
    const row: ConversationRow = { ...change, unread: change.unread ?? known?.unread ?? strays.get(change.id) ?? 0, draft: known?.draft ?? null, found: known?.found ?? null }
    const place = rows.value.findIndex(({ id }) => id === row.id)
    if (place >= 0) {
      rows.value = rows.value.with(place, row)
      const outOfPlace = rows.value.slice(0, place).some(above => ORDERS[query.sort](row, above) < 0)
      if (!held) settle()
      else if (outOfPlace && belongs(row, query, options.me())) moved.value = new Set(moved.value).add(row.id)
      return
    }
    // A search is the server's: what it would find is not guessed here.
    if (query.q || query.view === 'mentioned' || phase.value !== 'ready' || !belongs(row, query, options.me())) return
    const last = rows.value.at(-1)
    if (next.value && last && ORDERS[query.sort](last, row) < 0) return
    arrivals.value = new Map(arrivals.value).set(row.id, row)
    if (!held) settle()
  }

  function removed(id: string) {
    rows.value = rows.value.filter(row => row.id !== id)
    const left = new Map(arrivals.value)
    left.delete(id)
    arrivals.value = left
  }

  function received(message: Message) {
    if (message.author !== 'contact' || options.reading() === message.conversationId) return
    const count = (row: ConversationRow) => ({ ...row, unread: row.unread + 1 })
    rows.value = rows.value.map(row => (row.id === message.conversationId ? count(row) : row))
    const arrival = arrivals.value.get(message.conversationId)
    if (arrival) arrivals.value = new Map(arrivals.value).set(arrival.id, count(arrival))
    else if (!rows.value.some(row => row.id === message.conversationId))
      strays.set(message.conversationId, (strays.get(message.conversationId) ?? 0) + 1)
  }

  function read(id: string) {
    if (rows.value.some(row => row.id === id && row.unread))
      rows.value = rows.value.map(row => (row.id === id ? { ...row, unread: 0 } : row))
  }

  return { rows, phase, problem, next, loadingMore, stuck, news, show, retry, refresh, more, hold, settle, timePassed, changed, removed, received, read }
}

export type ConversationListStore = ReturnType<typeof createConversationList>
