import { describe, expect, it } from 'vitest'
import type { Message } from '@/platform/client'
import { joinItems } from './joined'
import type { ThreadItem } from './threadItems'

const said = (conversationId: string, seq: number, at: string): ThreadItem => ({
  type: 'message', key: `${conversationId}${seq}`, last: true,
  message: { id: `${conversationId}${seq}`, conversationId, seq, at } as Message,
})
const day = (at: string): ThreadItem => ({ type: 'day', key: `day-${at}`, at })
const strand = (id: string, items: ThreadItem[], since: string | null = null) => ({ id, channel: id.toUpperCase(), items, since })
const shown = (items: ThreadItem[]) => items.map(item => (item.type === 'day' ? '|' : item.type === 'event' ? item.activity.facts.channel : item.key))
const join = (...strands: ReturnType<typeof strand>[]) => shown(joinItems(strands, at => at.slice(0, 10)))

describe('conversations read as one', () => {
  it('stand by time, and say by which way each stretch was said', () => {
    const a = strand('a', [day('2026-11-24T01:00:00Z'), said('a', 1, '2026-11-24T01:00:00Z'), said('a', 2, '2026-11-24T03:00:00Z')])
    const b = strand('b', [said('b', 1, '2026-11-24T02:00:00.5Z'), said('b', 2, '2026-11-25T02:00:00Z')])
    expect(join(a, b)).toEqual(['|', 'A', 'a1', 'B', 'b1', 'A', 'a2', '|', 'B', 'b2'])
  })

  it('keep each their own order, whatever the clocks said', () => {
    const a = strand('a', [said('a', 1, '2026-11-24T05:00:00Z'), said('a', 2, '2026-11-24T01:00:00Z')])
    const b = strand('b', [said('b', 1, '2026-11-24T03:00:00Z')])
    expect(join(a, b)).toEqual(['|', 'B', 'b1', 'A', 'a1', 'a2'])
  })

  it('show nothing from before the time from which all are loaded', () => {
    const a = strand('a', [said('a', 1, '2026-11-24T01:00:00Z'), said('a', 2, '2026-11-24T04:00:00Z')])
    const b = strand('b', [said('b', 51, '2026-11-24T03:00:00Z')], '2026-11-24T03:00:00Z')
    expect(join(a, b)).toEqual(['|', 'B', 'b51', 'A', 'a2'])
  })

  it('hold back what is still to be sent to the end', () => {
    const pending: ThreadItem = { type: 'pending', key: 'p', pending: { kind: 'message', clientId: 'p', text: 'x', at: '2026-11-24T00:00:00Z', state: 'sending', problem: null } }
    expect(join(strand('a', [pending]), strand('b', [said('b', 1, '2026-11-24T03:00:00Z')]))).toEqual(['|', 'B', 'b1', 'A', 'p'])
  })
})
