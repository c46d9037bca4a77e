import { describe, expect, it, vi } from 'vitest'
import type { ConversationRow, Message } from '@/platform/client'
import { createConversationList, EVERYTHING, type ListOptions } from './conversationList'

const row = (id: string, minute: number, more: Partial<ConversationRow> = {}): ConversationRow => ({
  id, contact: { id: `contact-${id}`, name: id }, channel: 'telegram', channelAccount: { id: 'a', name: 'Shop' }, outletId: null, status: 'in_progress',
  assignee: { id: 'aina', name: 'Aina' }, answering: 'member', answeringMember: null, language: 'ms', lastMessage: null,
  awaitingReplySince: null, unread: 0, score: null, tags: [], fields: {}, messageCount: 1, priority: 'normal', snoozedUntil: null, scheduled: 0, transfer: null, blockedAt: null, spam: false, draft: null, sla: null, mergedInto: null, found: null, updatedAt: `2026-11-24T03:${String(minute).padStart(2, '0')}:00.000Z`, ...more,
})

async function listOf(rows: ConversationRow[], more: Partial<ListOptions> = {}) {
  const list = createConversationList({
    load: async () => ({ items: rows, next: null }),
    me: () => 'aina',
    reading: () => null,
    ...more,
  })
  await list.show(EVERYTHING)
  return list
}
const order = (list: Awaited<ReturnType<typeof listOf>>) => list.rows.value.map(({ id }) => id)

describe('the list', () => {
  it('puts the newest activity first', async () => {
    const list = await listOf([row('b', 2), row('a', 1)])
    list.changed(row('a', 3))
    expect(order(list)).toEqual(['a', 'b'])
  })

  it('does not move under the pointer: it says how much is new and sorts when the pointer leaves', async () => {
    const list = await listOf([row('b', 2), row('a', 1)])
    list.hold(true)
    list.changed(row('a', 3, { lastMessage: { seq: 2, author: 'contact', member: null, preview: 'Hi', at: '2026-11-24T03:03:00.000Z' } }))
    list.changed(row('new', 4))
    expect(order(list)).toEqual(['b', 'a'])
    expect(list.rows.value[1]!.lastMessage?.preview).toBe('Hi')
    expect(list.news.value).toBe(2)

    list.hold(false)
    expect(order(list)).toEqual(['new', 'a', 'b'])
    expect(list.news.value).toBe(0)
  })

  it('drops what no longer belongs, and takes no stranger in', async () => {
    const list = await listOf([row('b', 2), row('a', 1)])
    list.changed(row('b', 3, { status: 'completed' }))
    list.changed(row('lost', 4, { status: 'lost' }))
    list.removed('a')
    expect(order(list)).toEqual([])
  })

  it('counts unread messages, but not those of the conversation on the screen', async () => {
    const list = await listOf([row('b', 2), row('a', 1)], { reading: () => 'a' })
    const said = (conversationId: string) => ({ conversationId, author: 'contact' }) as Message
    list.received(said('a'))
    list.received(said('b'))
    expect(list.rows.value.map(({ unread }) => unread)).toEqual([1, 0])
    const { unread: _, ...change } = row('b', 5)
    list.changed(change)
    expect(list.rows.value[0]).toMatchObject({ id: 'b', unread: 1 })
  })

  it('forgets the answer to a question that is no longer asked', async () => {
    const load = vi.fn<ListOptions['load']>()
    let late!: (page: { items: ConversationRow[]; next: null }) => void
    load.mockReturnValueOnce(new Promise(resolve => (late = resolve)))
    load.mockResolvedValueOnce({ items: [row('b', 2)], next: null })
    const list = createConversationList({ load, me: () => 'aina', reading: () => null })
    const first = list.show(EVERYTHING)
    await list.show({ ...EVERYTHING, view: 'mine' })
    late({ items: [row('a', 1)], next: null })
    await first
    expect(order(list)).toEqual(['b'])
  })

  it('puts the most urgent first: as people say, then by score, then who waits longest', async () => {
    const list = createConversationList({
      load: async () => ({ items: [row('a', 1, { awaitingReplySince: '2026-11-24T03:01:00.000Z' })], next: null }),
      me: () => 'aina',
      reading: () => null,
    })
    await list.show({ ...EVERYTHING, sort: 'urgency' })
    list.changed(row('b', 5, { awaitingReplySince: '2026-11-24T03:00:00.000Z' }))
    list.changed(row('c', 6, { priority: 'urgent' }))
    list.changed(row('d', 7, { score: { score: 90, color: 'green', provisional: false } }))
    expect(order(list)).toEqual(['c', 'd', 'b', 'a'])
  })

  it('puts first what becomes late while nobody does anything', async () => {
    vi.useFakeTimers({ now: new Date('2026-11-24T03:00:00Z') })
    try {
      const sla = { kind: 'first_reply' as const, since: '2026-11-24T02:00:00Z', warnsAt: '2026-11-24T03:10:00Z', dueAt: '2026-11-24T03:20:00Z' }
      const list = createConversationList({
        load: async () => ({ items: [row('a', 1, { priority: 'high' }), row('b', 2, { sla })], next: null }),
        me: () => 'aina',
        reading: () => null,
      })
      await list.show({ ...EVERYTHING, sort: 'urgency' })
      list.timePassed()
      expect(order(list)).toEqual(['a', 'b'])
      vi.setSystemTime(new Date('2026-11-24T03:11:00Z'))
      list.hold(true)
      list.timePassed()
      expect(order(list)).toEqual(['a', 'b'])
      expect(list.news.value).toBe(1)
      list.hold(false)
      expect(order(list)).toEqual(['b', 'a'])
    } finally {
      vi.useRealTimers()
    }
  })

  it('takes in only what belongs to a narrowed list', async () => {
    const list = createConversationList({ load: async () => ({ items: [], next: null }), me: () => 'aina', reading: () => null })
    await list.show({ ...EVERYTHING, snoozed: true })
    list.changed(row('a', 1))
    list.changed(row('b', 2, { status: 'waiting', snoozedUntil: '2026-11-25T01:00:00Z' }))
    expect(order(list)).toEqual(['b'])
    await list.show({ ...EVERYTHING, channel: 'whatsapp', outlet: 'melaka' })
    list.changed(row('c', 3, { channel: 'whatsapp' }))
    list.changed(row('d', 4, { channel: 'telegram', outletId: 'melaka' }))
    list.changed(row('e', 5, { channel: 'whatsapp', outletId: 'melaka' }))
    expect(order(list)).toEqual(['e'])
  })
})
