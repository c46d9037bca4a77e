import { beforeEach, expect, it, vi } from 'vitest'
import type { Bootstrap } from '../protocol'
import { createAsks } from './asks'

const site: Bootstrap = {
  brand: { name: 'Kedai', greeting: null },
  features: { rating: true, end_conversation: true, transcript: true },
  business_hours: { open_now: true },
  presence: { online: false },
  offline: { mode: 'bot_only', message: null },
  pre_chat_form: {
    enabled: true,
    when: 'before_first_message',
    fields: [
      { key: 'name', type: 'text', label: 'Name', required: true, max_length: 80 },
      { key: 'phone', type: 'tel', label: 'Phone', required: false, max_length: 30 },
      { key: 'consent', type: 'checkbox', label: 'I agree', required: true },
    ],
  },
  limits: { text_max_chars: 4_000, attachment_max_bytes: 1, attachment_mime: [] },
}
let open: boolean
let rating: object
let ending: object
let post: ReturnType<typeof vi.fn<(path: string, body: unknown) => Promise<Response>>>
let asks: ReturnType<typeof createAsks>

const form = () => document.querySelector<HTMLFormElement>('.ask')
const field = (name: string) => form()!.querySelector<HTMLInputElement>(`[name=${name}]`)!
const said = (name: string) => document.getElementById(`no-${name}`)!.textContent
const submit = () => form()!.dispatchEvent(new Event('submit', { cancelable: true }))

beforeEach(async () => {
  document.documentElement.lang = 'en'
  document.body.innerHTML = '<div class="chat"><form><textarea></textarea></form></div>'
  open = true
  rating = { open: false }
  ending = { may_end: false }
  post = vi.fn(async () => new Response(null, { status: 204 }))
  asks = createAsks({ site, post, call: async path => Response.json(path === '/rating' ? rating : path === '/conversation' ? ending : { open }) })
  await vi.waitFor(() => expect(form()).not.toBeNull())
})

it('what is asked stands in place of the chat until it is answered', async () => {
  expect(document.querySelector('.chat')!.classList.contains('asking')).toBe(true)
  expect(form()!.textContent).toContain('Phone (optional)')
  field('name').value = 'Aina'
  field('consent').checked = true
  submit()
  await vi.waitFor(() => expect(form()).toBeNull())
  expect(post).toHaveBeenCalledWith('/pre-chat', { name: 'Aina', phone: '', consent: true })
  expect(document.querySelector('.chat')!.classList.contains('asking')).toBe(false)
})

it('what is missing or wrong is said beside it, and nothing is sent', () => {
  field('phone').value = 'call me'
  submit()
  expect([said('name'), said('phone'), said('consent')]).toEqual(['Fill this in', 'Enter a phone number such as +60 12 345 6789', 'Agree to this to go on'])
  expect(post).not.toHaveBeenCalled()
})

it('where handing it in fails, it stays as it is and can be tried again', async () => {
  post.mockRejectedValueOnce(new Error())
  field('name').value = 'Aina'
  field('consent').checked = true
  submit()
  await vi.waitFor(() => expect(form()!.textContent).toContain('That did not work'))
  expect(field('name').value).toBe('Aina')
  submit()
  await vi.waitFor(() => expect(form()).toBeNull())
})

it('another language keeps what was typed', () => {
  field('name').value = 'Aina'
  document.documentElement.lang = 'ms'
  asks.speak({ ...site, pre_chat_form: { enabled: true, when: 'before_first_message', fields: [{ key: 'name', type: 'text', label: 'Nama', required: true }] } })
  expect(form()!.textContent).toContain('Nama')
  expect(field('name').value).toBe('Aina')
})

it('who was recognised meanwhile is not asked any more', async () => {
  open = false
  asks.check()
  await vi.waitFor(() => expect(form()).toBeNull())
})

const panel = () => document.querySelector('.rate')
const updated = { id: '1', event: 'conversation.updated', data: {} }
const stars = () => [...panel()!.querySelectorAll<HTMLInputElement>('[type=radio]')]

