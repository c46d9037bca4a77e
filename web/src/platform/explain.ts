import { i18n } from './i18n'
import type { Problem } from './problem'

/** Untied from the types of the messages, which are too deep for keys made at run time. */
interface Words {
  t: (key: string, values?: Record<string, unknown>) => string
  te: (key: string, locale?: string) => boolean
}

/** In the reader's words where we have them for this code, else as the server said it. */
export function explain(problem: Problem): string {
  const { t, te } = i18n.global as unknown as Words
  const key = `problems.${problem.code}`
  if (te(key) || te(key, 'en')) return t(key, { seconds: problem.retryAfterSeconds ?? 60 })
  return problem.errors[0]?.message ?? (problem.message || t('problems.unexpected'))
}
