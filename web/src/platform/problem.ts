import type { FieldError, Person, ProblemBody } from './client'

/**
 * Why a call did not succeed: the server's problem detail (RFC 9457), or, with status 0 and code
 * `unreachable`, a server that could not be reached at all.
 */
export class Problem extends Error {
  override name = 'Problem'

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly requestId: string | null = null,
    readonly errors: FieldError[] = [],
    readonly retryAfterSeconds: number | null = null,
    /** Who was faster. */
    readonly by?: Person,
  ) {
    super(message)
  }

  /** The same call may succeed later without being changed. */
  get passing() {
    return this.status === 0 || this.status === 429 || this.status >= 500
  }

  /** The same, said of one field of the form. */
  at(field: string, message: string) {
    return new Problem(this.status, this.code, message, this.requestId, [{ field, message }], this.retryAfterSeconds)
  }
}

export const unreachable = () => new Problem(0, 'unreachable', 'The server could not be reached')

export function problemOf(response: Response, body: unknown): Problem {
  // What answers may also be something on the way that knows nothing of our problems.
  const said: Partial<ProblemBody & { by: Person }> = typeof body === 'object' && body !== null ? body : {}
  return new Problem(
    response.status,
    said.code ?? `http-${response.status}`,
    said.detail ?? said.title ?? response.statusText,
    said.requestId ?? response.headers.get('X-Request-Id'),
    said.errors ?? [],
    Number(response.headers.get('Retry-After')) || null,
    said.by,
  )
}

export const asProblem = (thrown: unknown): Problem =>
  thrown instanceof Problem ? thrown : new Problem(-1, 'unexpected', thrown instanceof Error ? thrown.message : String(thrown))
