import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { shareLine } from './sharedLine'

/** Locks as a browser has them: one holder, the others in line; who steals it takes it at once. */
function locks() {
  const byName = new Map<string, ReturnType<typeof oneLock>>()
  return {
    request: (name: string, options: { signal?: AbortSignal; steal?: boolean }, hold: () => unknown) => {
      const lock = byName.get(name) ?? oneLock()
      byName.set(name, lock)
      return lock(options, hold)
    },
  }
}

function oneLock() {
  type Waiting = { run: () => Promise<void>; signal?: AbortSignal }
  const line: Waiting[] = []
  let lose: ((reason: unknown) => void) | null = null
  const next = () => {
    const one = line.shift()
    if (one) void one.run()
  }
  return ({ signal, steal }: { signal?: AbortSignal; steal?: boolean }, hold: () => unknown) =>
    new Promise<void>((resolve, reject) => {
      const run = async () => {
        lose = reject
        const mine = reject
        await hold()
        if (lose !== mine) return
        lose = null
        resolve()
        next()
      }
      signal?.addEventListener('abort', () => {
        const at = line.findIndex(one => one.signal === signal)
        if (at >= 0) line.splice(at, 1)
        reject(new DOMException('aborted', 'AbortError'))
      })
      if (steal) {
        lose?.(new DOMException('stolen', 'AbortError'))
        void run()
      } else if (lose) line.push({ run, signal })
      else void run()
    })
}

/** A channel in which everything arrives in order, a moment later. */
class Channel {
  static all = new Set<Channel>()
  onmessage: ((event: { data: unknown }) => void) | null = null
  constructor(readonly name: string) {
    Channel.all.add(this)
  }
  postMessage(data: unknown) {
    for (const other of Channel.all) if (other !== this && other.name === this.name) setTimeout(() => Channel.all.has(other) && other.onmessage?.({ data }), 0)
  }
  close() {
    Channel.all.delete(this)
  }
}

/** A server of event streams that keeps what was said and resumes after any of it. */
function server() {
  const said: { id: string; text: string }[] = []
  const open = new Set<ReadableStreamDefaultController<Uint8Array>>()
  const encoder = new TextEncoder()
  let opened = 0
  return {
    get opened() {
      return opened
    },
    get open() {
      return open.size
    },
    say(id: string) {
      const text = `id: ${id}\nevent: conversation.removed\ndata: {"id":"${id}"}\n\n`
      said.push({ id, text })
      for (const one of open) one.enqueue(encoder.encode(text))
    },
    fetch: async (request: Request) => {
      let mine!: ReadableStreamDefaultController<Uint8Array>
      const body = new ReadableStream<Uint8Array>({ start: given => void (mine = given) })
      open.add(mine)
      opened++
      request.signal.addEventListener('abort', () => {
        if (open.delete(mine)) mine.error(request.signal.reason)
      })
      const after = request.headers.get('Last-Event-ID')
      if (after) for (const one of said.slice(said.findIndex(({ id }) => id === after) + 1)) mine.enqueue(encoder.encode(one.text))
      else mine.enqueue(encoder.encode(`id: ${said.at(-1)?.id ?? '0-0'}\nevent: ready\ndata: {}\n\n`))
      return new Response(body, { headers: { 'Content-Type': 'text/event-stream' } })
    },
  }
}

describe('the tabs of a browser', () => {
  beforeEach(() => {
    vi.useFakeTimers()
    Channel.all.clear()
    vi.stubGlobal('BroadcastChannel', Channel)
    Object.defineProperty(navigator, 'locks', { value: locks(), configurable: true })
  })
  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  const settle = (ms = 5) => vi.advanceTimersByTimeAsync(ms)
  function tab(from: ReturnType<typeof server>, who = 'aina') {
    const heard: string[] = []
    const links: string[] = []
    const stop = shareLine({
      who,
      fetch: from.fetch,
      origin: 'http://localhost',
      hear: (event, data) => event === 'conversation.removed' && heard.push((data as { id: string }).id),
      linked: link => links.push(link),
    })
    return { heard, links, stop }
  }

  it('share one stream, and each hears everything once and in order', async () => {
    const from = server()
    const tabs = [tab(from), tab(from), tab(from)]
    await settle()
    from.say('7-1')
    from.say('7-2')
    await settle()
    expect(from.opened).toBe(1)
    for (const { heard, links } of tabs) {
      expect(heard).toEqual(['7-1', '7-2'])
      expect(links.at(-1)).toBe('live')
    }
    tabs.forEach(({ stop }) => stop())
  })

  it('go on without a gap or a double when the tab that has it is closed', async () => {
    const from = server()
    const [first, second, third] = [tab(from), tab(from), tab(from)]
    await settle()
    from.say('7-9')
    await settle()
    // Told to the others, who have not read it yet when the lock changes hands.
    from.say('7-10')
    await Promise.resolve()
    first.stop()
    from.say('8-1')
    await settle(100)
    from.say('8-2')
    await settle()
    expect(second.heard).toEqual(['7-9', '7-10', '8-1', '8-2'])
    expect(third.heard).toEqual(['7-9', '7-10', '8-1', '8-2'])
    expect(from.open).toBe(1)
    second.stop()
    third.stop()
  })

  it('take the line from a tab that is silent for too long', async () => {
    const from = server()
    const first = tab(from)
    await settle()
    const second = tab(from)
    await settle()
    // It hears nothing more and says nothing, as a tab the browser has put to sleep.
    const [asleep] = [...Channel.all]
    asleep!.onmessage = null
    asleep!.postMessage = () => {}
    await settle(100_000)
    from.say('9-1')
    await settle()
    expect(second.heard).toEqual(['9-1'])
    first.stop()
    second.stop()
  })

  it('of different people have each their own', async () => {
    const from = server()
    const tabs = [tab(from, 'aina'), tab(from, 'wei')]
    await settle()
    expect(from.open).toBe(2)
    tabs.forEach(({ stop }) => stop())
  })

  it('have a line each where the browser has no locks', async () => {
    Object.defineProperty(navigator, 'locks', { value: undefined, configurable: true })
    const from = server()
    const tabs = [tab(from), tab(from)]
    await settle()
    from.say('7-1')
    await settle()
    expect(from.open).toBe(2)
    for (const { heard } of tabs) expect(heard).toEqual(['7-1'])
    tabs.forEach(({ stop }) => stop())
  })
})
