import { describe, expect, it } from 'vitest'
import type { Message, WireEvent } from '../protocol'
import { createThread, START } from './thread'

const number = (n: number) => String(n).padStart(16, '0')
const message = (n: number, more: Partial<Message> = {}): Message => ({ id: `m${n}`, direction: 'out', type: 'text', text: `Text ${n}`, created_at: '2026-11-24T02:00:00.000Z', ...more })
const created = (n: number, more: Partial<Message> = {}): WireEvent => ({ id: number(n), event: 'message.created', data: { message: message(n, more) } })
const texts = (thread: ReturnType<typeof createThread>) => thread.messages.map(({ text }) => text)

describe('a thread', () => {
  it('begins before the first event', () => {
    const thread = createThread('vis_1')
    expect(thread.last).toBe(START)
    expect(thread.apply(created(1))?.text).toBe('Text 1')
    expect(thread.last).toBe(number(1))
  })

  it('applies each event once, whatever comes again', () => {
    const thread = createThread('vis_1')
    for (const n of [1, 2, 2, 1, 3, 2]) thread.apply(created(n))
    expect(texts(thread)).toEqual(['Text 1', 'Text 2', 'Text 3'])
  })

  it('does not show again what the history had and an event tells as well', () => {
    const thread = createThread('vis_1')
    thread.load({ messages: [message(1), message(2)], has_more: false, last_event_id: number(1) })
    thread.apply(created(2))
    thread.apply(created(3))
    expect(texts(thread)).toEqual(['Text 1', 'Text 2', 'Text 3'])
    expect(thread.last).toBe(number(3))
  })

  it('goes on from the place the history names', () => {
    const thread = createThread('vis_1')
    thread.load({ messages: [message(7)], has_more: true, last_event_id: number(9) })
    expect(thread.apply(created(9))).toBeUndefined()
    expect(thread.apply(created(10))).toBeDefined()
  })

  it('marks what a person has read, and changes what has changed', () => {
    const thread = createThread('vis_1')
    thread.apply(created(1, { direction: 'in', status: 'accepted', client_message_id: 'c-1' }))
    thread.apply({ id: number(2), event: 'message.status', data: { message_ids: ['m1'], status: 'read' } })
    expect(thread.messages[0]).toMatchObject({ text: 'Text 1', status: 'seen' })
    thread.apply({ id: number(3), event: 'message.updated', data: { message: message(1, { text: 'Changed' }) } })
    expect(texts(thread)).toEqual(['Changed'])
    expect(thread.holds('c-1')).toBe(true)
  })

  it('lets go of what was taken back', () => {
    const thread = createThread('vis_1')
    thread.apply(created(1))
    thread.apply(created(2))
    thread.apply({ id: number(3), event: 'message.deleted', data: { message_id: 'm1' } })
    expect(texts(thread)).toEqual(['Text 2'])
  })

  it('knows how much is unread and who is typing, until that one has spoken', () => {
    const thread = createThread('vis_1')
    thread.apply({ id: number(1), event: 'conversation.updated', data: { conversation: { unread: 2 } } })
    thread.apply({ id: null, event: 'typing', data: { who: 'agent', name: 'Aina', on: true, ttl_seconds: 10 } })
    expect(thread).toMatchObject({ unread: 2, typing: { name: 'Aina' } })
    thread.apply(created(2))
    expect(thread.typing).toBeNull()
  })

  it('ignores kinds of events it has never heard of, and remembers its place', () => {
    const thread = createThread('vis_1')
    thread.apply({ id: number(1), event: 'weather.changed', data: {} })
    expect(thread).toMatchObject({ messages: [], last: number(1) })
  })

  it('says which person answers, and nobody once the assistant has spoken', () => {
    const thread = createThread('vis_1')
    thread.apply(created(1, { sender: { kind: 'agent', name: 'Aina' } }))
    thread.apply(created(2, { direction: 'in' }))
    expect(thread.person()).toBe('Aina')
    thread.apply(created(3, { sender: { kind: 'bot' } }))
    expect(thread.person()).toBeUndefined()
  })
})

describe('two tabs', () => {
  const filled = (...numbers: number[]) => {
    const thread = createThread('vis_1')
    for (const n of numbers) thread.apply(created(n))
    return thread
  }

  it('agree on what one of them has heard', () => {
    const [one, other] = [filled(1, 2, 3), filled(1)]
    other.adopt(one.snapshot())
    expect(other).toMatchObject({ messages: one.messages, last: one.last, unread: one.unread })
  })

  it('keep older pages that only one of them has fetched', () => {
    const [one, other] = [filled(3, 4), filled(3)]
    other.prepend({ messages: [message(1), message(2)], has_more: false, last_event_id: number(4) })
    one.more = true
    other.adopt(one.snapshot())
    expect(texts(other)).toEqual(['Text 1', 'Text 2', 'Text 3', 'Text 4'])
    expect(other.more).toBe(false)
  })

  it('do not go back, and take nothing of another visitor', () => {
    const thread = filled(1, 2)
    thread.adopt(filled(1).snapshot())
    thread.adopt({ ...filled(1, 2, 3).snapshot(), visitor: 'vis_2' })
    expect(texts(thread)).toEqual(['Text 1', 'Text 2'])
  })

  it('pass on the newest sixty messages, and that there are more', () => {
    const { messages, more } = filled(...Array.from({ length: 70 }, (_, n) => n + 1)).snapshot()
    expect(messages).toHaveLength(60)
    expect(messages.at(-1)?.text).toBe('Text 70')
    expect(more).toBe(true)
  })
})
