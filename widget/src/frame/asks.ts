// What a site may ask of its visitors: a few details before the first message or after it, and how it was after the last. Fetched
// where the site asks for it.
import { element, icon, styles } from '../look'
import type { Asked, Bootstrap, WireEvent } from '../protocol'
import words from './words/asks.json'

type Words = typeof words.en


/** What the visitor may say, or has said, of the conversation that has ended. */
interface Rating {
  open: boolean
  conversation?: string
  score?: number
  comment?: string
}

/** What the visitor may do with the conversation; the address as far as it is shown. */
interface Ending {
  may_end: boolean
  transcript_to?: string
}

/** What is said where a message is left because nobody is there; null where somebody is. */
const awayOf = ({ offline, business_hours }: Bootstrap) => (offline.mode === 'leave_message' && !business_hours.open_now ? (offline.message ?? '') : null)

const STAR = 'm12 3 2.7 5.8 6.3.8-4.6 4.4 1.2 6.3L12 17.2l-5.6 3.1 1.2-6.3L3 9.6l6.3-.8z'

export interface AsksOptions {
  call: (path: string, options: RequestInit) => Promise<Response>
  post: (path: string, body: unknown) => Promise<Response>
  site: Bootstrap
}

const LOOK = `
.asking>.log,.asking>form:not(.ask),.asking>.foot,.asking>.rate,.asking>.after{display:none}
.asked>form:not(.ask),.asked>.foot,.asked>.rate,.asked>.after{display:none}
.asked>.ask{flex:none;max-height:60%;border-block-start:1px solid var(--line)!important}
.after{display:flex;flex-wrap:wrap;justify-content:center;gap:4px 16px;padding:0 16px 6px;font-size:12px;color:var(--soft)}
.after button{min-height:24px}
.rating{border:0!important;box-shadow:none!important}
.ask{display:flex;flex-direction:column;gap:14px;flex:1;padding:20px 16px;overflow-y:auto;border:0!important;box-shadow:none!important}
.ask label{display:flex;flex-direction:column;gap:4px;font-size:14px;font-weight:500}
.ask input,.rate textarea{width:100%;min-height:42px;padding:9px 12px;border:1px solid var(--soft);border-radius:10px;background:none;color:inherit;font:inherit;font-weight:400}
.ask input[type=checkbox]{flex:none;width:22px;min-height:22px;height:22px;margin:1px 0 0;accent-color:var(--accent)}
.ask .tick{flex-direction:row;flex-wrap:wrap;gap:10px;font-weight:400}
.ask .tick span:first-of-type{flex:1}
.ask .no{width:100%;color:var(--error);font-size:13px;font-weight:400}
.ask .no:empty,.rate p:empty{display:none}
.full{min-height:44px;padding:8px 16px;border-radius:22px;background:var(--accent);color:var(--on);font-weight:600}
.full:disabled{opacity:.45;cursor:default}
.rate{padding:12px 16px;border-block-start:1px solid var(--line);text-align:center}
.rate fieldset{border:0;padding:0;min-width:0}
.rate legend{margin:0 auto 4px;padding:0;font-weight:600}
.stars{display:flex;justify-content:center;gap:4px}
.stars input{position:absolute;inset:0;width:44px;height:44px;margin:0;opacity:0;cursor:pointer}
.stars label{position:relative;display:grid;place-items:center;width:44px;height:44px;border-radius:50%;color:var(--soft);cursor:pointer}
.stars label:has(:focus-visible){outline:2px solid var(--ink)}
.stars label:has(:checked),.stars label:has(~label :checked){color:var(--ink)}
.stars label:has(:checked) svg,.stars label:has(~label :checked) svg{fill:currentColor}
.stars svg{width:28px;height:28px}
.rate .more{display:flex;flex-direction:column;gap:8px;margin-block-start:8px}
.rate textarea{resize:none}
@media (pointer:coarse){.ask input{font-size:16px}}`

