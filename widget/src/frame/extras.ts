// Pictures and files in both directions, and answers to choose from. Fetched once the chat is there, so that nobody waits
// for what few use.
import { element, icon, styles } from '../look'
import type { Attachment, Bootstrap, Button, Card, Identity, Message, WireEvent } from '../protocol'
import type { Refusal } from './api'
import type { More } from './outbox'
import words from './words/extras.json'

type Words = typeof words.en
type Asks = ReturnType<typeof import('./asks').createAsks>

const CLIP = 'm21.4 11.1-9.2 9.2a6 6 0 0 1-8.5-8.5l9.2-9.2a4 4 0 0 1 5.7 5.7l-9.2 9.2a2 2 0 0 1-2.8-2.9l8.5-8.4'
const LOOK = `
.said img{display:block;max-width:100%;max-height:280px;border-radius:10px;margin-block:3px}
.said blockquote{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2;overflow:hidden;margin:3px 0;padding-inline-start:8px;border-inline-start:2px solid;font-size:.85em}
.said audio,.said video{display:block;max-width:100%;max-height:280px;margin-block:3px}
.clip{color:var(--soft)}
.filing{padding:0 16px;color:var(--soft);font-size:12px}
.cards{display:flex;gap:10px;overflow-x:auto;scroll-snap-type:x proximity;padding-block:4px}
.cards+p{display:none}
.card{display:flex;flex-direction:column;gap:6px;flex:0 0 min(220px,100%);padding:10px;border:1px solid var(--line);border-radius:12px;scroll-snap-align:start}
.card img{width:100%;height:140px;object-fit:cover;margin:0}
.card p{white-space:pre-wrap}
.card .chips{justify-content:flex-start;margin-block-start:auto}
.chips{display:flex;flex-wrap:wrap;gap:6px;justify-content:flex-end;padding-block:6px}
.chips button{min-height:32px;padding:4px 13px;border:1px solid currentColor;border-radius:17px;color:var(--ink);font-size:14px}
.online{position:relative}
.online::after{content:'';position:absolute;inset:auto -1px -1px auto;width:10px;height:10px;border-radius:50%;background:#16a34a;box-shadow:0 0 0 2px var(--back)}
@media (pointer:coarse){.chips button{min-height:44px}}`

/** Not all browsers at once, and not before every process of the server knows. */
const SETTLED = 10_000

export interface ExtrasOptions {
  call: (path: string, options: RequestInit) => Promise<Response>
  post: (path: string, body: unknown) => Promise<Response>
  /** Whose session it is. */
  ready: () => Promise<string>
  settings: () => Promise<Bootstrap>
  site: Bootstrap
  /** @param more what is sent; the text stands for it until then */
  send: (text: string, more?: More) => void
  /** Addresses of files end; the thread fetched anew has new ones. */
  refresh: () => Promise<void>
  /** The visitor goes on as somebody, once that is proved. */
  become: (identity: Identity) => Promise<void>
}

/** Built on its own. */
const ASKS = '/widget/frame/asks.js'

