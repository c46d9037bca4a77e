import { shallowReactive, type InjectionKey } from 'vue'

export type Mode = 'reply' | 'note'

/** Texts begun and not sent, by conversation, for as long as the page lives. Never stored: they are customers' data. */
export function createDrafts() {
  const texts = shallowReactive(new Map<string, string>())
  const key = (conversation: string, mode: Mode) => `${mode}/${conversation}`
  return {
    read: (conversation: string, mode: Mode) => texts.get(key(conversation, mode)) ?? '',
    write(conversation: string, mode: Mode, text: string) {
      if (text) texts.set(key(conversation, mode), text)
      else texts.delete(key(conversation, mode))
    },
    /** Puts a text back in front of what has been begun since. */
    restore(conversation: string, mode: Mode, text: string) {
      const begun = texts.get(key(conversation, mode))
      texts.set(key(conversation, mode), begun ? `${text}\n${begun}` : text)
    },
  }
}

export type Drafts = ReturnType<typeof createDrafts>
export const DRAFTS: InjectionKey<Drafts> = Symbol('drafts')
