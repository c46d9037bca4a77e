// The page's part of the chat: a launcher with its unread count, and the frame the chat lives in. It asks the server
// for its look alone, and the page cannot read what is said in the frame.
import { CROSS, element, icon, styles } from './look'
import { languageOf, type Colors, type Dark, type Identity, type Language, type ToFrame, type ToPage } from './protocol'
import css from './loader.css?inline'

type Listener = (detail: unknown) => void
type Call = [command: string, ...given: unknown[]]
interface Api {
  (...call: Call): void
  /** Calls made by a page before this script has come. */
  q?: Call[]
  /** Null where there is no chat with this key, or no longer; 0 where it does not show now. */
  site?: Site | null | 0
}

interface Words {
  chat: string
  open: string
  close: string
  unread: string
}

/** A script of the site's own says how it looks, and the words that are not English. */
interface Site {
  look: { color?: string; side?: string; language?: string; label?: Partial<Record<Language, string>> }
  words: Partial<Record<Language, Words>>
}

declare global {
  interface Window {
    Sembang?: Api
  }
}

const ENGLISH: Words = { chat: 'Chat', open: 'Open chat', close: 'Close chat', unread: '{n} unread' }
const BUBBLE = 'M21 11.5a8.4 8.4 0 0 1-12.2 7.5L3 21l2-5.8A8.4 8.4 0 1 1 21 11.5z'

const DEFAULT = '#3b5fe0'

