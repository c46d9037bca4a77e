import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { authorizedFetch } from './client'
import { accessToken, lookInto, onSessionEnd, refresh, signInWith, signOut, stopLooking, user } from './session'

const signIn = (accessToken: string) => ({ accessToken, expiresIn: 600, user: { id: 'aina', name: 'Aina' } })
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

it('an expired access token is renewed once and nobody notices', async () => {
  const seen: string[] = []
  vi.stubGlobal('fetch', async (input: Request | string, init?: RequestInit) => {
    const path = typeof input === 'string' ? input : new URL(input.url).pathname
    seen.push(path)
    if (path.endsWith('/login')) return Response.json(signIn('old'))
    if (path.endsWith('/refresh')) {
      expect(new Headers(init?.headers).get('X-Sembang')).toBe('1')
      return Response.json(signIn('new'))
    }
    const token = (input as Request).headers.get('Authorization')
    return token === 'Bearer new' ? Response.json({ ok: true }) : Response.json({ code: 'unauthorized' }, { status: 401 })
  })
  await signInWith({ email: 'aina@kedai.demo', password: 'x' })
  const [one, two] = await Promise.all([
    authorizedFetch(new Request('http://localhost/api/v1/me')),
    authorizedFetch(new Request('http://localhost/api/v1/users')),
  ])
  expect([one.status, two.status]).toEqual([200, 200])
  expect(seen.filter(path => path.endsWith('/refresh'))).toHaveLength(1)
  expect(JSON.stringify({ ...localStorage })).not.toContain('new')
})

it('a session that cannot be renewed ends', async () => {
  const ended = vi.fn()
  onSessionEnd(ended)
  vi.stubGlobal('fetch', async () => Response.json({ code: 'session-ended' }, { status: 401 }))
  const response = await authorizedFetch(new Request('http://localhost/api/v1/me'))
  expect(response.status).toBe(401)
  expect(ended).toHaveBeenCalledOnce()
  expect(accessToken()).toBeNull()
})

describe('a look into a company', () => {
  const ended = vi.fn()
  onSessionEnd(ended)
  const refused = new Set<string>()
  const asked: string[] = []

  beforeEach(async () => {
    vi.useFakeTimers()
    ended.mockClear()
    refused.clear()
    asked.length = 0
    vi.stubGlobal('fetch', async (input: Request | string, init?: RequestInit) => {
      const path = typeof input === 'string' ? input : new URL(input.url).pathname
      asked.push(path)
      if (path.endsWith('/login')) return Response.json(signIn('session'))
      if (path.endsWith('/refresh')) return Response.json(signIn('renewed'))
      if (path.endsWith('/logout')) return new Response(null, { status: 204 })
      const token = new Headers(typeof input === 'string' ? init?.headers : input.headers).get('Authorization')!.slice(7)
      return refused.has(token) ? Response.json({ code: 'session-ended' }, { status: 401 }) : Response.json({ id: 'viewer', name: 'Aina' })
    })
    await signInWith({ email: 'super@sembang.demo', password: 'x' })
    await lookInto({ accessToken: 'look', expiresIn: 300 })
  })
  afterEach(stopLooking)

  it('takes the place of the session until it is stopped', () => {
    expect([accessToken(), user.value?.id]).toEqual(['look', 'viewer'])
    stopLooking()
    expect([accessToken(), user.value?.id]).toEqual(['session', 'aina'])
  })

  it('ends by its time', () => {
    vi.advanceTimersByTime(299_000)
    expect(accessToken()).toBe('look')
    vi.advanceTimersByTime(1_000)
    expect(accessToken()).toBe('session')
  })

  it('is over when the server says so, and never renewed', async () => {
    refused.add('look')
    const response = await authorizedFetch(new Request('http://localhost/api/v1/conversations'))
    expect(response.status).toBe(401)
    expect(asked.some(path => path.endsWith('/refresh'))).toBe(false)
    expect(accessToken()).toBe('session')
    expect(ended).not.toHaveBeenCalled()
  })

  it('is not overwritten by a renewal under way when it began', async () => {
    stopLooking()
    const renewal = refresh()
    await lookInto({ accessToken: 'look', expiresIn: 300 })
    await renewal
    expect(accessToken()).toBe('look')
    stopLooking()
    expect(accessToken()).toBe('renewed')
  })

  it('is not begun when the server refuses its token', async () => {
    stopLooking()
    refused.add('worn')
    await expect(lookInto({ accessToken: 'worn', expiresIn: 300 })).rejects.toMatchObject({ code: 'session-ended' })
    expect(accessToken()).toBe('session')
  })

  it('ends with the session, and nothing of it is kept in the browser', async () => {
    expect(JSON.stringify({ ...localStorage })).not.toContain('look')
    await signOut()
    expect(accessToken()).toBeNull()
    expect(ended).toHaveBeenCalledWith(true)
  })
})
