import { answer, api } from './client'
import type { components } from './schema'

/** As many as the server takes at once. */
const AT_ONCE = 200

/** To somebody or nobody, or by the company's rule; `seen` is who was shown as responsible: what is another's by now stays theirs. */
export type How = { userId: string | null; reason?: string; seen?: { userId: string | null } } | { byRule: true }

export async function assignMany(conversationIds: string[], how: How) {
  const all: components['schemas']['BulkOutcome'] = { done: [], failed: [] }
  for (let from = 0; from < conversationIds.length; from += AT_ONCE) {
    const { done, failed } = await answer(api.POST('/api/v1/conversations/assignments', { body: { conversationIds: conversationIds.slice(from, from + AT_ONCE), ...how } }))
    all.done.push(...done)
    all.failed.push(...failed)
  }
  return all
}
