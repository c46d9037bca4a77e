import { words } from './i18n'
import type { Problem } from './problem'

/** In the reader's words where we have them for this code, else as the server said it. */
export function explain(problem: Problem): string {
  const { t, te } = words
  const key = `problems.${problem.code}`
  if (te(key) || te(key, 'en')) return t(key, { seconds: problem.retryAfterSeconds ?? 60 })
  return problem.errors[0]?.message ?? (problem.message || t('problems.unexpected'))
}
