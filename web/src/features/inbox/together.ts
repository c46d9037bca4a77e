import { answer, api } from '@/platform/client'
import type { components } from '@/platform/schema'
import type { Mode } from './drafts'

type Schemas = components['schemas']
export type Draft = Schemas['Draft']
export type State = Schemas['PresenceState']

const at = (id: string) => ({ path: { id } })

export const beHere = async (id: string, state: Exclude<State, 'gone'>) => (await answer(api.PUT('/api/v1/conversations/{id}/presence', { params: at(id), body: { state } }))).others
export const leave = (id: string) => api.DELETE('/api/v1/conversations/{id}/presence', { params: at(id) })

export const fetchDrafts = async (id: string) => (await answer(api.GET('/api/v1/conversations/{id}/drafts', { params: at(id) }))).items
export const keepDraft = (id: string, kind: Mode, text: string, basedOn: string | undefined) =>
  answer(api.PUT('/api/v1/conversations/{id}/drafts/{kind}', { params: { path: { id, kind } }, body: { text, basedOn } }))
export const dropDraft = (id: string, kind: Mode, version: string) =>
  api.DELETE('/api/v1/conversations/{id}/drafts/{kind}', { params: { path: { id, kind }, query: { version } } })

/** What of a draft lies on the server, as far as this page knows. */
export interface Kept {
  text: string
  version: string
}

export interface DraftServer {
  fetch: () => Promise<Draft[]>
  keep: (kind: Mode, text: string, basedOn: string | undefined) => Promise<Draft>
  drop: (kind: Mode, version: string) => Promise<unknown>
  /** Whether the refusal says that something else lies there. */
  outdated: (thrown: unknown) => boolean
}

/**
 * One draft, here and on the server. What lies there is taken over as long as nobody has written here since; else it is
 * shown, and whoever writes decides.
 */
export function createDraftLine(kind: Mode, server: DraftServer, local: { read: () => string; write: (text: string) => void }) {
  let kept: Kept | null = null
  let line: Promise<unknown> = Promise.resolve()
  let tell: (other: Draft | null) => void = () => {}

  /** What lies on the server now. */
  function found(draft: Draft | null) {
    const text = local.read()
    if (draft?.version === kept?.version) return
    if (text === (kept?.text ?? '') || text === draft?.text) {
      kept = draft && { text: draft.text, version: draft.version }
      if (text !== (draft?.text ?? '')) local.write(draft?.text ?? '')
      tell(null)
    } else if (draft) tell(draft)
    // It was sent or thrown away elsewhere, and written on here: that is a new one.
    else kept = null
  }

  const look = async () => found((await server.fetch()).find(one => one.kind === kind) ?? null)

  async function bring() {
    const text = local.read()
    if (text.trim() === (kept?.text ?? '').trim()) return
    try {
      if (text.trim()) {
        const draft = await server.keep(kind, text, kept?.version)
        kept = { text, version: draft.version }
      } else if (kept) {
        await server.drop(kind, kept.version)
        kept = null
      }
    } catch (thrown) {
      if (!server.outdated(thrown)) throw thrown
      await look()
    }
  }

  /** One after the other: an answer that comes late must not be taken for what lies there now. */
  function run(work: () => Promise<void>) {
    line = line.then(work).catch(thrown => console.debug('A draft was not kept', thrown))
    return line
  }

  return {
    open: () => run(look),
    keep: () => run(bring),
    /** Another tab or device has written. */
    changed: (version: string | null) => run(async () => (version !== (kept?.version ?? null) ? look() : undefined)),
    /** It was sent from here: the server has thrown it away. */
    sent() {
      kept = null
      return run(bring)
    },
    take(other: Draft) {
      kept = { text: other.text, version: other.version }
      local.write(other.text)
      tell(null)
    },
    /** What is here is to lie there. */
    insist(other: Draft) {
      kept = { text: other.text, version: other.version }
      tell(null)
      return run(bring)
    },
    onOther: (listener: (other: Draft | null) => void) => void (tell = listener),
  }
}

export type DraftLine = ReturnType<typeof createDraftLine>
