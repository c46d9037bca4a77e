import { beforeEach, describe, expect, it, vi } from 'vitest'
import { Refusal } from './api'
import { createOutbox, type Pending } from './outbox'

const PREFIX = 'sembang:wsk:out:'
const nothing = () => undefined
const atOnce = () => Promise.resolve()
const texts = (pending: Pending[]) => pending.map(({ text }) => text)

beforeEach(() => localStorage.clear())

describe('the outbox', () => {
  it('keeps what is written over a reload, in order, also within one tick', () => {
    vi.useFakeTimers({ now: 1_000 })
    const outbox = createOutbox(PREFIX)
    for (const text of ['One', 'Two', 'Three']) outbox.add(text)
    vi.useRealTimers()
    const reloaded = createOutbox(PREFIX).list()
    expect(texts(reloaded)).toEqual(['One', 'Two', 'Three'])
    expect(new Set(reloaded.map(({ id }) => id)).size).toBe(3)
    for (const { id } of reloaded) expect(id).toMatch(/^[A-Za-z0-9_-]{1,64}$/)
  })

  it('sends one after the other, and keeps each until its event has come', async () => {
    const outbox = createOutbox(PREFIX)
    outbox.add('One')
    outbox.add('Two')
    const sent: string[] = []
    await outbox.send(async ({ text }) => (sent.push(text), `event ${sent.length}`), nothing)
    expect(sent).toEqual(['One', 'Two'])
    expect(outbox.list().map(({ event }) => event)).toEqual(['event 1', 'event 2'])
    await outbox.send(async ({ text }) => (sent.push(text), ''), nothing)
    expect(sent).toHaveLength(2)
    const first = outbox.list()[0]!.id
    outbox.settle(id => id === first, '')
    expect(texts(outbox.list())).toEqual(['Two'])
    outbox.settle(() => false, 'event 2')
    expect(outbox.list()).toEqual([])
  })

  it('repeats with the same id until the server answers', async () => {
    const outbox = createOutbox(PREFIX)
    outbox.add('One')
    const ids: string[] = []
    const waited: number[] = []
    await outbox.send(
      async ({ id }) => {
        ids.push(id)
        if (ids.length < 4) throw new TypeError('Failed to fetch')
        return 'event'
      },
      nothing,
      async failures => void waited.push(failures),
    )
    expect(ids).toHaveLength(4)
    expect(new Set(ids).size).toBe(1)
    expect(waited).toEqual([0, 1, 2])
  })

  it('waits as long as the server asks, then goes on in order', async () => {
    const outbox = createOutbox(PREFIX)
    outbox.add('One')
    outbox.add('Two')
    const sent: string[] = []
    const waited: (number | undefined)[] = []
    let busy = true
    await outbox.send(
      async ({ text }) => {
        if (busy) {
          busy = false
          throw new Refusal(429, 'rate_limited', 8)
        }
        sent.push(text)
        return 'event'
      },
      nothing,
      async (_, seconds) => void waited.push(seconds),
    )
    expect(sent).toEqual(['One', 'Two'])
    expect(waited).toEqual([8])
  })

  it('sets aside what the server will never take, and sends it when asked to try again', async () => {
    const outbox = createOutbox(PREFIX)
    outbox.add('Refused')
    outbox.add('Fine')
    await outbox.send(
      async ({ text }) => {
        if (text === 'Refused') throw new Refusal(422, 'validation')
        return 'event'
      },
      nothing,
      atOnce,
    )
    const [refused, fine] = outbox.list()
    expect(refused).toMatchObject({ text: 'Refused', failed: true })
    expect(fine).toMatchObject({ event: 'event' })
    outbox.put({ ...refused!, failed: false })
    await outbox.send(async () => 'later', nothing, atOnce)
    expect(outbox.list()[0]).toMatchObject({ failed: false, event: 'later' })
  })

  it('does not bring back what its event has settled before the answer came', async () => {
    const outbox = createOutbox(PREFIX)
    outbox.add('One')
    await outbox.send(
      async ({ id }) => {
        outbox.settle(known => known === id, '')
        return 'event'
      },
      nothing,
    )
    expect(outbox.list()).toEqual([])
  })

  it('works on where the browser lets nothing be stored', async () => {
    const full = vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError')
    })
    const outbox = createOutbox(PREFIX)
    outbox.add('One')
    expect(texts(outbox.list())).toEqual(['One'])
    await outbox.send(async () => 'event', nothing)
    outbox.settle(() => true, '')
    expect(outbox.list()).toEqual([])
    full.mockRestore()
  })
})
