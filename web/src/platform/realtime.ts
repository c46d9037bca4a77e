import type { Activity, ConversationRow, Message, MissedEvents, Note, Person } from './client'
import type { components } from './schema'

/** What the stream says, by the name of the event. */
export interface Events {
  ready: Record<string, never>
  resync: Record<string, never>
  'conversation.changed': { conversation: Omit<ConversationRow, 'unread'> }
  'conversation.removed': { id: string }
  'message.created': { message: Message }
  'message.changed': { message: Message }
  'note.created': { note: Note }
  'activity.created': { conversationId: string; activity: Activity }
  'notification.created': { notification: components['schemas']['Notification']; unread: number }
  'notification.read': { unread: number }
  typing: { conversationId: string; who: 'contact'; on: boolean; ttlSeconds: number }
  presence: { conversationId: string; member: Person; state: components['schemas']['PresenceState']; ttlSeconds: number }
  'draft.changed': { conversationId: string; kind: 'reply' | 'note'; version: string | null }
}

export type Link = 'connecting' | 'live' | 'reconnecting' | 'offline'

export interface RealtimeOptions {
  fetch: (request: Request) => Promise<Response>
  origin: string
  /** Silence after which a stream is held for dead. The server sends a heartbeat every 25 s. */
  silenceMs?: number
  /** How long a first stream may take to say that it is ready before it is held for blocked. */
  readyMs?: number
  random?: () => number
  /** The place after which the line begins; null: now. */
  from?: string | null
  /** Hears everything, whatever its name. */
  tap?: (frame: { id: string | null; event: string; data: unknown }) => void
  /** Something has come from the server, if only a sign of life. */
  beat?: () => void
  /** How the line stands has changed. */
  linked?: (link: Link) => void
}

interface Frame {
  id: string | null
  /** The id of the event before this one, on streams that say so. */
  after?: string
  event: string
  data: string
}

/** Splits the text of an event stream into its events; what is incomplete is kept for the next piece. */
export function frameReader() {
  let rest = ''
  return (text: string): Frame[] => {
    rest = (rest + text).replaceAll('\r\n', '\n')
    const blocks = rest.split('\n\n')
    rest = blocks.pop() ?? ''
    return blocks.flatMap(block => {
      const frame: Frame = { id: null, event: 'message', data: '' }
      const data: string[] = []
      for (const line of block.split('\n')) {
        const [, name, value] = /^(\w+): ?(.*)$/s.exec(line) ?? []
        if (name === 'id') frame.id = value ?? ''
        else if (name === 'after') frame.after = value ?? ''
        else if (name === 'event') frame.event = value ?? ''
        else if (name === 'data') data.push(value ?? '')
      }
      return data.length ? [{ ...frame, data: data.join('\n') }] : []
    })
  }
}

class Silence extends Error {}

/**
 * One line to the server's events, resumed after the last one seen. It is a stream; where streams are blocked it is
 * a long poll, which brings the same events. Listeners see each event once and in order; after `resync` they have to
 * fetch again what they show. A stream's events name the one before them, so a gap is noticed here.
 */
