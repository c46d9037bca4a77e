import { describe, expect, it, vi } from 'vitest'
import type { Conversation, Message } from '@/platform/client'
import { Problem, unreachable } from '@/platform/problem'
import { createThread, type ThreadApi } from './thread'
import { threadItems } from './threadItems'

const message = (seq: number, more: Partial<Message> = {}): Message => ({
  id: `m${seq}`, conversationId: 'c', seq, author: 'contact', member: null, content: { type: 'text', text: `text ${seq}` },
  state: 'received', failure: null, at: `2026-11-24T03:${String(seq).padStart(2, '0')}:00.000Z`, vendorAt: null, clientId: null, context: null, reactions: [],
  edited: false, heldUntil: null, evidence: null, ...more,
})

function server(stored: Message[], more: Partial<ThreadApi> = {}): ThreadApi {
  return {
    conversation: async () => ({ id: 'c', readSeq: 1, contact: { name: 'Aisyah' } }) as Conversation,
    messages: async (_id, { after }) => ({ items: after === undefined ? stored.slice(-2) : stored.filter(({ seq }) => seq > after), next: null }),
    notes: async () => [],
    activity: async () => [],
    send: async () => Promise.reject(new Error('not expected')),
    note: async () => Promise.reject(new Error('not expected')),
    sendAgain: async () => Promise.reject(new Error('not expected')),
    ...more,
  }
}

describe('a reply', () => {
  it('is on the screen at once and stands there once when answer and event both bring it', async () => {
    let settle!: (stored: Message) => void
    const send = vi.fn((_id: string, _text: string, clientId: string) =>
      new Promise<Message>(resolve => (settle = () => resolve(message(2, { author: 'member', clientId })))))
    const thread = createThread('c', server([message(1)], { send }))
    await thread.open()
    const sent = thread.write('message', 'Hello')

    expect(thread.pending.value.map(item => item.text)).toEqual(['Hello'])
    await vi.waitFor(() => expect(send).toHaveBeenCalled())
    thread.put(message(2, { author: 'member', clientId: send.mock.calls[0]![2] }))
    expect(thread.pending.value).toEqual([])
    settle(message(2))
    await sent
    expect(thread.messages.value.map(({ seq }) => seq)).toEqual([1, 2])
  })

  it('that is refused stays with its reason, and can be taken back', async () => {
    const refusal = new Problem(409, 'conversation-closed', 'The conversation is closed')
    const thread = createThread('c', server([message(1)], { send: async () => Promise.reject(refusal) }))
    await thread.open()
    expect(await thread.write('message', 'Hello')).toBe(false)
    expect(thread.pending.value[0]).toMatchObject({ state: 'failed', problem: refusal })
    expect(thread.discard(thread.pending.value[0]!.clientId)).toBe('Hello')
    expect(thread.pending.value).toEqual([])
  })

  it('written without a network goes out later under the same id', async () => {
    const send = vi.fn<ThreadApi['send']>().mockRejectedValueOnce(unreachable())
    const thread = createThread('c', server([message(1)], { send }))
    await thread.open()
    await thread.write('message', 'Hello')
    expect(thread.pending.value[0]!.state).toBe('waiting')

    send.mockImplementation(async (_id, _text, clientId) => message(2, { author: 'member', clientId }))
    thread.resumeSending()
    await vi.waitFor(() => expect(thread.messages.value).toHaveLength(2))
    expect(send.mock.calls[0]![2]).toBe(send.mock.calls[1]![2])
  })

  it('follows the one written before it, however slow that was', async () => {
    const order: string[] = []
    const send: ThreadApi['send'] = async (_id, text, clientId) => {
      await new Promise(resolve => setTimeout(resolve, text === 'first' ? 20 : 0))
      order.push(text)
      return message(order.length + 1, { author: 'member', clientId })
    }
    const thread = createThread('c', server([message(1)], { send }))
    await thread.open()
    await Promise.all([thread.write('message', 'first'), thread.write('message', 'second')])
    expect(order).toEqual(['first', 'second'])
  })
})

it('fetches what lies between when an event skips a number', async () => {
  const stored = [message(1)]
  const thread = createThread('c', server(stored))
  await thread.open()
  stored.push(message(2), message(3))
  thread.put(message(3))
  await vi.waitFor(() => expect(thread.messages.value.map(({ seq }) => seq)).toEqual([1, 2, 3]))
})

it('shows days, the unread divider and notes where they belong', () => {
  const items = threadItems({
    messages: [message(1), message(2)],
    notes: [{ id: 'n', conversationId: 'c', author: { id: 'u', name: 'Aina' }, text: 'Hold one', afterSeq: 1, mentions: [], at: '2026-11-24T03:01:30.000Z', clientId: null }],
    activity: [],
    pending: [],
    readTo: 1,
    olderExist: false,
  })
  expect(items.map(item => item.type)).toEqual(['day', 'message', 'note', 'divider', 'message'])
})
