// Calls to the server, with the visitor's session. A session that has ended is renewed on the way, unseen.
import type { Bootstrap, Language, Session } from '../protocol'
import { forget, inTurn, keep, recall } from './store'

/** The server's no, in the words of the protocol. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code = '',
    readonly retryAfter?: number,
  ) {
    super(code)
  }

  /** Asking again changes nothing. What is not in the protocol's words was said by something in between. */
  get final(): boolean {
    return this.code !== '' && this.status < 500 && this.status !== 429 && this.status !== 401
  }

  /** The site has no chat any more, or this visitor may not use it. */
  get closed(): boolean {
    return this.final && (this.status === 403 || this.status === 404)
  }
}

/** Kept as one, so that a token never stands beside another visitor. */
export interface Kept {
  token: string
  visitor: string
  language: Language
}

const PATIENCE = 20_000

async function ask(path: string, options: RequestInit, token?: string): Promise<Response> {
  const headers = { ...options.headers, ...(token && { Authorization: `Bearer ${token}` }) }
  const response = await fetch(`/widget/v1${path}`, { signal: AbortSignal.timeout(PATIENCE), ...options, headers })
  if (response.ok) return response
  const { error } = (await response.json().catch(() => ({}))) as { error?: { code: string; retry_after?: number } }
  throw new Refusal(response.status, error?.code, error?.retry_after)
}

const json = (body: unknown): RequestInit => ({ method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })

/** @param begun told whenever a session has begun, with the number of unread messages where the server has just said it */
export function createApi(siteKey: string, key: string, language: Language, begun: (visitor: string, unread?: number) => void) {
  let session = recall<Kept>(key)

  function remember(token: string, visitor: string) {
    keep(key, (session = { token, visitor, language }))
  }

  /** Continues the visitor of the old token, or begins a new one. Another tab may have been faster. */
  function begin(old?: string): Promise<void> {
    return inTurn(`${key}:session`, async () => {
      const kept = recall<Kept>(key)
      if (kept && kept.token !== old && kept.language === language) {
        session = kept
        return begun(kept.visitor)
      }
      const answer = await ask('/sessions', json({ site_key: siteKey, locale: language, resume_token: old }))
      const { session_token: token, visitor_id: visitor, conversation } = (await answer.json()) as Session
      remember(token, visitor)
      begun(visitor, conversation.unread)
    })
  }

  /** @throws Refusal, or what `fetch` throws where there is no connection */
  async function call(path: string, options: RequestInit = {}, again = true): Promise<Response> {
    if (!session) await begin()
    const { token, visitor } = session!
    try {
      const response = await ask(path, options, token)
      const renewed = response.headers.get('X-Session-Token')
      if (renewed) remember(renewed, visitor)
      return response
    } catch (problem) {
      if (!(problem instanceof Refusal && problem.status === 401 && again)) throw problem
      await begin(token)
      return call(path, options, false)
    }
  }

  return {
    call,
    post: (path: string, body: unknown) => call(path, json(body)),
    settings: async () => (await ask(`/bootstrap?site_key=${siteKey}&locale=${language}`, {})).json() as Promise<Bootstrap>,

    /** Makes sure there is a session, in the visitor's language. */
    async ready(wanted = language) {
      language = wanted
      if (session?.language !== language) await begin(session?.token)
      return session!.visitor
    },

    /** What another tab has done to the session; without one the visitor has left. */
    adopt(kept: Kept | null) {
      session = kept
    },

    /** The visitor becomes somebody, and the old token dies: who is refused with it meanwhile waits for the new one. */
    identify: (identity: unknown) =>
      inTurn(`${key}:session`, async () => {
        const answer = await ask('/identify', json(identity), session?.token)
        const { session_token: token, visitor_id: visitor } = (await answer.json()) as Session
        remember(token, visitor)
      }),

    /** All sessions of the visitor end, here and elsewhere. */
    async leave() {
      const token = session?.token
      session = null
      forget(key)
      if (token) await ask('/sessions', { method: 'DELETE', keepalive: true }, token)
    },
  }
}
