import type { MessageTemplate } from './api'

/** Meta's codes of the languages most written here; any other may stand in a template that was made elsewhere. */
export const META_LANGUAGES = ['ms', 'en', 'en_US', 'en_GB', 'zh_CN', 'zh_HK', 'zh_TW', 'ta', 'id', 'hi', 'th', 'vi', 'fil', 'ar']

/** The name of such a language as the reader's language has it. */
export const languageName = (code: string, reader: string) => {
  try {
    return new Intl.DisplayNames([reader, 'en'], { type: 'language' }).of(code.replace('_', '-')) ?? code
  } catch {
    return code
  }
}

const VARIABLE = /\{\{\s*([^{}\s]*)\s*\}\}/g

/** The names of the variables in these texts, each once, in their order. */
export const variablesOf = (...texts: string[]) => [...new Set(texts.flatMap(text => [...text.matchAll(VARIABLE)].map(([, name]) => name!)))]

/** As it reads with these values; a variable without one stays as it is written. */
export const filledIn = (text: string, values: Record<string, string>) => text.replace(VARIABLE, (written, name: string) => values[name]?.trim() || written)

/** WhatsApp lets only these be changed; one under review has to wait. */
export const mayBeChanged = ({ status }: MessageTemplate) => ['approved', 'rejected', 'paused'].includes(status)
