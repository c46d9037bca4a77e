import { shallowReactive, type InjectionKey } from 'vue'

export type Mode = 'reply' | 'note'

/** Texts begun and not sent, by conversation, for as long as the page lives. Never stored: they are customers' data. */
export function createDrafts() {
  const texts = shallowReactive(new Map<string, string>())
  /** The suggestion a reply was begun with, by conversation. */
  const suggestions = new Map<string, string>()
  const key = (conversation: string, mode: Mode) => `${mode}/${conversation}`
  return {
    read: (conversation: string, mode: Mode) => texts.get(key(conversation, mode)) ?? '',
    write(conversation: string, mode: Mode, text: string) {
      if (text) texts.set(key(conversation, mode), text)
      else {
        texts.delete(key(conversation, mode))
        if (mode === 'reply') suggestions.delete(conversation)
      }
    },
    /** Puts a text back in front of what has been begun since. */
    restore(conversation: string, mode: Mode, text: string) {
      const begun = texts.get(key(conversation, mode))
      texts.set(key(conversation, mode), begun ? `${text}\n${begun}` : text)
    },
    /** Puts a suggestion in the place of the one before, or after what has been begun. */
    suggest(conversation: string, text: string, suggestion: string) {
      const begun = suggestions.has(conversation) ? '' : texts.get(key(conversation, 'reply'))
      texts.set(key(conversation, 'reply'), begun ? `${begun}\n${text}` : text)
      suggestions.set(conversation, suggestion)
    },
    /** Which suggestion the reply was begun with. */
    suggestion: (conversation: string) => suggestions.get(conversation),
  }
}

export type Drafts = ReturnType<typeof createDrafts>
export const DRAFTS: InjectionKey<Drafts> = Symbol('drafts')
