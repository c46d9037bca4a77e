import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Message } from '../protocol'
import { createView, type Shown } from './view'
import en from './words/en.json'

const nothing: Shown = { messages: [], pending: [], typing: null, person: undefined, line: 'live', loaded: true }
const message = (id: string, more: Partial<Message> = {}): Message => ({
  id, direction: 'out', sender: { kind: 'bot' }, type: 'text', text: `Text ${id}`, created_at: '2026-11-24T02:00:00.000Z', ...more,
})
const texts = (selector: string) => [...document.querySelectorAll(selector)].map(({ textContent }) => textContent)

let acts: Parameters<typeof createView>[0]
let view: ReturnType<typeof createView>

beforeEach(() => {
  document.body.replaceChildren()
  acts = { send: vi.fn(), retry: vi.fn(), typed: vi.fn(), close: vi.fn(), older: vi.fn(), attended: vi.fn() }
  view = createView(acts)
  view.colors({ accent: '#1f3a6e', on: '#ffffff' })
  view.speak(en, 'en')
  view.brand('Kedai Batik', 4_000)
})

describe('the chat', () => {
  it('greets where nothing has been said, and stops when something is', () => {
    view.show(nothing)
    expect(texts('h1, h2')).toEqual(['Kedai Batik', en.hello])
    view.show({ ...nothing, messages: [message('1')] })
    expect(texts('h2')).toEqual([])
  })

  it('says what is automatic, and names the person', () => {
    view.show({ ...nothing, messages: [message('1'), message('2', { sender: { kind: 'agent', name: 'Aina' } })], person: 'Aina' })
    expect(texts('.meta').map(text => text?.split(' · ')[0])).toEqual([en.automatic, 'Aina'])
    expect(texts('.status')).toEqual(['Aina is answering you'])
  })

  it('shows data as text and only web addresses as links', () => {
    const text = '<img src=x onerror=alert(1)> javascript:alert(1) https://example.com/a(b), **bold**'
    view.show({ ...nothing, messages: [message('1', { text })] })
    expect(document.querySelector('img')).toBeNull()
    expect([...document.querySelectorAll('a')].map(({ href, rel }) => [href, rel])).toEqual([['https://example.com/a(b', 'noopener noreferrer nofollow']])
    expect(texts('b')).toEqual(['bold'])
  })

  it('keeps the element of a message from sending to seen', () => {
    const pending = { id: 'c-1', text: 'Hello', at: 1 }
    view.show({ ...nothing, pending: [pending] })
    const line = document.querySelector('.said')
    expect(texts('.meta')).toEqual([en.sending])
    view.show({ ...nothing, pending: [{ ...pending, event: '0000000000000001' }] })
    expect(texts('.meta')).toEqual([en.sent])
    view.show({ ...nothing, messages: [message('m1', { direction: 'in', text: 'Hello', client_message_id: 'c-1', status: 'seen' })] })
    expect(document.querySelector('.said')).toBe(line)
    expect(texts('.meta')[0]).toContain(en.seen)
  })

  it('offers to send again what failed', () => {
    const failed = { id: 'c-1', text: 'Hello', at: 1, failed: true }
    view.show({ ...nothing, pending: [failed] })
    document.querySelector<HTMLElement>('.failed button')!.click()
    expect(acts.retry).toHaveBeenCalledWith(failed)
  })

  it('shows what a message carries beside its words, and the answers under the last one', () => {
    acts.figure = ({ attachment }) => attachment && document.createElement('img')
    acts.chips = () => document.createElement('menu')
    const attachment = { url: '/media/a', content_type: 'image/png', size: 1 }
    const buttons = [{ id: 'b', title: 'English' }]
    view.show({ ...nothing, messages: [message('1', { attachment }), message('2', { buttons })] })
    expect(document.querySelectorAll('.said img')).toHaveLength(1)
    expect(document.querySelectorAll('menu')).toHaveLength(1)
    view.show({ ...nothing, messages: [message('1', { attachment }), message('2', { buttons }), message('3')] })
    expect(document.querySelectorAll('menu')).toHaveLength(0)
  })

  it('asks for a person once', () => {
    const button = document.querySelector<HTMLElement>('.foot button')!
    view.show(nothing)
    button.click()
    view.show({ ...nothing, pending: [{ id: 'c-1', text: en.personRequest, at: 1 }] })
    button.click()
    expect(acts.send).toHaveBeenCalledTimes(1)
  })

  it('falls back to words for kinds it does not know', () => {
    view.show({ ...nothing, messages: [message('1', { type: 'hologram', text: undefined, fallback_text: 'A hologram' })] })
    expect(texts('.said p')).toEqual(['A hologram'])
  })

  it('says when the line is down and when there is no chat', () => {
    view.show({ ...nothing, line: 'down', pending: [{ id: 'c-1', text: 'Hello', at: 1 }] })
    expect(texts('.bar')).toEqual([en.offline])
    expect(texts('.meta')).toEqual([en.waiting])
    view.show({ ...nothing, line: 'refused' })
    expect(texts('.bar')).toEqual([en.unavailable])
    expect(document.querySelector('form')!.hidden).toBe(true)
  })

  it('counts characters as people do, and does not send too many', () => {
    const field = document.querySelector('textarea')!
    view.show(nothing)
    field.value = '😀'.repeat(4_001)
    field.oninput!(new InputEvent('input'))
    expect(texts('.left')).toEqual(['Characters over the limit: 1'])
    expect(document.querySelector<HTMLButtonElement>('.go')!.disabled).toBe(true)
  })
})