async function closed(known: object = {}) {
  rating = { open: true, conversation: 'c-1', ...known }
  asks.heard(updated)
  await vi.waitFor(() => expect(panel()).not.toBeNull())
}

it('a rating is asked for once a conversation is closed, and not while it goes on', async () => {
  expect(panel()).toBeNull()
  await closed()
  expect(stars().map(star => star.ariaLabel ?? star.getAttribute('aria-label'))).toEqual(['1 of 5', '2 of 5', '3 of 5', '4 of 5', '5 of 5'])
  rating = { open: false }
  asks.heard(updated)
  await vi.waitFor(() => expect(panel()).toBeNull())
})

it('stars and a comment go to the server, are thanked for, and can be changed', async () => {
  await closed()
  stars()[3]!.checked = true
  panel()!.querySelector('textarea')!.value = 'Quick'
  panel()!.querySelector('form')!.dispatchEvent(new Event('submit', { cancelable: true }))
  await vi.waitFor(() => expect(panel()!.textContent).toContain('Thank you'))
  expect(post).toHaveBeenCalledWith('/rating', { score: 4, comment: 'Quick' })
  panel()!.querySelector('button')!.click()
  expect(stars()[3]!.checked).toBe(true)
  expect(panel()!.querySelector('textarea')!.value).toBe('Quick')
})

it('what is being typed is not taken away when something else happens', async () => {
  await closed()
  const before = panel()
  asks.heard(updated)
  await new Promise(resolve => setTimeout(resolve))
  expect(panel()).toBe(before)
})

const after = () => document.querySelector('.after')
const button = (words: string) => [...document.querySelectorAll('button')].find(one => one.textContent === words)!

it('the conversation is ended after one more question, and mailed to the address that is known', async () => {
  ending = { may_end: true, transcript_to: 'a•••@example.test' }
  asks.heard({ id: null, event: 'conversation.updated', data: null })
  await vi.waitFor(() => expect(after()).not.toBeNull())
  button('Send this chat to a•••@example.test').click()
  await vi.waitFor(() => expect(after()!.textContent).toContain('Sent to a•••@example.test'))
  expect(post).toHaveBeenLastCalledWith('/conversation/transcript', {})

  button('End the chat').click()
  expect(post).toHaveBeenCalledTimes(1)
  button('End it?').click()
  await vi.waitFor(() => expect(post).toHaveBeenLastCalledWith('/conversation/end', {}))
})

it('where nobody is there, a message is left', () => {
  asks.speak({ ...site, business_hours: { open_now: false }, offline: { mode: 'leave_message', message: 'Back at nine.' } })
  expect(form()!.textContent).toContain('Leave a message')
  expect(form()!.textContent).toContain('Back at nine.')
})

it('what is asked after the first message stands below it, and what need not be said can be left out', async () => {
  open = false
  document.body.innerHTML = '<div class="chat"><div class="log"></div><form><textarea></textarea></form></div>'
  const fields = site.pre_chat_form.fields.filter(({ required }) => !required)
  asks = createAsks({ site: { ...site, pre_chat_form: { enabled: true, when: 'after_first_message', fields } }, post, call: async path => Response.json(path === '/pre-chat' ? { open } : { open: false }) })
  await vi.waitFor(() => expect(form()).toBeNull())
  open = true
  asks.heard({ id: '1', event: 'message.created', data: {} })
  await vi.waitFor(() => expect(form()).not.toBeNull())
  expect(document.querySelector('.chat')!.className).toBe('chat asked')
  expect(form()!.textContent).toContain('How can we reach you?')
  form()!.querySelector<HTMLButtonElement>('.link')!.click()
  await vi.waitFor(() => expect(form()).toBeNull())
  expect(post).toHaveBeenCalledWith('/pre-chat', {})
  expect(document.querySelector('.chat')!.className).toBe('chat')
})
