import { createRealtime, type Link, type Realtime } from './realtime'

export interface LineOptions {
  /** Whose events; only tabs of the same share a line. */
  who: string
  fetch: (request: Request) => Promise<Response>
  origin: string
  hear: (event: string, data: unknown) => void
  linked: (link: Link) => void
  /** How long a tab that has the line may be silent before another one takes it. */
  silentMs?: number
}

interface Part {
  event: string
  data: unknown
}

/** What tabs say to each other. All parts of one change come in one, so that nobody has half of it. */
interface Said {
  from: string
  /** Only for this one. */
  to?: string
  /** Somebody asks how things stand. */
  hello?: true
  link?: Link
  cursor?: string | null
  parts?: Part[]
  /** The place in the stream after these; null: they are not kept, and have none. */
  id?: string | null
}

/** What happens between two changes and is in no history. */
const PASSING = ['typing', 'presence', 'draft.changed', 'ready', 'resync']

/** Whether one place of the stream comes after another: `<tx>-<number>`. */
function isAfter(one: string, other: string) {
  const [a, b] = [one, other].map(place => place.split('-').map(BigInt))
  return a![0]! > b![0]! || (a![0] === b![0] && a![1]! > b![1]!)
}

/**
 * One line to the server for all tabs of a browser: who holds the lock has it and tells the others. When that tab is
 * closed the lock goes to the next one, which goes on after the last change it has heard of; what another tab has heard
 * already it does not hear again. A browser without locks or channels has a line for each tab.
 */
export function shareLine({ who, fetch, origin, hear, linked, silentMs = 75_000 }: LineOptions): () => void {
  const alone = !navigator.locks || typeof BroadcastChannel === 'undefined'
  const name = `sembang-line-${who}`
  const me = crypto.randomUUID()
  const channel = alone ? null : new BroadcastChannel(name)
  /** After which change this tab goes on. */
  let cursor: string | null = null
  /** Which tab's changes it follows. */
  let leader = ''
  let line: Realtime | null = null
  let release = () => {}
  let waiting = new AbortController()
  let over = false
  let heard = Date.now()

  const say = (said: Omit<Said, 'from'>) => channel?.postMessage({ from: me, ...said } satisfies Said)

  function lead() {
    let parts: Part[] = []
    function take({ id, event, data }: { id: string | null; event: string; data: unknown }) {
      hear(event, data)
      if (event === 'resync') cursor = null
      if (PASSING.includes(event)) {
        cursor = id ?? cursor
        return say({ parts: [{ event, data }], id: event === 'resync' ? null : id })
      }
      parts.push({ event, data })
      if (!id) return
      cursor = id
      say({ parts, id })
      parts = []
    }
    const stands = (now: Link) => say({ link: now, cursor })
    const mine = createRealtime({
      fetch,
      origin,
      from: cursor,
      tap: take,
      beat: () => stands(mine.link.value),
      linked: now => {
        if (line !== mine) return
        linked(now)
        stands(now)
      },
    })
    line = mine
    mine.start()
  }

  function leave() {
    const gone = line
    line = null
    gone?.stop()
  }

  /** Leads once the lock is given; whoever finds its holder silent takes it. */
  async function queue(steal = false) {
    waiting.abort()
    waiting = new AbortController()
    const mine = waiting
    try {
      await navigator.locks.request(name, steal ? { steal } : { signal: mine.signal }, () => {
        if (over || mine.signal.aborted) return undefined
        lead()
        return new Promise<void>(resolve => (release = resolve))
      })
    } catch (thrown) {
      if (over || mine.signal.aborted) return
      console.debug('Another tab has the event line now', thrown)
      leave()
      heard = Date.now()
      void queue()
    }
  }

  function follow(said: Said) {
    if (said.from !== leader) {
      // A tab that has taken over tells from where it was itself: what this one has already it does not hear again.
      if (said.id && cursor && !isAfter(said.id, cursor)) return
      leader = said.from
    }
    if (said.id) cursor = said.id
    for (const { event, data } of said.parts ?? []) {
      if (event === 'resync') cursor = null
      hear(event, data)
    }
  }

  function hears({ data: said }: MessageEvent<Said>) {
    if (over || (said.to && said.to !== me)) return
    if (line) {
      if (said.hello) say({ to: said.from, link: line.link.value, cursor })
      return
    }
    if (said.hello) return
    heard = Date.now()
    if (said.link) linked(said.link)
    if (said.to && cursor === null) {
      cursor = said.cursor ?? null
      leader = said.from
    }
    if (said.parts) follow(said)
  }

  function watchOver() {
    if (line) return
    const silent = Date.now() - heard
    if (silent > silentMs) void queue(true)
    else if (silent > silentMs / 2) say({ hello: true })
  }

  if (!channel) lead()
  else {
    channel.onmessage = hears
    say({ hello: true })
    void queue()
  }
  const looking = channel ? setInterval(watchOver, silentMs / 5) : undefined

  return () => {
    over = true
    clearInterval(looking)
    waiting.abort()
    leave()
    release()
    channel?.close()
  }
}
