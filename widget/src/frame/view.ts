// The chat on the screen. It is told what there is and draws what has changed; it decides nothing.
import { CROSS, element, icon, styles } from '../look'
import type { Colors, Dark, Identity, Language, Message, WireEvent } from '../protocol'
import type { State } from './line'
import type { Pending } from './outbox'
import type en from './words/en.json'

export type Words = typeof en

export interface Shown {
  messages: Message[]
  pending: Pending[]
  typing: string | null
  /** The person who answers, once one has. */
  person: string | undefined
  line: State
  /** Everything there was has been fetched. */
  loaded: boolean
}

export interface Acts {
  send: (text: string) => void
  retry: (pending: Pending) => void
  typed: (text: string) => void
  close: () => void
  older: () => void
  attended: () => void
  /** What a message carries beside its words, and what to choose from under the last one, once these can be shown. */
  figure?: (message: Message, among: Message[]) => Node | undefined
  chips?: (message: Message) => HTMLElement
  greeting?: () => string | null
  heard?: (event: WireEvent) => void
  identify?: (identity: Identity) => Promise<unknown>
}

const ARROW = 'M12 19V5m-7 7 7-7 7 7'
/** Web addresses, and **bold** as the assistant writes it. */
const MARKED = /https?:\/\/[^\s<>"']+|\*\*[^*\n]+\*\*/gi

export function createView(acts: Acts) {
  let words: Words
  let language: Language = 'en'
  let name = ''
  let longest = 4000
  let shown: Shown | undefined
  let drawn = new Map<string, { node: HTMLElement; from: string }>()

  const avatar = element('span', { class: 'avatar', 'aria-hidden': 'true' })
  const title = element('h1', { id: 'name', dir: 'auto' })
  const status = element('p', 'status')
  const cross = element('button', { class: 'round' }, icon(CROSS))
  const bar = element('div', { class: 'bar', role: 'status' })
  const log = element('div', { class: 'log', role: 'log', 'aria-live': 'off', tabindex: '0' })
  const live = element('div', { class: 'hidden', 'aria-live': 'polite' })
  const field = element('textarea', { rows: '1', dir: 'auto', enterkeyhint: 'send', 'aria-describedby': 'left' })
  const left = element('span', { id: 'left', class: 'left', role: 'status' })
  const go = element('button', 'round go', icon(ARROW))
  const form = element('form', {}, element('div', 'write', field, go), left)
  const note = element('span')
  const person = element('button', { class: 'link' })
  const dialog = element(
    'div',
    { class: 'chat', role: 'dialog', 'aria-labelledby': 'name', tabindex: '-1' },
    element('div', 'head', avatar, element('div', 'title', title, status), cross),
    bar,
    log,
    live,
    form,
    element('div', 'foot', note, ' ', person),
  )
  const theme = styles('')

  const fill = (text: string, value: string | number) => text.replace(/\{.+\}/, () => `${value}`)
  const atEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < 60
  const toEnd = () => void (log.scrollTop = log.scrollHeight)

  function rich(text: string): (Node | string)[] {
    const parts: (Node | string)[] = []
    let end = 0
    for (const found of text.matchAll(MARKED)) {
      const word = found[0].replace(/[.,;:!?)\]}。，、！？）]+$/, '')
      parts.push(text.slice(end, found.index))
      if (word.startsWith('*')) parts.push(element('b', {}, word.slice(2, -2)))
      else parts.push(element('a', { href: word, target: '_blank', rel: 'noopener noreferrer nofollow' }, word))
      end = found.index + word.length
    }
    return [...parts, text.slice(end)]
  }

  function day(at: Date): string {
    const days = Math.round((new Date(at).setHours(0, 0, 0, 0) - new Date().setHours(0, 0, 0, 0)) / 86_400_000)
    return days > -2
      ? new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(days, 'day')
      : at.toLocaleDateString(language, { weekday: 'short', day: 'numeric', month: 'long' })
  }

  const time = (at: Date) => at.toLocaleTimeString(language, { hour: 'numeric', minute: '2-digit' })

  /** The same thing is drawn once: its element is kept as long as nothing of it changes. */
  function part(key: string, from: unknown, draw: () => HTMLElement) {
    const said = JSON.stringify(from)
    const known = drawn.get(key)
    return known?.from === said ? known : { node: draw(), from: said }
  }

  function bubble(text: string, mine: boolean, who: string, figure: Node | '' = ''): HTMLElement {
    return element('div', mine ? 'said mine' : 'said', element('span', 'hidden', `${who}: `), figure, element('p', { dir: 'auto' }, ...rich(text)))
  }

  function author({ direction, sender }: Message): string {
    if (direction === 'in') return words.you
    return sender?.kind === 'bot' ? words.automatic : (sender?.name ?? name)
  }

  function fate(pending: Pending): HTMLElement {
    if (pending.failed) {
      const again = element('button', { class: 'link' }, words.retry)
      again.onclick = () => acts.retry(pending)
      return element('div', 'meta mine failed', `${words.failed} · `, again)
    }
    const now = pending.event !== undefined ? words.sent : offline() ? words.waiting : words.sending
    return element('div', 'meta mine', now)
  }

  const offline = () => shown?.line === 'down' || !navigator.onLine

  function nodes(now: Shown) {
    const parts = new Map<string, { node: HTMLElement; from: string }>()
    const add = (key: string, from: unknown, draw: () => HTMLElement) => parts.set(key, part(key, from, draw))
    if (now.loaded && !now.messages.length && !now.pending.length)
      add('hello', [language, name, acts.greeting?.()], () => element('div', 'hello', avatar.cloneNode(true), element('h2', { dir: 'auto' }, acts.greeting?.() ?? words.hello), element('p', {}, words.intro)))
    let today = ''
    now.messages.forEach((message, index) => {
      const at = new Date(message.created_at)
      const mine = message.direction === 'in'
      const who = author(message)
      const next = now.messages[index + 1]
      const name = day(at)
      if (name !== today) add(`day ${name}`, name, () => element('div', 'day', element('span', {}, name)))
      today = name
      const key = message.client_message_id ?? message.id
      const text = message.text ?? message.fallback_text ?? ''
      add(key, [text, mine, who, acts.figure && (message.reply_to ?? message.attachment ?? message.cards)], () => bubble(text, mine, who, acts.figure?.(message, now.messages)))
      const last = !next || author(next) !== who || Date.parse(next.created_at) - at.getTime() > 300_000
      if (last) {
        const state = mine && !now.pending.length ? (message.status === 'seen' ? words.seen : words.sent) : ''
        const said = [mine ? '' : who, time(at), state].filter(Boolean).join(' · ')
        add(`meta ${key}`, [said], () => element('div', { class: mine ? 'meta mine' : 'meta', dir: 'auto' }, said))
      }
    })
    for (const pending of now.pending) {
      add(pending.id, [pending.text, true, words.you, null], () => bubble(pending.text, true, words.you))
      if (pending.failed || pending === now.pending.at(-1)) add(`meta ${pending.id}`, [pending, offline(), language], () => fate(pending))
    }
    const last = now.messages.at(-1)
    if (last?.buttons && acts.chips && !now.pending.length) add('chips', [last.id], () => acts.chips!(last))
    if (now.typing !== null) {
      const said = fill(words.typing, now.typing || name)
      add('typing', [said], () => element('div', { class: 'said typing', role: 'img', 'aria-label': said }, element('i'), element('i'), element('i')))
    }
    return parts
  }

  function draw() {
    if (!shown || !words) return
    const now = shown
    const stays = atEnd()
    const mine = now.pending.at(-1)?.id
    const wrote = mine !== undefined && !drawn.has(mine)
    const parts = nodes(now)
    drawn = parts
    let at = log.firstElementChild
    for (const { node } of parts.values())
      if (node === at) at = at.nextElementSibling
      else log.insertBefore(node, at)
    while (at) {
      const gone: Element = at
      at = at.nextElementSibling
      gone.remove()
    }
    if (stays || wrote) toEnd()
    heading(now)
  }

  function heading(now: Shown) {
    const closed = now.line === 'refused'
    status.classList.toggle('down', offline())
    status.textContent = closed ? '' : now.person ? fill(words.answering, now.person) : words.ready
    bar.textContent = closed ? words.unavailable : offline() ? words.offline : ''
    note.textContent = now.person ? '' : words.note
    form.hidden = closed
    person.hidden = closed
  }

  function count() {
    if (!words) return
    const free = longest - [...field.value].length
    field.toggleAttribute('aria-invalid', free < 0)
    left.textContent = free < 0 ? fill(words.over, -free) : free <= 200 ? fill(words.left, free) : ''
    left.classList.toggle('over', free < 0)
    go.disabled = free < 0 || !field.value.trim()
    field.style.height = 'auto'
    field.style.height = `${Math.min(field.scrollHeight, 132)}px`
  }

  form.onsubmit = event => {
    event.preventDefault()
    if (go.disabled) return
    const text = field.value.trim()
    field.value = ''
    count()
    acts.send(text)
    field.focus()
  }
  field.oninput = () => {
    count()
    acts.typed(field.value)
  }
  // An Enter that ends the input of a Chinese or Tamil word does not send.
  field.onkeydown = event => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return
    event.preventDefault()
    form.requestSubmit()
  }
  cross.onclick = acts.close
  person.onclick = () => {
    // Asked once is enough.
    if ((shown?.pending.at(-1) ?? shown?.messages.at(-1))?.text !== words.personRequest) acts.send(words.personRequest)
  }
  log.onscroll = () => {
    if (log.scrollTop < 80) acts.older()
  }
  dialog.onkeydown = event => {
    if (event.key === 'Escape') acts.close()
  }
  addEventListener('focus', acts.attended)
  addEventListener('resize', toEnd)
  document.adoptedStyleSheets = [theme]
  document.body.append(dialog)

  return {
    speak(spoken: Words, tag: Language) {
      words = spoken
      language = tag
      document.documentElement.lang = tag
      cross.setAttribute('aria-label', words.close)
      log.setAttribute('aria-label', words.log)
      field.placeholder = words.write
      field.setAttribute('aria-label', words.write)
      go.setAttribute('aria-label', words.send)
      person.textContent = words.person
      count()
      draw()
    },
    brand(of: string, limit: number) {
      name = of
      longest = limit
      document.title = title.textContent = name
      avatar.textContent = [...name].slice(0, 2).join('').toUpperCase()
      draw()
    },
    colors({ accent, on }: Colors) {
      if (/^#[\da-f]{6}#[\da-f]{6}$/i.test(accent + on)) theme.replaceSync(`:root{--accent:${accent};--on:${on};--ink:var(--${on === '#ffffff' ? 'accent' : 'text'})}`)
    },
    dark(dark: Dark) {
      const system = matchMedia('(prefers-color-scheme: dark)')
      const paint = () => document.documentElement.classList.toggle('dark', dark === 'on' || (dark === 'auto' && system.matches))
      system.onchange = paint
      paint()
    },
    show(now: Shown) {
      shown = now
      draw()
    },
    /** Keeps what is read in its place while older messages come in above it. */
    keepingPlace(change: () => void) {
      const from = log.scrollHeight - log.scrollTop
      change()
      log.scrollTop = log.scrollHeight - from
    },
    open(focus: boolean) {
      count()
      toEnd()
      // On a phone the field would bring up the keyboard.
      if (focus) (matchMedia('(pointer: coarse)').matches ? dialog : field).focus()
    },
    announce(message: Message) {
      live.textContent = `${author(message)}: ${message.text ?? message.fallback_text ?? ''}`
    },
  }
}