export function createAsks({ call, post, site }: AsksOptions) {
  const dialog = document.querySelector('.chat')!
  const composer = document.querySelector('textarea')!.form!
  let form: HTMLFormElement | undefined
  let { fields, when } = site.pre_chat_form
  let away = awayOf(site)
  let rating: Rating = { open: false }
  let panel: HTMLElement | undefined
  let changing = false
  let ending: Ending = { may_end: false }
  let bar: HTMLElement | undefined

  const say = (key: keyof Words, value: string | number = '') =>
    (words[document.documentElement.lang as keyof typeof words] ?? words.en)[key].replace(/\{.+\}/, () => `${value}`)

  const inputs = () => [...(form?.querySelectorAll('input') ?? [])]

  /** What is wrong with what was typed, in words. */
  function wrong({ type, validity }: HTMLInputElement): string {
    if (validity.valueMissing) return say(type === 'checkbox' ? 'agree' : 'missing')
    return validity.valid ? '' : say(type === 'email' || type === 'tel' ? type : 'wrong')
  }

  function tell(input: HTMLInputElement, words: string) {
    input.toggleAttribute('aria-invalid', words !== '')
    document.getElementById(`no-${input.name}`)!.textContent = words
  }

  function question({ key, type, label, required, max_length: most }: Asked, before?: HTMLInputElement): HTMLElement {
    const input = element('input', { name: key, type, 'aria-describedby': `no-${key}`, autocomplete: type === 'checkbox' ? 'off' : key === 'phone' ? 'tel' : key })
    input.required = required
    if (most) input.maxLength = most
    if (type === 'tel') input.pattern = '\\+?[0-9 \\(\\)\\-]{5,30}'
    if (type === 'email') input.pattern = '[^@\\s]+@[^@\\s.]+\\.[^@\\s]+'
    if (type === 'text') input.dir = 'auto'
    if (before) {
      input.value = before.value
      input.checked = before.checked
    }
    input.oninput = () => tell(input, '')
    const said = element('span', { dir: 'auto' }, required ? label : say('optional', label))
    const no = element('span', { class: 'no', id: `no-${key}`, role: 'alert' })
    return type === 'checkbox' ? element('label', 'tick', input, said, no) : element('label', {}, said, input, no)
  }

  function ask() {
    const before = inputs()
    const held = document.activeElement instanceof HTMLInputElement ? document.activeElement.name : ''
    const after = when === 'after_first_message'
    const go = element('button', 'full', say(after ? 'tell' : away === null ? 'start' : 'next'))
    const failed = element('span', { class: 'no', role: 'alert' })
    const made = element('form', { class: 'ask', novalidate: '', 'aria-labelledby': 'ask' }, element('h2', { id: 'ask' }, say(after ? 'who' : away === null ? 'title' : 'leave')))
    if (away && !after) made.append(element('p', { dir: 'auto' }, away))
    for (const field of fields) made.append(question(field, before.find(({ name }) => name === field.key)))
    made.append(failed, go)
    // The chat goes on above it; nobody has to who need not.
    if (after && !fields.some(({ required }) => required)) made.append(element('button', { class: 'link', type: 'button' }, say('skip')))
    made.onsubmit = event => {
      event.preventDefault()
      failed.textContent = ''
      void hand(go).catch(() => (failed.textContent = say('failed')))
    }
    if (form) form.replaceWith(made)
    else composer.before(made)
    form = made
    const skip = made.querySelector<HTMLButtonElement>('.link')
    if (skip) skip.onclick = () => void post('/pre-chat', {}).then(done, () => (failed.textContent = say('failed')))
    dialog.classList.toggle('asking', !after)
    dialog.classList.toggle('asked', after)
    const first = inputs().find(({ name }) => !held || name === held)
    if (document.hasFocus() && (held || !matchMedia('(pointer: coarse)').matches)) first?.focus()
  }

  async function hand(go: HTMLButtonElement) {
    if (go.disabled) return
    for (const input of inputs()) tell(input, wrong(input))
    const bad = inputs().find(input => !input.validity.valid)
    if (bad) return bad.focus()
    go.disabled = true
    try {
      await post('/pre-chat', Object.fromEntries(inputs().map(input => [input.name, input.type === 'checkbox' ? input.checked : input.value])))
    } finally {
      go.disabled = false
    }
    done()
  }

  function done() {
    form?.remove()
    form = undefined
    dialog.classList.remove('asking', 'asked')
    if (document.hasFocus()) composer.querySelector('textarea')!.focus()
  }

  /** Whether this visitor is still to be asked is for the server to say. */
  async function check() {
    if (!fields.length) return
    const { open } = (await (await call('/pre-chat', {})).json()) as { open: boolean }
    if (open && !form) ask()
    else if (!open && form) done()
  }

  function star(score: number): HTMLElement {
    const input = element('input', { type: 'radio', name: 'score', value: `${score}`, 'aria-label': say('stars', score) })
    input.checked = score === rating.score
    return element('label', { title: say('stars', score) }, input, icon(STAR))
  }

  /** One question at a time: the stars, then a comment, then thanks. */
  function rate() {
    panel?.remove()
    panel = undefined
    if (!rating.open) return
    const note = element('p', { role: 'status' })
    panel = element('section', { class: 'rate', 'aria-label': say('rate') }, note)
    composer.before(panel)
    if (rating.score && !changing) {
      const change = element('button', 'link', say('change'))
      change.onclick = () => {
        changing = true
        rate()
        panel!.querySelector<HTMLInputElement>(':checked')!.focus()
      }
      note.append(`${say('thanks')} ${say('stars', rating.score)} `, change)
      return
    }
    const comment = element('textarea', { rows: '2', maxlength: '1000', dir: 'auto', 'aria-label': say('comment'), placeholder: say('comment') })
    comment.value = rating.comment ?? ''
    const go = element('button', 'full', say('send'))
    const stars = element('div', 'stars', ...[1, 2, 3, 4, 5].map(star))
    const more = element('div', 'more', comment, go)
    const made = element('form', { class: 'rating' }, element('fieldset', {}, element('legend', {}, say('rate')), stars), more)
    more.hidden = !rating.score
    stars.onchange = () => (more.hidden = false)
    made.onsubmit = event => {
      event.preventDefault()
      note.textContent = ''
      const score = Number(new FormData(made).get('score'))
      void tellRating(score, comment.value).catch(() => (note.textContent = say('failed')))
    }
    panel.prepend(made)
  }

  async function tellRating(score: number, comment: string) {
    await post('/rating', { score, comment })
    rating = { ...rating, score, comment }
    changing = false
    rate()
    panel!.querySelector('button')!.focus()
  }

  /** Drawn anew only where something is other: what is being typed stays. */
  async function checkRating() {
    if (!site.features.rating) return
    const now = (await (await call('/rating', {})).json()) as Rating
    if (panel && now.conversation === rating.conversation && now.open === rating.open) return
    rating = now
    changing = false
    rate()
  }

  /** What a visitor may do with the whole conversation, below the composer. */
  async function checkEnd() {
    if (!site.features.end_conversation && !site.features.transcript) return
    ending = (await (await call('/conversation', {})).json()) as Ending
    offer()
  }

  function offer(words = '') {
    bar?.remove()
    bar = undefined
    if (!ending.may_end && !ending.transcript_to) return
    const note = element('span', { role: 'status' }, words)
    bar = element('div', 'after', note)
    if (ending.transcript_to && !words) bar.append(act('mail', say('mailTo', ending.transcript_to), () => post('/conversation/transcript', {}), say('mailed', ending.transcript_to)))
    if (ending.may_end) bar.append(act('end', say('end'), () => post('/conversation/end', {}), ''))
    composer.after(bar)
  }

  /** To end is asked twice; nothing else needs it. */
  function act(kind: 'mail' | 'end', label: string, run: () => Promise<unknown>, done: string): HTMLElement {
    const button = element('button', 'link', label)
    let sure = kind === 'mail'
    button.onclick = async () => {
      if (!sure) {
        sure = true
        button.textContent = say('sure')
        return
      }
      button.disabled = true
      try {
        await run()
        if (kind === 'end') ending.may_end = false
        offer(done)
        if (kind === 'end') again()
      } catch (problem) {
        offer(say((problem as { status?: number }).status === 429 ? 'many' : 'failed'))
      }
    }
    button.onblur = () => {
      if (kind === 'mail' || button.disabled) return
      sure = false
      button.textContent = label
    }
    return button
  }

  function again() {
    check().catch(() => undefined)
    checkRating().catch(() => undefined)
    checkEnd().catch(() => undefined)
  }

  document.adoptedStyleSheets.push(styles(LOOK))
  again()
  // Another may be sitting there now.
  addEventListener('message', ({ source, data }: MessageEvent<{ type?: string } | null>) => {
    if (source === parent && data?.type === 'open') again()
  })
  addEventListener('focus', () => {
    if (form && !form.contains(document.activeElement) && !matchMedia('(pointer: coarse)').matches) inputs()[0]?.focus()
  })

  return {
    check: again,
    heard({ event }: WireEvent) {
      if (event === 'message.created' && when === 'after_first_message' && !form) check().catch(() => undefined)
      if (event !== 'conversation.updated') return
      checkRating().catch(() => undefined)
      checkEnd().catch(() => undefined)
    },
    speak(fresh: Bootstrap) {
      fields = fresh.pre_chat_form.fields
      when = fresh.pre_chat_form.when
      away = awayOf(fresh)
      if (form) ask()
      rate()
      offer()
    },
  }
}
