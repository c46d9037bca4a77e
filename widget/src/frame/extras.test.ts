import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Bootstrap, Message } from '../protocol'
import { Refusal } from './api'
import { createExtras } from './extras'

const limits = { text_max_chars: 4_000, attachment_max_bytes: 1_048_576, attachment_mime: ['image/png'] }
const site: Bootstrap = { brand: { name: 'Kedai', greeting: 'Welcome' }, features: { rating: false, end_conversation: false, transcript: false }, business_hours: { open_now: true }, presence: { online: false }, offline: { mode: 'bot_only' as const, message: null }, pre_chat_form: { enabled: false, when: 'never', fields: [] }, limits }
const inAnHour = Math.floor(Date.now() / 1000) + 3_600
const message = (more: Partial<Message>): Message => ({ id: '1', direction: 'out', type: 'file', created_at: '2026-11-24T02:00:00.000Z', ...more })
const attachment = (content_type: string, expires = inAnHour) => ({ url: `/media/a?expires=${expires}&signature=s`, name: 'price list.pdf', content_type, size: 9 })
const status = () => document.querySelector('.filing')!.textContent

let options: Parameters<typeof createExtras>[0]
let extras: ReturnType<typeof createExtras>

beforeEach(() => {
  document.documentElement.lang = 'en'
  document.body.innerHTML = '<form><div><textarea></textarea></div></form>'
  options = {
    site,
    settings: vi.fn(async () => ({ ...site, brand: { name: 'Kedai', greeting: 'Selamat datang' } })),
    ready: vi.fn(async () => 'vis_1'),
    become: vi.fn(async () => undefined),
    call: vi.fn(async () => new Response(null, { status: 204 })),
    post: vi.fn(async () => Response.json({ upload_id: 'upl_1', put_url: '/widget/v1/uploads/upl_1?name=a' })),
    send: vi.fn(),
    refresh: vi.fn(async () => undefined),
  }
  extras = createExtras(options)
})

async function paste(file: File) {
  const event = Object.assign(new Event('paste', { cancelable: true }), { clipboardData: { files: [file] } })
  document.querySelector('textarea')!.dispatchEvent(event)
  await vi.waitFor(() => expect(status()).not.toContain('Handing in'))
}

describe('a file', () => {
  it('is handed in where the server says, and then sent by its name', async () => {
    await paste(new File(['x'], 'a.png'))
    expect(options.post).toHaveBeenCalledWith('/uploads', { name: 'a.png' })
    expect(options.call).toHaveBeenCalledWith('/uploads/upl_1?name=a', expect.objectContaining({ method: 'PUT' }))
    expect(options.send).toHaveBeenCalledWith('a.png', { type: 'attachment', text: null, upload_id: 'upl_1' })
    expect(status()).toBe('')
  })

  it('that is too large is not even begun', async () => {
    await paste(new File([new Uint8Array(1_048_577)], 'a.png'))
    expect(status()).toBe('a.png is too large. At most 1 MB.')
    expect(options.post).not.toHaveBeenCalled()
  })

  it.each([
    [new Refusal(415, 'unsupported_type'), 'cannot be sent'],
    [new Refusal(429, 'rate_limited'), 'Too many files'],
    [new TypeError('no connection'), 'could not be handed in'],
  ])('that is refused says why: %s', async (problem, said) => {
    options.call = vi.fn(async () => Promise.reject(problem))
    document.body.innerHTML = '<form><div><textarea></textarea></div></form>'
    extras = createExtras(options)
    await paste(new File(['x'], 'a.exe'))
    expect(status()).toContain(said)
    expect(options.send).not.toHaveBeenCalled()
  })

  it('is a picture, a player, or a link that names it', () => {
    const shown = (type: string) => extras.figure(message({ attachment: attachment(type) }), []) as HTMLElement
    expect(shown('image/png').querySelector('img')!.alt).toBe('price list.pdf')
    expect(shown('audio/mpeg').tagName).toBe('AUDIO')
    expect(shown('application/pdf').textContent).toBe('price list.pdf')
    expect(shown('text/html').querySelector('img')).toBeNull()
    expect(extras.figure(message({}), [])).toBeUndefined()
  })

  it('whose address has ended is asked for anew, once', () => {
    extras.figure(message({ attachment: attachment('image/png', 1) }), [])
    extras.figure(message({ attachment: attachment('image/png', 1) }), [])
    expect(options.refresh).toHaveBeenCalledTimes(1)
  })
})

