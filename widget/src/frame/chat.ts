// The chat in its frame: brings the visitor's session, the thread, the outbox and the line to the server together,
// keeps the tabs of one visitor in step, and tells the page what it may know.
import type { History, Language, Message, ToFrame, ToPage } from '../protocol'
import { createApi, Refusal, type Kept } from './api'
import { createLine, pause, wake, type State } from './line'
import { createOutbox, type More, type Pending } from './outbox'
import { forget, inTurn, keep, recall } from './store'
import { createThread, type Snapshot } from './thread'
import { createView, type Acts } from './view'
import en from './words/en.json'
import './chat.css'

type Init = Extract<ToFrame, { type: 'init' }>

/** A tab nobody looks at lets its line go after this time. */
const UNSEEN = 5 * 60_000
const TYPING_EVERY = 3_000
/** Built on its own. */
const EXTRAS = '/widget/frame/extras.js'

const siteKey = new URLSearchParams(location.search).get('site_key') ?? ''
const pageOrigin = location.hash.slice(1)

const tellPage = (message: ToPage) => parent.postMessage(message, pageOrigin)
const isFromPage = (event: MessageEvent<ToFrame>) => event.source === parent && event.origin === pageOrigin && event.data

async function start(init: Init) {
  const prefix = `sembang:${siteKey}`
  const keys = { session: prefix, thread: `${prefix}:thread`, outbox: `${prefix}:out:` }
  const outbox = createOutbox(keys.outbox)

  let thread = createThread('')
  let loaded = false
  let state: State = 'connecting'
  let open = init.open
  let told = -1
  let known = false
  let loading: Promise<void> | undefined
  let connecting: Promise<void> | undefined
  let running: AbortController | undefined
  let typingSince = 0
  let typingTimer: ReturnType<typeof setTimeout>
  let unseenTimer: ReturnType<typeof setTimeout>

  const acts: Acts = { send, retry, typed, older, attended: read, close: () => tellPage({ type: 'close' }) }
  const view = createView(acts)
  const api = createApi(siteKey, keys.session, init.language, begun)
  const line = createLine({
    call: (path, options) => api.call(path, options),
    last: () => thread.last,
    take(event) {
      const message = thread.apply(event)
      if (message) arrived(message)
      acts.heard?.(event)
      changed()
    },
    resync: load,
    state(now) {
      state = now
      // What waits to be sent need not wait longer.
      if (now === 'live') wake()
      show()
    },
  })

  function begun(visitor: string, unread?: number) {
    if (visitor !== thread.visitor) {
      thread = createThread(visitor)
      loaded = false
      const kept = recall<Snapshot>(keys.thread)
      if (kept?.visitor === visitor) {
        thread.adopt(kept)
        loaded = true
      }
    }
    if (unread !== undefined) thread.unread = unread
  }

  /** The newest page of the thread, in place of all that was known. */
  async function load() {
    const of = thread
    const page = (await (await api.call('/messages')).json()) as History
    if (thread === of) of.load(page)
    loaded = true
    changed()
  }

  function older() {
    const first = thread.messages[0]
    if (loading || !thread.more || !first) return
    const of = thread
    loading = api
      .call(`/messages?before=${first.id}`)
      .then(async response => {
        const page = (await response.json()) as History
        if (thread === of)
          view.keepingPlace(() => {
            of.prepend(page)
            show()
          })
      })
      .catch(() => show())
      .finally(() => (loading = undefined))
  }

  function arrived(message: Message) {
    if (message.direction === 'out') view.announce(message)
    tellPage({ type: 'event', name: 'message', detail: { direction: message.direction } })
  }

  /** After every change of the thread: the outbox lets go of what stands in it, the other tabs learn of it. */
  function changed() {
    outbox.settle(thread.holds, thread.last)
    if (loaded && thread.visitor) keep(keys.thread, thread.snapshot())
    show()
    read()
  }

  function show() {
    const left = (thread.typing?.until ?? 0) - Date.now()
    clearTimeout(typingTimer)
    if (left > 0) typingTimer = setTimeout(show, left)
    const pending = outbox.list()
    view.show({ messages: thread.messages, pending, typing: left > 0 ? thread.typing!.name : null, person: thread.person(), line: state, loaded })
    const unread = attentive() ? 0 : thread.unread
    if (unread !== told) tellPage({ type: 'unread', count: (told = unread) })
    if (!known && (thread.messages.length || pending.length)) tellPage({ type: 'known', known: (known = true) })
  }

  const attentive = () => open && document.visibilityState === 'visible' && document.hasFocus()

  function read() {
    const { unread } = thread
    if (!attentive() || !unread) return
    thread.unread = 0
    api.post('/read', { up_to_event_id: thread.last }).catch(() => (thread.unread ||= unread))
    changed()
  }

  function send(text: string, more?: More) {
    outbox.add(text, more)
    show()
    // A visitor who has left and writes again begins anew.
    void (running ? flush() : connect())
  }

  function retry(pending: Pending) {
    outbox.put({ ...pending, failed: false })
    show()
    void flush()
  }

  const flush = () => inTurn(keys.outbox, () => outbox.send(deliver, show))

  async function deliver({ id, text, more }: Pending): Promise<string | null> {
    const response = await api.post('/messages', { client_message_id: id, type: 'text', text, ...more })
    const { event_id: event = null } = (await response.json()) as { event_id?: string | null }
    // Stored so long ago that its event is forgotten.
    if (event === null) await load()
    return event
  }

  function typed(text: string) {
    if (!text || !thread.messages.length || Date.now() - typingSince < TYPING_EVERY) return
    typingSince = Date.now()
    api.post('/typing', { on: true }).catch(() => undefined)
  }

  /** One tab holds the line, the others read what it writes to the store. */
  function resume() {
    clearTimeout(unseenTimer)
    if (running || state === 'refused') return
    const { signal } = (running = new AbortController())
    inTurn(`${prefix}:line`, () => line.run(signal), signal).catch(problem => {
      if (!signal.aborted) throw problem
    })
  }

  function rest() {
    running?.abort()
    running = undefined
  }

  /** First the session and what was said, then the line: until that has worked once. */
  const connect = () => (connecting ??= reach().finally(() => (connecting = undefined)))

  async function reach() {
    for (let failures = 0; ; failures++)
      try {
        begun(await api.ready())
        if (!loaded) await load()
        if (state === 'down') state = 'connecting'
        changed()
        resume()
        return void flush()
      } catch (problem) {
        const refusal = problem instanceof Refusal ? problem : undefined
        state = refusal?.closed ? 'refused' : 'down'
        show()
        if (refusal?.closed) return
        await pause(failures, refusal?.retryAfter)
      }
  }

  async function brand() {
    const site = await api.settings()
    const { name } = site.brand
    view.brand(name, site.limits.text_max_chars)
    tellPage({ type: 'look', name })
    const { createExtras } = (await import(/* @vite-ignore */ EXTRAS)) as typeof import('./extras')
    Object.assign(acts, createExtras({ ...api, send, site, refresh: load, become }))
    show()
  }

  /** The visitor is somebody now: the old session is dead, the thread another. */
  async function become(identity: unknown) {
    await api.identify(identity)
    await connecting
    rest()
    return connect()
  }

  /** English is part of the chat, the other languages are files beside it. */
  async function speak(language: Language) {
    const lazy = language === 'en' ? null : await fetch(`/widget/frame/${language}.json`).then(file => file.json() as Promise<typeof en>).catch(() => null)
    view.speak(lazy ?? en, lazy ? language : 'en')
  }

  async function leave() {
    rest()
    clear()
    await api.leave().catch(() => undefined)
  }

  function clear() {
    for (const { id } of outbox.list()) outbox.remove(id)
    forget(keys.thread)
    thread = createThread('')
    loaded = false
    show()
    tellPage({ type: 'known', known: (known = false) })
  }

  function obey(message: ToFrame) {
    switch (message.type) {
      case 'open':
        open = true
        view.open(message.focus)
        if (!running) void connect()
        show()
        return read()
      case 'close':
        open = false
        return show()
      case 'locale':
        void speak(message.language)
        return void api.ready(message.language).catch(report)
      case 'identify':
        return void branded.then(() => acts.identify!(message.identity)).catch(report)
      case 'shutdown':
        return void leave()
    }
  }

  const report = (problem: unknown) => tellPage({ type: 'event', name: 'error', detail: { code: problem instanceof Refusal ? problem.code : 'no_connection' } })

  // Without it the chat works, namelessly.
  const branded = brand()
  branded.catch(() => undefined)
  addEventListener('message', event => {
    if (isFromPage(event)) obey(event.data)
  })
  addEventListener('storage', ({ key, newValue }) => {
    if (key === null || (key === keys.session && newValue === null)) {
      api.adopt(null)
      rest()
      return clear()
    }
    if (key === keys.session) {
      const kept = recall<Kept>(keys.session)
      api.adopt(kept)
      if (!kept || kept.visitor === thread.visitor) return
      rest()
      void connect()
    } else if (key === keys.thread && newValue) {
      const before = thread.last
      thread.adopt(JSON.parse(newValue) as Snapshot)
      const newest = thread.messages.at(-1)
      if (newest?.direction === 'out' && thread.last > before) view.announce(newest)
      outbox.settle(thread.holds, thread.last)
      read()
    } else if (!key.startsWith(keys.outbox)) return
    show()
  })
  addEventListener('online', () => {
    line.again()
    show()
  })
  addEventListener('offline', show)
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') {
      if (thread.visitor) resume()
      read()
    } else unseenTimer = setTimeout(rest, UNSEEN)
  })

  view.dark(init.dark)
  view.colors(init)
  await speak(init.language)
  const kept = recall<Kept>(keys.session)
  if (kept) begun(kept.visitor)
  show()
  if (open) view.open(init.focus)
  await connect()
}

/** The page says how the chat is to look. */
addEventListener('message', function first(event: MessageEvent<ToFrame>) {
  if (!isFromPage(event) || event.data.type !== 'init') return
  removeEventListener('message', first)
  void start(event.data)
})
tellPage({ type: 'ready' })
