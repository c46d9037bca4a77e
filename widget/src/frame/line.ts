// The line to the server's events: a stream, or a long poll where streams are blocked. Both bring the same events.
import type { WireEvent } from '../protocol'
import { Refusal } from './api'

/** `refused`: the server will not talk to this visitor, here or at all. */
export type State = 'connecting' | 'live' | 'down' | 'refused'

export interface LineOptions {
  call: (path: string, options: RequestInit) => Promise<Response>
  /** The id of the last event that was applied. */
  last: () => string
  take: (event: WireEvent) => void
  /** The place is not known to the server any more: the thread has to be fetched anew. */
  resync: () => Promise<void>
  state: (state: State) => void
  wait?: (failures: number) => Promise<void>
  /** How long a stream may say nothing at its start. */
  firstWord?: number
}

/** The server says something every 25 s. */
const SILENCE = 40_000
const LOST = 'resync_required'
const sleepers = new Set<() => void>()

/** Ends all waiting: the connection may be back. */
export function wake() {
  for (const sleeper of sleepers) sleeper()
}

/** 0.5 s and twice as long each time, up to 30 s, spread so that not all browsers come at once; or what the server asked. */
export function pause(failures: number, seconds?: number): Promise<void> {
  return new Promise(resolve => {
    const done = () => {
      clearTimeout(timer)
      sleepers.delete(done)
      resolve()
    }
    const timer = setTimeout(done, seconds ? seconds * 1000 : Math.min(30_000, 500 * 2 ** failures) * (0.7 + Math.random() * 0.6))
    // What the server asked for is not cut short.
    if (!seconds) sleepers.add(done)
  })
}

/** Splits the text of a stream into events; what is incomplete is kept for the next piece. */
export function frames() {
  let rest = ''
  return (text: string): WireEvent[] => {
    const blocks = (rest + text).split('\n\n')
    rest = blocks.pop()!
    return blocks.flatMap(block => {
      const { id = null, event, data } = Object.fromEntries(block.split('\n').map(line => line.split(/: (.*)/))) as Record<string, string>
      return data ? { id, event: event!, data: JSON.parse(data) as unknown } : []
    })
  }
}

export function createLine({ call, last, take, resync, state, wait = pause, firstWord = 6_000 }: LineOptions) {
  let cut = new AbortController()

  function told(event: WireEvent) {
    if (event.event === LOST) throw new Refusal(409, LOST)
    take(event)
  }

  /** Whether the server was heard at all. */
  async function stream(own: AbortController): Promise<boolean> {
    let heard = false
    let timer: ReturnType<typeof setTimeout> | undefined
    const within = (ms: number) => {
      clearTimeout(timer)
      timer = setTimeout(() => own.abort(), ms)
    }
    try {
      within(firstWord)
      const response = await call('/stream', { headers: { 'Last-Event-ID': last() }, signal: own.signal })
      const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
      const events = frames()
      for (;;) {
        const { done, value } = await reader.read()
        if (done) return heard
        heard = true
        state('live')
        within(SILENCE)
        events(value).forEach(told)
      }
    } catch (problem) {
      if (problem instanceof Refusal && problem.final) throw problem
      return heard
    } finally {
      clearTimeout(timer)
      own.abort()
    }
  }

  async function poll(seconds: number, { signal }: AbortController) {
    const response = await call(`/events?after=${last()}&wait=${seconds}`, { signal })
    const { events } = (await response.json()) as { events: WireEvent[] }
    state('live')
    events.forEach(told)
  }

  /** Until it is told to end, or refused. */
  async function run(signal: AbortSignal) {
    let failures = 0
    let blocked = 0
    let live = false
    signal.addEventListener('abort', () => again())
    while (!signal.aborted) {
      cut = new AbortController()
      const since = Date.now()
      try {
        // Where only polling got through twice, it stays with that.
        if (blocked < 2 && (await stream(cut))) {
          blocked = 0
          live = true
          failures = Date.now() - since > 5_000 ? 0 : failures + 1
          if (!signal.aborted) await wait(failures)
        } else if (!signal.aborted) {
          await poll(live ? 25 : 0, (cut = new AbortController()))
          live = true
          failures = 0
          blocked++
        }
      } catch (problem) {
        if (signal.aborted) return
        const refusal = problem instanceof Refusal ? problem : undefined
        if (refusal?.closed) return state('refused')
        // Where fetching fails as well, the next round finds the place lost again.
        if (refusal?.code === LOST && (await resync().then(() => true, () => false))) continue
        live = false
        state('down')
        await wait(failures++)
      }
    }
  }

  /** The network has changed: what is open may be dead without knowing. */
  function again() {
    cut.abort()
    wake()
  }

  return { run, again }
}
