import type { Message } from '@/platform/client'
import { asProblem } from '@/platform/problem'
import type { Inbox } from './useInbox'

/**
 * Sends a part that was begun when the thread held as much as `begun`, and puts it into the thread; not while a reply is
 * still to be shown that came since, heard of here or only by the server. True when it was sent.
 */
export async function unlessOvertaken({ guard: { value: guard }, thread }: Pick<Inbox, 'guard' | 'thread'>, begun: number, send: (seenUpTo?: number) => Promise<Message>) {
  if (guard?.holds(begun)) return false
  try {
    thread.value?.put(await send(guard?.seen()))
    guard?.sent('part')
    return true
  } catch (thrown) {
    if (asProblem(thrown).code !== 'newer-reply') throw thrown
    await guard?.refused()
    return false
  }
}