it('an answer shows the words it answers, above its own file, and a tap shows none', () => {
  const asked = message({ id: 'a', type: 'text', text: 'Which <b>size</b>?' })
  const shown = (more: Partial<Message>) => {
    const box = document.createElement('div')
    box.append(extras.figure(message({ reply_to: 'a', ...more }), [asked]) ?? '')
    return box
  }
  expect(shown({ type: 'text', text: 'M' }).innerHTML).toBe('<blockquote dir="auto">Which &lt;b&gt;size&lt;/b&gt;?</blockquote>')
  expect([...shown({ attachment: attachment('image/png') }).children].map(({ tagName }) => tagName)).toEqual(['BLOCKQUOTE', 'A'])
  expect(shown({ type: 'button_reply', text: 'M' }).innerHTML).toBe('')
  expect(shown({ type: 'text', text: 'M', reply_to: 'gone' }).innerHTML).toBe('')
})

it('answers to choose from are sent by their ids, for the message that offers them', () => {
  extras.chips(message({ buttons: [{ id: 'b', title: 'English' }] })).querySelector('button')!.click()
  expect(options.send).toHaveBeenCalledWith('English', { type: 'button_reply', button_id: 'b', reply_to: '1' })
})

it('the site greets in the language that is spoken now', async () => {
  expect(extras.greeting()).toBe('Welcome')
  document.documentElement.lang = 'ms'
  await vi.waitFor(() => expect(extras.greeting()).toBe('Selamat datang'))
  expect(options.refresh).toHaveBeenCalled()
})

it('who is proved already is not proved again, and an ended session is renewed for it', async () => {
  const identity = { user_id: '1', user_hash: 'x' }
  const become = vi.fn().mockRejectedValueOnce(Object.assign(new Error(), { status: 401 })).mockResolvedValue(undefined)
  options.become = become
  await createExtras(options).identify(identity)
  expect(options.refresh).toHaveBeenCalledTimes(1)
  expect(become.mock.calls).toEqual([[identity], [identity]])
  options.ready = vi.fn(async () => 'user:1')
  options.become = vi.fn()
  await createExtras(options).identify(identity)
  expect(options.become).not.toHaveBeenCalled()
})

it('products stand side by side with their picture, their link and answers to choose from', () => {
  const figure = extras.figure({
    id: '1', direction: 'out', type: 'carousel', created_at: '', fallback_text: 'Batik',
    cards: [
      { title: 'Batik', text: 'RM45', picture_url: '/media/a', url: 'https://kedai.example/batik', buttons: [{ id: 'b', title: 'I want it' }] },
      { title: 'Songket', url: 'javascript:alert(1)', buttons: [] },
    ],
  }, []) as HTMLElement
  expect([...figure.querySelectorAll('b')].map(one => one.textContent)).toEqual(['Batik', 'Songket'])
  expect(figure.querySelectorAll('a')).toHaveLength(1)
  expect(figure.querySelector('img')!.getAttribute('src')).toBe('/media/a')
  figure.querySelector('button')!.click()
  expect(options.send).toHaveBeenCalledWith('I want it', { type: 'button_reply', button_id: 'b', reply_to: '1' })
})

it('shows that somebody of the staff is there as long as somebody is', () => {
  document.body.innerHTML = '<span class="avatar"></span><div class="title"></div><form><div><textarea></textarea></div></form>'
  const { heard } = createExtras(options)
  const shown = () => [document.querySelector('.avatar')!.classList.contains('online'), document.querySelector('.title')!.textContent]
  expect(shown()).toEqual([false, ''])
  heard({ id: null, event: 'presence', data: { online: true } })
  expect(shown()).toEqual([true, 'Our team is online'])
  heard({ id: null, event: 'presence', data: { online: false } })
  expect(shown()).toEqual([false, ''])
})

it('a site that was set up anew is looked at again, once everybody knows it and past what the browser kept', async () => {
  vi.useFakeTimers()
  const fetched = vi.fn(async () => Response.json({ ...site, brand: { name: 'Kedai', greeting: 'Hello again' } }))
  vi.stubGlobal('fetch', fetched)
  extras.heard({ id: null, event: 'config.changed', data: {} })
  extras.heard({ id: null, event: 'config.changed', data: {} })
  await vi.advanceTimersByTimeAsync(9_000)
  expect(fetched).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(11_100)
  expect(fetched).toHaveBeenCalledTimes(1)
  expect(fetched).toHaveBeenCalledWith(expect.stringContaining('/widget/v1/bootstrap'), { cache: 'reload' })
  expect(extras.greeting()).toBe('Hello again')
  vi.useRealTimers()
  vi.unstubAllGlobals()
})