/** The first that is a colour, with white on it where white can be read, else black. */
function colors(...wanted: (string | undefined)[]): Colors {
  const accent = wanted.find(color => /^#[\da-f]{6}$/i.test(color ?? '')) ?? DEFAULT
  const [red, green, blue] = [1, 3, 5].map(at => {
    const part = parseInt(accent.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return { accent, on: 1.05 / (0.2126 * red! + 0.7152 * green! + 0.0722 * blue! + 0.05) >= 4.5 ? '#ffffff' : '#000000' }
}

function start(tag: HTMLScriptElement, siteKey: string, { look: set, words: others }: Site) {
  const given = tag.dataset
  const app = new URL(tag.src).origin
  const remembered = `sembang-page:${siteKey}`
  const narrow = matchMedia('(max-width: 480px)')
  const listeners: [string, Listener][] = []
  const waiting: ToFrame[] = []

  let language = [given.lang, document.documentElement.lang, ...navigator.languages, set.language].map(languageOf).find(Boolean) ?? 'en'
  let frame: HTMLIFrameElement | undefined
  const look = colors(given.color, set.color)
  let name = ''
  let ready = false
  let opened = false
  let unread = 0
  let before: Element | null = null
  let behind: HTMLElement[] = []

  const caption = element('span')
  const launcher = element('button', { type: 'button', 'aria-haspopup': 'dialog' }, icon(BUBBLE), icon(CROSS), caption)
  const badge = element('span', { class: 'badge', 'aria-hidden': 'true' })
  const region = element('section', {}, element('div', 'launcher', launcher, badge))
  const host = document.createElement('sembang-chat')
  const root = host.attachShadow({ mode: 'open' })
  root.adoptedStyleSheets = [styles(`${css}:host{--accent:${look.accent};--on:${look.on}}`)]
  root.append(region)

  /** Reads, or writes, or removes with null. The page's own storage may be closed to scripts; the chat works without. */
  function memory(storage: () => Storage, value?: string | null): string | null {
    try {
      if (value === null) storage().removeItem(remembered)
      else if (value !== undefined) storage().setItem(remembered, value)
      return storage().getItem(remembered)
    } catch {
      return null
    }
  }
  const known = (value?: string | null) => memory(() => localStorage, value)
  const wasOpen = (value?: string | null) => memory(() => sessionStorage, value)

  function label() {
    const words = others[language] ?? ENGLISH
    caption.textContent = (!opened && set.label?.[language]) || ''
    const said = opened ? words.close : caption.textContent || words.open
    launcher.setAttribute('aria-label', unread ? `${said}, ${words.unread.replace('{n}', String(unread))}` : said)
    launcher.setAttribute('aria-expanded', String(opened))
    badge.textContent = unread > 99 ? '99+' : String(unread)
    badge.hidden = !unread
    region.setAttribute('aria-label', words.chat)
    region.className = opened ? 'opened' : ''
    if (frame) frame.title = name ? `${words.chat}: ${name}` : words.chat
  }

  function tell(name: string, detail?: unknown) {
    for (const [wanted, listener] of listeners) if (wanted === name) listener(detail)
  }

  function post(message: ToFrame) {
    if (ready) frame!.contentWindow!.postMessage(message, app)
    else waiting.push(message)
  }

  function makeFrame() {
    if (frame) return
    const address = `${app}/widget/frame?site_key=${encodeURIComponent(siteKey)}#${location.origin}`
    frame = element('iframe', { src: address, referrerpolicy: 'no-referrer' })
    frame.hidden = !opened
    region.prepend(frame)
    label()
  }

  /** Where the chat covers the whole screen, the page behind it cannot be reached. */
  function cover() {
    for (const element of behind) element.inert = false
    behind = opened && narrow.matches ? ([...document.body.children] as HTMLElement[]).filter(element => element !== host && !element.inert) : []
    for (const element of behind) element.inert = true
  }

  function open(focus = true) {
    if (opened) return
    opened = true
    before = document.activeElement
    makeFrame()
    frame!.hidden = false
    cover()
    if (focus) frame!.focus()
    wasOpen('open')
    label()
    // A frame that is not ready yet is told when it is.
    if (ready) post({ type: 'open', focus })
    tell('open')
  }

  function close() {
    if (!opened) return
    const held = document.activeElement === host
    opened = false
    frame!.hidden = true
    cover()
    wasOpen(null)
    label()
    if (ready) post({ type: 'close' })
    if (held) (before instanceof HTMLElement && before !== host && before !== document.body && before.isConnected ? before : launcher).focus()
    tell('close')
  }

  function heard(message: ToPage) {
    switch (message.type) {
      case 'ready': {
        ready = true
        const dark: Dark = given.dark === 'on' || given.dark === 'off' ? given.dark : 'auto'
        post({ type: 'init', language, dark, open: opened, focus: root.activeElement === frame, ...look })
        for (const message of waiting.splice(0)) post(message)
        return tell('ready')
      }
      case 'close':
        return close()
      case 'unread':
        unread = message.count
        label()
        return tell('unread', unread)
      case 'look':
        name = message.name
        return label()
      case 'known':
        return void known(message.known ? '' : null)
      case 'event':
        return tell(message.name, message.detail)
    }
  }

  function obey(...[command, first, second]: Call) {
    if (command === 'open') open()
    else if (command === 'close') close()
    else if (command === 'on') listeners.push([String(first), second as Listener])
    else if (command === 'locale') {
      language = languageOf(String(first)) ?? language
      label()
      if (ready) post({ type: 'locale', language })
    } else if (command === 'identify') post({ type: 'identify', identity: first as Identity })
    else if (command === 'shutdown') {
      close()
      if (frame || known() !== null) {
        makeFrame()
        post({ type: 'shutdown' })
      }
    } else console.warn(`Sembang: unknown ${command}`)
  }

  addEventListener('message', event => {
    if (frame && event.source === frame.contentWindow && event.origin === app && event.data) heard(event.data as ToPage)
  })
  launcher.onclick = () => (opened ? close() : open())
  region.onkeydown = event => {
    if (event.key === 'Escape') close()
  }
  narrow.onchange = cover
  if ((given.side ?? set.side) === 'start') host.setAttribute('side', '')

  label()
  document.body.append(host)

  if (wasOpen() && !narrow.matches) open(false)
  else if (known() !== null) makeFrame()
  return obey
}

/** After the page's own work: a chat is in no hurry. What is asked of it before waits. */
function begin() {
  const tag = document.currentScript as HTMLScriptElement | null
  const siteKey = tag?.dataset.siteKey
  if (!siteKey) return console.warn('Sembang: data-site-key is missing')
  if (window.Sembang && !window.Sembang.q) return
  const early = window.Sembang?.q ?? []
  let obey = (...call: Call): void => void early.push(call)
  window.Sembang = (...call) => obey(...call)
  const idle = () =>
    (window.requestIdleCallback ?? setTimeout)(() => {
      const site = element('script', { src: new URL(`site.js?site_key=${siteKey}`, tag!.src).href })
      site.onload = site.onerror = () => {
        const { site: known } = window.Sembang!
        if (known === null) return console.warn('Sembang: no chat has this data-site-key')
        if (known === 0) return
        obey = start(tag!, siteKey, known ?? { look: {}, words: {} })
        for (const call of early) obey(...call)
      }
      document.head.append(site)
    })
  if (document.readyState === 'complete') idle()
  else addEventListener('load', idle)
}

begin()
