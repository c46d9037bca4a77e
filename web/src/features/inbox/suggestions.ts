import { answer, api } from '@/platform/client'
import { Problem, problemOf } from '@/platform/problem'
import { frameReader } from '@/platform/realtime'
import type { components } from '@/platform/schema'

type Schemas = components['schemas']
export type Suggestion = Schemas['Suggestion']
export type Trace = Schemas['AnswerTrace']
export type KeptTrace = Schemas['KeptTrace']
export type RatingReason = Schemas['SuggestionRatingReason']

const at = (id: string) => ({ path: { id } })

export type Step = 'looking_up' | 'wording' | 'checking'

/** Hears how a suggestion comes along. Its words are not checked yet: nobody may send them. */
export interface Follower {
  step: (step: Step) => void
  words: (text: string) => void
  /** The words so far count no more. */
  restart: () => void
}

/** How long a stream may take to say its first word, and be silent after it, before it is held for blocked. */
const FIRST_MS = 10_000
const SILENCE_MS = 45_000

/** Streams do not come through here, as far as this page has seen. */
let blocked = false

class Blocked extends Error {}

type Ask = (init: { signal: AbortSignal; headers?: Record<string, string>; parseAs?: 'stream' }) => Promise<{ data?: unknown; response: Response }>

/** The checked suggestion, followed while it is made; where streams are blocked, all at once. */
export const makeSuggestion = (conversation: string, follower: Follower, signal: AbortSignal) =>
  made(init => api.POST('/api/v1/conversations/{id}/suggestions', { params: at(conversation), ...init }), follower, signal)

/** The same in fewer words. */
export const shortenSuggestion = (id: string, follower: Follower, signal: AbortSignal) =>
  made(init => api.POST('/api/v1/suggestions/{id}/shorter', { params: at(id), ...init }), follower, signal)

async function made(ask: Ask, follower: Follower, signal: AbortSignal): Promise<Suggestion> {
  if (blocked) return atOnce(ask, signal)
  try {
    return await follow(ask, follower, signal)
  } catch (thrown) {
    // What the server itself has refused it would refuse again. 406: one of before streams were known, in the middle of an update.
    const refused = thrown instanceof Problem && thrown.status > 0 && thrown.status !== 406
    if (refused || signal.aborted) throw thrown
    console.debug('The stream of a suggestion was cut', thrown)
    follower.restart()
    const suggestion = await atOnce(ask, signal)
    blocked = true
    return suggestion
  }
}

const atOnce = async (ask: Ask, signal: AbortSignal) => (await answer(ask({ signal }))) as Suggestion

async function follow(ask: Ask, follower: Follower, signal: AbortSignal): Promise<Suggestion> {
  const cut = new AbortController()
  const leave = () => cut.abort(signal.reason)
  signal.addEventListener('abort', leave)
  let timer: ReturnType<typeof setTimeout> | undefined
  const alive = (ms: number) => {
    clearTimeout(timer)
    timer = setTimeout(() => cut.abort(new Blocked('silent')), ms)
  }
  try {
    alive(FIRST_MS)
    const { data, response } = await ask({ signal: cut.signal, headers: { Accept: 'text/event-stream' }, parseAs: 'stream' })
    if (!(data instanceof ReadableStream) || !response.headers.get('Content-Type')?.startsWith('text/event-stream')) throw new Blocked('no stream')
    const reader = data.pipeThrough(new TextDecoderStream()).getReader()
    const frames = frameReader()
    for (;;) {
      const { done, value } = await reader.read()
      if (done) throw new Blocked('ended')
      alive(SILENCE_MS)
      for (const { event, data } of frames(value)) {
        const said = JSON.parse(data)
        if (event === 'suggestion') return said
        if (event === 'problem') throw problemOf(new Response(null, { status: said.status }), said)
        if (event === 'step') follower.step(said.step)
        else if (event === 'words') follower.words(said.text)
        else if (event === 'restart') follower.restart()
      }
    }
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', leave)
    cut.abort()
  }
}

/** Its words, cut where what they rest on begins and ends. */
export function pieces({ message, claims }: Pick<Suggestion, 'message' | 'claims'>) {
  const cut: { text: string; evidence: readonly string[] }[] = []
  let from = 0
  for (const { start, end, evidence } of claims) {
    if (start < from || end > message.length) continue
    if (start > from) cut.push({ text: message.slice(from, start), evidence: [] })
    cut.push({ text: message.slice(start, end), evidence })
    from = end
  }
  if (from < message.length) cut.push({ text: message.slice(from), evidence: [] })
  return cut
}

/** Where it is looked after; agents look after none but see the products. What the customer bought stands beside the thread. */
export function groundPage({ kind, title }: Suggestion['evidence'][number], area: 'agent' | 'company') {
  if (kind === 'product') return { path: `/${area}/products`, query: { q: title } }
  if (area === 'agent' || kind === 'order') return undefined
  const pages = { faq: { path: '/company/knowledge', query: { tab: 'faqs' } }, passage: '/company/knowledge', template: '/company/templates', company: '/company/settings' }
  return pages[kind]
}

export const rateSuggestion = (id: string, rating: number, reason: RatingReason | null) =>
  answer(api.POST('/api/v1/suggestions/{id}/rating', { params: at(id), body: { rating, reason } }))

/** How a suggestion came about; null where so much has happened since that it is not among the newest any more. */
export async function fetchTrace({ id, conversationId }: Suggestion) {
  const { items } = await answer(api.GET('/api/v1/conversations/{id}/traces', { params: { ...at(conversationId), query: { limit: 50 } } }))
  return items.find(({ suggestionId }) => suggestionId === id) ?? null
}

/** How a message the assistant sent came about; null where it is from before such things were kept. */
export async function fetchMessageTrace({ id, conversationId }: { id: string; conversationId: string }): Promise<KeptTrace | null> {
  const { items } = await answer(api.GET('/api/v1/conversations/{id}/traces', { params: { ...at(conversationId), query: { message: id, limit: 1 } } }))
  return items[0] ?? null
}

/** What a model was asked before it, in full. */
export const fetchRequest = async ({ id, conversationId }: KeptTrace) =>
  (await answer(api.GET('/api/v1/conversations/{id}/traces/{traceId}/request', { params: { path: { id: conversationId, traceId: id } } }))).request
