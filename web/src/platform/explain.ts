import { everyWord, words } from './i18n'
import type { Problem } from './problem'

/** In the reader's words where we have them for this code, else as the server said it. */
export function explain(problem: Problem): string {
  const { t, te } = words
  // They are not among the first; what is shown follows once they are there. Without a network it stays as it is.
  if (!te('problems.unexpected')) everyWord().catch(() => undefined)
  const key = `problems.${problem.code}`
  if (te(key) || te(key, 'en')) return t(key, { seconds: problem.retryAfterSeconds ?? 60, name: problem.by?.name })
  return problem.errors[0]?.message ?? (problem.message || t('problems.unexpected'))
}
