// What the visitor wrote and the server has not yet shown back. Each message lies under a key of its own, so tabs never
// overwrite each other; it is sent in order, with the same id however often, until the server has it.
import { Refusal } from './api'
import { pause } from './line'
import { forget, keep, keysOf, recall } from './store'

/** What is sent in place of the text. */
export type More = { type: 'attachment'; text: null; upload_id: string } | { type: 'button_reply'; button_id: string; reply_to: string }

/** @property event where the server has put it: accepted, and shown here until its event comes */
export interface Pending {
  id: string
  /** Of a file, its name. */
  text: string
  /** What goes with it where it is not words alone: a file that was handed in, a button that was tapped. */
  more?: More
  at: number
  event?: string
  failed?: boolean
}

export type Outbox = ReturnType<typeof createOutbox>

export function createOutbox(prefix: string) {
  const list = () =>
    keysOf(prefix)
      .flatMap(key => recall<Pending>(key) ?? [])
      .sort((one, other) => one.at - other.at || (one.id < other.id ? -1 : 1))

  const put = (pending: Pending) => keep(prefix + pending.id, pending)

  return {
    list,
    put,
    remove: (id: string) => forget(prefix + id),

    /** Behind everything else, also when two are written within one tick of the clock. */
    add(text: string, more?: More) {
      // `randomUUID` is not there on pages without TLS.
      const id = crypto.getRandomValues(new Uint32Array(4)).join('-')
      put({ id, text, more, at: Math.max(Date.now(), (list().at(-1)?.at ?? 0) + 1) })
    },

    /** Removes what stands in the thread now. */
    settle(holds: (id: string) => boolean, last: string) {
      for (const { id, event } of list()) if (holds(id) || (event !== undefined && event <= last)) forget(prefix + id)
    },

    /**
     * Sends what waits, the oldest first and one at a time. A message the server will never take is set aside; a lost
     * connection is waited for.
     *
     * @param post answers with the id of the message's event, or null where the server remembers none
     */
    async send(post: (pending: Pending) => Promise<string | null>, changed: () => void, wait = pause) {
      for (let failures = 0; ; ) {
        const next = list().find(({ event, failed }) => event === undefined && !failed)
        if (!next) return
        try {
          const event = await post(next)
          failures = 0
          // Its event may have been faster than the answer.
          if (recall(prefix + next.id)) put({ ...next, event: event ?? '' })
        } catch (problem) {
          const refusal = problem instanceof Refusal ? problem : undefined
          if (refusal?.final) put({ ...next, failed: true })
          else await wait(failures++, refusal?.retryAfter)
        }
        changed()
      }
    },
  }
}
