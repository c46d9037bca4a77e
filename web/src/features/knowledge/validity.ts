import type { components } from '@/platform/schema'

type Validity = components['schemas']['Validity']

/** An instant as a field for date and time shows it, on the reader's clock. */
const local = (at: string | null) => {
  if (!at) return ''
  const date = new Date(at)
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
const instant = (typed: string) => (typed ? new Date(typed).toISOString() : null)

export const typedOf = (validity: Validity | undefined) => ({ from: local(validity?.from ?? null), to: local(validity?.to ?? null) })
export const validityOf = ({ from, to }: { from: string; to: string }): Validity => ({ from: instant(from), to: instant(to) })
/** Which of it is not now. */
export const stateOf = ({ from, to }: Validity): 'later' | 'over' | null => {
  const now = Date.now()
  if (from && Date.parse(from) > now) return 'later'
  return to && Date.parse(to) <= now ? 'over' : null
}