export function createRealtime(options: RealtimeOptions) {
  const { silenceMs = 40_000, readyMs = 10_000, random = Math.random, from = null, tap, beat, linked } = options
  const link: { value: Link } = { value: 'connecting' }
  function become(now: Link) {
    if (link.value === now) return
    link.value = now
    linked?.(now)
  }
  const listeners = new Map<string, Set<(data: never) => void>>()
  let cursor: string | null = from
  let failures = 0
  let streamsFail = 0
  let running: AbortController | null = null
  let wake: (() => void) | null = null

  function on<K extends keyof Events>(event: K, listener: (data: Events[K]) => void): () => void {
    const set = listeners.get(event) ?? new Set()
    listeners.set(event, set.add(listener))
    return () => set.delete(listener)
  }

  function emit(event: string, data: unknown) {
    listeners.get(event)?.forEach(listener => listener(data as never))
  }

  function take(frame: { id: string | null; event: string; data: unknown }) {
    failures = 0
    become('live')
    if (frame.event === 'resync') cursor = null
    else if (frame.id) cursor = frame.id
    emit(frame.event, frame.data)
    tap?.(frame)
  }

  async function stream(signal: AbortSignal) {
    const cut = new AbortController()
    const stop = () => cut.abort()
    signal.addEventListener('abort', stop)
    let timer: ReturnType<typeof setTimeout> | undefined
    const alive = (ms: number) => {
      clearTimeout(timer)
      timer = setTimeout(() => cut.abort(new Silence()), ms)
    }
    try {
      alive(readyMs)
      const headers: Record<string, string> = { Accept: 'text/event-stream' }
      if (cursor) headers['Last-Event-ID'] = cursor
      const response = await options.fetch(
        new Request(`${options.origin}/api/v1/stream`, { headers, signal: cut.signal, cache: 'no-store' }),
      )
      if (!response.ok || !response.body) throw new Error(`Stream answered ${response.status}`)
      const resumed = cursor !== null
      alive(resumed ? silenceMs : readyMs)
      if (resumed) become('live')
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
      const frames = frameReader()
      for (;;) {
        const { done, value } = await reader.read()
        if (done) return
        alive(silenceMs)
        beat?.()
        failures = 0
        streamsFail = 0
        for (const frame of frames(value)) {
          // What lies between never came: it is not told again, so all is fetched anew.
          const missed = frame.after !== undefined && cursor !== null && frame.after !== cursor
          take(missed ? { id: null, event: 'resync', data: {} } : { ...frame, data: JSON.parse(frame.data) })
          if (missed || frame.event === 'resync') return
        }
      }
    } finally {
      clearTimeout(timer)
      signal.removeEventListener('abort', stop)
      cut.abort()
    }
  }

  async function poll(signal: AbortSignal) {
    const query = new URLSearchParams({ wait: '25', ...(cursor ? { after: cursor } : {}) })
    const response = await options.fetch(
      new Request(`${options.origin}/api/v1/events?${query}`, { signal, cache: 'no-store' }),
    )
    if (!response.ok) throw new Error(`Events answered ${response.status}`)
    const { events, last } = (await response.json()) as MissedEvents
    failures = 0
    become('live')
    beat?.()
    for (const event of events) {
      take(event)
      if (event.event === 'resync') return
    }
    cursor = last ?? cursor
  }

  const pause = (ms: number) =>
    new Promise<void>(resolve => {
      const timer = setTimeout(resolve, ms)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })

  async function run(signal: AbortSignal) {
    let polls = 0
    while (!signal.aborted) {
      // Three streams in a row that brought nothing: something on the way holds them back. Ask instead, and try a stream again now and then.
      const polling = streamsFail >= 3 && polls < 12
      try {
        if (polling) {
          polls++
          await poll(signal)
          continue
        }
        polls = 0
        streamsFail++
        await stream(signal)
      } catch (thrown) {
        if (signal.aborted) return
        console.debug('Event line was cut', thrown)
      }
      if (signal.aborted) return
      failures++
      if (failures > 1) become(navigator.onLine === false || failures > 3 ? 'offline' : 'reconnecting')
      await pause(Math.min(30_000, 500 * 2 ** Math.min(failures - 1, 6)) * (0.5 + random() / 2))
    }
  }

  const hurry = () => wake?.()
  const lost = () => become('offline')

  function start() {
    if (running) return
    running = new AbortController()
    window.addEventListener('online', hurry)
    window.addEventListener('offline', lost)
    void run(running.signal)
  }

  function stop() {
    running?.abort()
    running = null
    wake?.()
    cursor = null
    failures = 0
    streamsFail = 0
    become('connecting')
    window.removeEventListener('online', hurry)
    window.removeEventListener('offline', lost)
  }

  return { link: link as { readonly value: Link }, on, start, stop }
}

export type Realtime = ReturnType<typeof createRealtime>
