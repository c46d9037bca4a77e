import { afterEach, describe, expect, it, vi } from 'vitest'
import type { WireEvent } from '../protocol'
import { Refusal } from './api'
import { createLine, frames, pause, wake, type State } from './line'

const number = (n: number) => String(n).padStart(16, '0')
const event = (n: number): WireEvent => ({ id: number(n), event: 'message.created', data: { n } })
const written = (events: WireEvent[]) => events.map(({ id, event, data }) => `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`).join('')

/** A server that answers each call with the next of these, and then ends the line. */
function lineTo(...answers: ((path: string, options: RequestInit) => Response | Promise<Response>)[]) {
  const ended = new AbortController()
  const calls: string[] = []
  const states: State[] = []
  const waits: number[] = []
  const taken: string[] = []
  let resyncs = 0
  let last = number(0)
  const line = createLine({
    async call(path, options) {
      calls.push(path.startsWith('/stream') ? `stream after ${(options.headers as Record<string, string>)['Last-Event-ID']}` : path)
      const answer = answers.shift()
      if (!answer) {
        ended.abort()
        throw new DOMException('over', 'AbortError')
      }
      return answer(path, options)
    },
    last: () => last,
    take(event) {
      last = event.id!
      taken.push(event.id!)
    },
    async resync() {
      resyncs++
      last = number(40)
    },
    state: now => states.at(-1) !== now && states.push(now),
    wait: async failures => void waits.push(failures),
    firstWord: 50,
  })
  return { run: () => line.run(ended.signal), calls, states, waits, taken, resyncs: () => resyncs }
}

const streams = (...events: WireEvent[]) => () => new Response(`retry: 3000\n\n${written(events)}`)
const polls = (...events: WireEvent[]) => () => Response.json({ events, last: events.at(-1)?.id ?? null })
const broken = () => Promise.reject<Response>(new TypeError('Failed to fetch'))
const never = (_: string, { signal }: RequestInit) => new Promise<Response>((_, reject) => signal!.addEventListener('abort', () => reject(new DOMException('cut', 'AbortError'))))

describe('the text of a stream', () => {
  it('becomes events wherever it is cut', () => {
    const text = `retry: 3000\n\n${written([event(1)])}: heartbeat\n\nevent: typing\ndata: {"on":true,"text":"a: b"}\n\n`
    for (let at = 0; at <= text.length; at++) {
      const read = frames()
      const events = [...read(text.slice(0, at)), ...read(text.slice(at))]
      expect(events).toEqual([event(1), { id: null, event: 'typing', data: { on: true, text: 'a: b' } }])
    }
  })
})

describe('the line', () => {
  it('resumes a stream after the last event', async () => {
    const server = lineTo(streams(event(1), event(2)), streams(event(3)))
    await server.run()
    expect(server.calls.slice(0, 3)).toEqual([`stream after ${number(0)}`, `stream after ${number(2)}`, `stream after ${number(3)}`])
    expect(server.taken).toEqual([1, 2, 3].map(number))
    expect(server.states).toEqual(['live'])
  })

  it('polls where streams are blocked, with the same events, and stays with it', async () => {
    const server = lineTo(broken, polls(event(1)), broken, polls(event(2)), polls(), polls(event(3)))
    await server.run()
    expect(server.taken).toEqual([1, 2, 3].map(number))
    expect(server.calls).toEqual([
      `stream after ${number(0)}`,
      `/events?after=${number(0)}&wait=0`,
      `stream after ${number(1)}`,
      `/events?after=${number(1)}&wait=25`,
      `/events?after=${number(2)}&wait=25`,
      `/events?after=${number(2)}&wait=25`,
      `/events?after=${number(3)}&wait=25`,
    ])
  })

  it('holds a stream that says nothing for blocked', async () => {
    const server = lineTo(never, polls(event(1)))
    await server.run()
    expect(server.taken).toEqual([number(1)])
  })

  it('waits longer each time while the server is away, and streams again when it is back', async () => {
    const server = lineTo(streams(event(1)), broken, broken, broken, broken, streams(event(2)))
    await server.run()
    expect(server.states).toEqual(['live', 'down', 'live'])
    expect(server.waits.slice(0, 3)).toEqual([1, 1, 2])
    expect(server.taken).toEqual([1, 2].map(number))
  })

  it('fetches the thread anew where its place is lost, on either way', async () => {
    const lost = () => new Response('event: resync_required\ndata: {"error":{}}\n\n')
    const refused = () => Promise.reject<Response>(new Refusal(409, 'resync_required'))
    const server = lineTo(lost, streams(event(41)), broken, refused, streams(event(42)))
    await server.run()
    expect(server.resyncs()).toBe(2)
    expect(server.calls[1]).toBe(`stream after ${number(40)}`)
    expect(server.taken).toEqual([41, 42].map(number))
  })

  it('gives up where the server refuses this visitor', async () => {
    const server = lineTo(() => Promise.reject(new Refusal(403, 'blocked')))
    await server.run()
    expect(server.states).toEqual(['refused'])
    expect(server.calls).toHaveLength(1)
  })

  it('takes a refusal that is not ours, as a proxy gives it, for a blocked stream', async () => {
    const server = lineTo(() => Promise.reject(new Refusal(403)), polls(event(1)))
    await server.run()
    expect(server.taken).toEqual([number(1)])
  })
})

describe('waiting', () => {
  afterEach(() => vi.useRealTimers())
  const over = async (waiting: Promise<void>, ms: number) => {
    let done = false
    void waiting.then(() => (done = true))
    await vi.advanceTimersByTimeAsync(ms)
    return done
  }

  it('grows from half a second to half a minute, spread', async () => {
    vi.useFakeTimers()
    expect(await over(pause(0), 650)).toBe(true)
    expect(await over(pause(3), 2_700)).toBe(false)
    await vi.advanceTimersByTimeAsync(2_500)
    expect(await over(pause(30), 20_000)).toBe(false)
    expect(await over(Promise.resolve(), 19_000)).toBe(true)
  })

  it('ends early when the network is back, but not before the server wants to hear again', async () => {
    vi.useFakeTimers()
    const [lost, limited] = [pause(9), pause(0, 8)]
    wake()
    expect(await over(lost, 0)).toBe(true)
    expect(await over(limited, 7_900)).toBe(false)
    expect(await over(limited, 100)).toBe(true)
  })
})
