import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createApi, Refusal } from './api'

const KEY = 'sembang:wsk'
type Answer = [status: number, body: unknown, headers?: Record<string, string>]

function serverWith(...answers: Answer[]) {
  const asked: { path: string; token: string | undefined; body: unknown }[] = []
  vi.stubGlobal('fetch', async (path: string, { headers, body }: RequestInit) => {
    asked.push({ path, token: (headers as Record<string, string>).Authorization, body: body && JSON.parse(body as string) })
    const [status, answer, more] = answers.shift()!
    return new Response(JSON.stringify(answer), { status, headers: more })
  })
  return asked
}

const session = (token: string, visitor = 'vis_1', unread = 0): Answer => [200, { session_token: token, visitor_id: visitor, conversation: { unread } }]
const expired: Answer = [401, { error: { code: 'session_expired' } }]
const stored = () => JSON.parse(localStorage.getItem(KEY) ?? 'null') as { token: string } | null

beforeEach(() => localStorage.clear())
afterEach(() => vi.unstubAllGlobals())

describe('a session', () => {
  it('begins with the first call and is used by the next visit', async () => {
    const asked = serverWith(session('one', 'vis_1', 2), [200, {}], [200, {}])
    const begun: unknown[] = []
    await createApi('wsk', KEY, 'ta', (...told) => begun.push(told)).call('/messages')
    await createApi('wsk', KEY, 'ta', () => undefined).call('/messages')
    expect(asked.map(({ path, token }) => [path, token])).toEqual([
      ['/widget/v1/sessions', undefined],
      ['/widget/v1/messages', 'Bearer one'],
      ['/widget/v1/messages', 'Bearer one'],
    ])
    expect(asked[0]!.body).toEqual({ site_key: 'wsk', locale: 'ta' })
    expect(begun).toEqual([['vis_1', 2]])
  })

  it('that has ended is renewed with the old token, and the call is made again', async () => {
    const asked = serverWith(session('one'), [200, {}], expired, session('two'), [200, { fine: true }])
    const api = createApi('wsk', KEY, 'en', () => undefined)
    await api.call('/messages')
    expect(await (await api.call('/messages')).json()).toEqual({ fine: true })
    expect(asked[3]!.body).toMatchObject({ resume_token: 'one' })
    expect(asked[4]!.token).toBe('Bearer two')
    expect(stored()?.token).toBe('two')
  })

  it('is renewed once and then said to be refused', async () => {
    serverWith(session('one'), expired, session('two'), expired)
    await expect(createApi('wsk', KEY, 'en', () => undefined).call('/messages')).rejects.toMatchObject({ status: 401 })
  })

  it('near its end is replaced in passing', async () => {
    serverWith(session('one'), [200, {}, { 'X-Session-Token': 'two' }])
    await createApi('wsk', KEY, 'en', () => undefined).call('/messages')
    expect(stored()?.token).toBe('two')
  })

  it('that another tab has renewed is taken from there', async () => {
    const asked = serverWith(session('one'), [200, {}], expired, [200, {}])
    const api = createApi('wsk', KEY, 'en', () => undefined)
    await api.call('/messages')
    localStorage.setItem(KEY, JSON.stringify({ token: 'theirs', visitor: 'vis_1', language: 'en' }))
    await api.call('/messages')
    expect(asked.at(-1)).toMatchObject({ path: '/widget/v1/messages', token: 'Bearer theirs' })
  })

  it('is not begun anew by what is refused while the visitor is being proved', async () => {
    // Browsers that tell tabs apart; here there is one.
    let turn: Promise<unknown> = Promise.resolve()
    const request = (_name: string, _options: unknown, work: () => Promise<unknown>) => (turn = turn.then(work, work))
    vi.stubGlobal('navigator', { locks: { request } })
    const asked = serverWith(session('one'), [200, {}])
    const api = createApi('wsk', KEY, 'en', () => undefined)
    await api.call('/messages')
    let prove: (answer: Response) => void
    vi.stubGlobal('fetch', async (path: string, { headers }: RequestInit) => {
      const token = (headers as Record<string, string>).Authorization
      asked.push({ path, token, body: undefined })
      if (path.endsWith('/identify')) return new Promise(resolve => (prove = resolve))
      return token === 'Bearer proved' ? Response.json({ fine: true }) : Response.json({ error: { code: 'session_expired' } }, { status: 401 })
    })
    const proved = api.identify({ user_id: '1', user_hash: 'x' })
    const sent = api.post('/messages', {})
    await vi.waitFor(() => expect(asked.at(-1)!.path).toBe('/widget/v1/messages'))
    prove!(Response.json({ session_token: 'proved', visitor_id: 'user:1' }))
    await proved
    expect(await (await sent).json()).toEqual({ fine: true })
    expect(asked.map(({ path }) => path).filter(path => path.endsWith('/sessions'))).toHaveLength(1)
    expect(await api.ready()).toBe('user:1')
  })

  it('is begun again where the language changes, and ends where the visitor leaves', async () => {
    const asked = serverWith(session('one'), session('two'), [200, {}])
    const api = createApi('wsk', KEY, 'en', () => undefined)
    await api.ready()
    await api.ready('zh')
    expect(asked[1]!.body).toEqual({ site_key: 'wsk', locale: 'zh', resume_token: 'one' })
    await api.leave()
    expect(asked[2]!.token).toBe('Bearer two')
    expect(stored()).toBeNull()
  })
})

describe('a refusal', () => {
  it('carries the code and how long to wait', async () => {
    serverWith(session('one'), [429, { error: { code: 'rate_limited', retry_after: 8 } }])
    await expect(createApi('wsk', KEY, 'en', () => undefined).call('/messages')).rejects.toMatchObject({ code: 'rate_limited', retryAfter: 8, final: false })
  })

  it('is final only in the words of the protocol', () => {
    expect(new Refusal(422, 'validation').final).toBe(true)
    expect(new Refusal(422, 'validation').closed).toBe(false)
    expect(new Refusal(403, 'origin_not_allowed').closed).toBe(true)
    expect(new Refusal(403).final).toBe(false)
    expect(new Refusal(503, 'unavailable').final).toBe(false)
  })
})
