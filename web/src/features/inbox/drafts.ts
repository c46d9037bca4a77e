import { shallowReactive, type InjectionKey } from 'vue'
import type { DraftLine } from './together'

export type Mode = 'reply' | 'note'

/** Texts begun and not sent, by conversation. The browser stores nothing of them: they are customers' data. */
export function createDrafts() {
  const texts = shallowReactive(new Map<string, string>())
  /** The suggestion a reply was begun with, by conversation. */
  const suggestions = new Map<string, string>()
  /** Where what is here is brought to the server and found there; kept from one visit of a conversation to the next. */
  const servers = new Map<string, Record<Mode, DraftLine>>()
  /** Conversations of which the server's drafts have been read: what is here is all there is. */
  const read = shallowReactive(new Set<string>())
  const key = (conversation: string, mode: Mode) => `${mode}/${conversation}`
  /** Puts a text back in front of what has been begun since. */
  function restore(conversation: string, mode: Mode, text: string) {
    const begun = texts.get(key(conversation, mode))
    texts.set(key(conversation, mode), begun ? `${text}\n${begun}` : text)
  }
  return {
    read: (conversation: string, mode: Mode) => texts.get(key(conversation, mode)) ?? '',
    write(conversation: string, mode: Mode, text: string) {
      if (text) texts.set(key(conversation, mode), text)
      else {
        texts.delete(key(conversation, mode))
        if (mode === 'reply') suggestions.delete(conversation)
      }
    },
    restore,
    /** A reply that was not sent, with the suggestion it was begun with. */
    putBack(conversation: string, text: string, suggestion?: string) {
      restore(conversation, 'reply', text)
      if (suggestion) suggestions.set(conversation, suggestion)
    },
    /** Puts a suggestion in the place of the one before, or after what has been begun. */
    suggest(conversation: string, text: string, suggestion: string) {
      const begun = suggestions.has(conversation) ? '' : texts.get(key(conversation, 'reply'))
      texts.set(key(conversation, 'reply'), begun ? `${begun}\n${text}` : text)
      suggestions.set(conversation, suggestion)
    },
    lines(conversation: string, make: () => Record<Mode, DraftLine>) {
      const known = servers.get(conversation) ?? make()
      servers.set(conversation, known)
      return known
    },
    known: (conversation: string) => read.add(conversation),
    /** What is begun in a conversation, whichever it is; `before` is what the list says of it. */
    begun: (conversation: string, before?: string) => texts.get(key(conversation, 'reply')) ?? texts.get(key(conversation, 'note')) ?? (read.has(conversation) ? undefined : before),
    /** Which suggestion the reply was begun with. */
    suggestion: (conversation: string) => suggestions.get(conversation),
  }
}

export type Drafts = ReturnType<typeof createDrafts>
export const DRAFTS: InjectionKey<Drafts> = Symbol('drafts')
