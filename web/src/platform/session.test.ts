import { afterEach, expect, it, vi } from 'vitest'
import { authorizedFetch } from './client'
import { accessToken, onSessionEnd, signInWith } from './session'

const signIn = (accessToken: string) => ({ accessToken, expiresIn: 600, user: { id: 'aina', name: 'Aina' } })
afterEach(() => void vi.unstubAllGlobals())

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