export function createExtras({ call, post, ready, settings, site, send, refresh, become }: ExtrasOptions) {
  const { attachment_max_bytes: most, attachment_mime: types } = site.limits
  let { greeting } = site.brand
  let asks: Asks | undefined
  let { online } = site.presence
  let changing: ReturnType<typeof setTimeout>
  const field = document.querySelector('textarea')!
  const input = element('input', { type: 'file', accept: types.join(), hidden: '', tabindex: '-1' })
  const clip = element('button', { type: 'button', class: 'round clip' }, icon(CLIP))
  const status = element('p', { class: 'filing', role: 'status' })
  const there = element('p', 'hidden')
  const avatar = document.querySelector('.avatar')
  let fetched = 0

  const say = (key: keyof Words, name = '') =>
    (words[document.documentElement.lang as keyof typeof words] ?? words.en)[key].replace('{name}', name).replace('{n}', `${most >> 20}`)

  function label() {
    clip.ariaLabel = clip.title = say('attach')
    status.textContent = ''
    staffed()
  }

  /** Somebody of the staff is there, or nobody. */
  function staffed() {
    avatar?.classList.toggle('online', online)
    there.textContent = online ? say('online') : ''
  }

  async function handIn(file: File) {
    if (file.size > most) return void (status.textContent = say('large', file.name))
    status.textContent = say('sending', file.name)
    try {
      const place = (await (await post('/uploads', { name: file.name })).json()) as { upload_id: string; put_url: string }
      // A slow connection may take its time.
      const signal = AbortSignal.timeout(300_000)
      await call(place.put_url.replace('/widget/v1', ''), { method: 'PUT', body: file, signal, headers: { 'Content-Type': 'application/octet-stream' } })
      status.textContent = ''
      send(file.name, { type: 'attachment', text: null, upload_id: place.upload_id })
    } catch (problem) {
      const code = (problem as Partial<Refusal>).status
      status.textContent = say(code === 415 ? 'kind' : code === 413 ? 'large' : code === 429 ? 'many' : 'failed', file.name)
    }
  }

  async function handInAll(files: Iterable<File>) {
    for (const file of files) await handIn(file)
  }

  const ended = ({ url }: Attachment) => Number(/expires=(\d+)/.exec(url)?.[1] ?? Infinity) * 1000 < Date.now()

  /** Not again and again, where what is fetched is as old. */
  function renew() {
    if (Date.now() - fetched < 60_000) return
    fetched = Date.now()
    void refresh().catch(() => undefined)
  }

  function shown(attachment: Attachment): HTMLElement {
    const { url, content_type: type } = attachment
    const name = attachment.name ?? say('file')
    if (ended(attachment)) renew()
    const link = element('a', { href: url, target: '_blank', rel: 'noopener noreferrer', 'aria-label': `${name}, ${say('opens')}` })
    if (/^(audio|video)\//.test(type)) {
      const player = element(type.startsWith('audio') ? 'audio' : 'video', { controls: '', preload: 'none', src: url, 'aria-label': name })
      player.onerror = renew
      return player
    }
    if (/^image\/(jpeg|png|webp|gif)$/.test(type)) {
      const picture = element('img', { src: attachment.thumbnail_url ?? url, alt: name })
      picture.onerror = renew
      link.append(picture)
    } else {
      link.append(name)
      link.onclick = event => {
        if (!ended(attachment)) return
        event.preventDefault()
        renew()
      }
    }
    return link
  }

  function chips({ id: offered }: Message, buttons: Button[]): HTMLElement {
    const group = element('div', 'chips')
    for (const { id, title } of buttons) {
      const chip = element('button', { dir: 'auto' }, title)
      chip.onclick = () => send(title, { type: 'button_reply', button_id: id, reply_to: offered })
      group.append(chip)
    }
    return group
  }

  /** Side by side, or one alone. */
  function gallery(message: Message, cards: Card[]): HTMLElement {
    const row = element('div', { class: 'cards', role: 'list', tabindex: cards.length > 1 ? '0' : '-1', 'aria-label': say('products') })
    for (const { title, text, picture_url, url, buttons } of cards) {
      const card = element('div', { class: 'card', role: 'listitem' })
      if (picture_url) {
        const picture = element('img', { src: picture_url, alt: '' })
        picture.onerror = renew
        card.append(picture)
      }
      card.append(element('b', { dir: 'auto' }, title))
      if (text) card.append(element('p', { dir: 'auto' }, text))
      if (url && /^https?:/.test(url)) card.append(element('a', { href: url, target: '_blank', rel: 'noopener noreferrer nofollow', 'aria-label': `${title}, ${say('opens')}` }, say('more')))
      if (buttons.length) card.append(chips(message, buttons))
      row.append(card)
    }
    return row
  }

  /** What it answers, where that is on the screen too. Who taps an answer has just read what it answers. */
  function quoted({ reply_to, type }: Message, among: Message[]): string | undefined {
    const answered = type === 'button_reply' ? undefined : among.find(({ id }) => id === reply_to)
    return answered && (answered.text ?? answered.fallback_text ?? answered.attachment?.name ?? (answered.attachment && say('file')))
  }

  clip.onclick = () => input.click()
  input.onchange = () => {
    void handInAll([...(input.files ?? [])])
    input.value = ''
  }
  field.addEventListener('paste', event => {
    const files = [...(event.clipboardData?.files ?? [])]
    if (!files.length) return
    event.preventDefault()
    void handInAll(files)
  })
  new MutationObserver(() => {
    label()
    if (greeting !== null || asks) void settings().then(respeak, () => undefined)
  }).observe(document.documentElement, { attributeFilter: ['lang'] })
  document.adoptedStyleSheets.push(styles(LOOK))
  field.before(clip, input)
  field.form!.append(status)
  document.querySelector('.title')?.append(there)
  label()
  needed(site)

  function needed(site: Bootstrap) {
    const { rating, end_conversation, transcript } = site.features
    if (!asks && (site.pre_chat_form.enabled || rating || end_conversation || transcript || site.offline.mode === 'leave_message'))
      void (import(/* @vite-ignore */ ASKS) as Promise<typeof import('./asks')>).then(({ createAsks }) => (asks ??= createAsks({ call, post, site })), () => undefined)
  }

  function respeak(fresh: Bootstrap) {
    asks?.speak(fresh)
    if (greeting === fresh.brand.greeting) return
    greeting = fresh.brand.greeting
    return refresh()
  }

  /** The site was set up anew: past what the browser has kept. */
  async function again() {
    const { search } = location
    const response = await fetch(`/widget/v1/bootstrap${search}&locale=${document.documentElement.lang}`, { cache: 'reload' })
    const fresh = (await response.json()) as Bootstrap
    needed(fresh)
    await respeak(fresh)
  }

  return {
    greeting: () => greeting,
    heard(event: WireEvent) {
      asks?.heard(event)
      if (event.event === 'presence') {
        online = (event.data as { online: boolean }).online
        staffed()
      }
      if (event.event !== 'config.changed') return
      clearTimeout(changing)
      changing = setTimeout(() => void again().catch(() => undefined), SETTLED * (1 + Math.random()))
    },
    /** Pages say it on every load: who goes on as the same customer need not be proved again. */
    async identify(identity: Identity) {
      if ((await ready()) === `user:${identity.user_id}`) return
      await become(identity).catch(async (problem: Refusal) => {
        if (problem.status !== 401) throw problem
        // The session has ended; any other call renews it.
        await refresh()
        await become(identity)
      })
      asks?.check()
    },
    figure(message: Message, among: Message[]) {
      const figure = message.attachment ? shown(message.attachment) : message.cards && gallery(message, message.cards)
      const words = quoted(message, among)
      if (!words) return figure
      const both = new DocumentFragment()
      both.append(element('blockquote', { dir: 'auto' }, words), figure ?? '')
      return both
    },
    chips: (message: Message) => chips(message, message.buttons ?? []),
  }
}
