import type { SlaPolicy } from './api'

export const PRIORITIES = ['urgent', 'high', 'normal', 'low'] as const
export const TIMES = ['firstReplyMinutes', 'nextReplyMinutes', 'resolutionMinutes'] as const
const LONGEST = 43_200
type Priority = (typeof PRIORITIES)[number]
type Time = (typeof TIMES)[number]

/** What is promised for a priority, as it is typed: nothing where a time is empty. */
export type Promised = Record<Time, string> & { businessHours: boolean; raisePriority: boolean; escalateTo: string }
export type Draft = Record<Priority, Promised>

export function draftOf(policies: SlaPolicy[]): Draft {
  const of = (priority: Priority): Promised => {
    const policy = policies.find(one => one.priority === priority)
    return {
      firstReplyMinutes: String(policy?.firstReplyMinutes ?? ''),
      nextReplyMinutes: String(policy?.nextReplyMinutes ?? ''),
      resolutionMinutes: String(policy?.resolutionMinutes ?? ''),
      businessHours: policy?.businessHours ?? true,
      raisePriority: policy?.raisePriority ?? false,
      escalateTo: policy?.escalateTo ?? '',
    }
  }
  return { urgent: of('urgent'), high: of('high'), normal: of('normal'), low: of('low') }
}

/** Whose promises hold where nothing is promised: those of the next less urgent. */
export const asWith = (priority: Priority, draft: Draft): Priority | undefined =>
  promises(draft[priority]) ? undefined : PRIORITIES.slice(PRIORITIES.indexOf(priority) + 1).find(lower => promises(draft[lower]))

export const promises = (promised: Promised) => TIMES.some(time => promised[time].trim())
const minutes = (text: string) => (text.trim() ? Number(text) : null)

/** Those that promise something, as the server takes them. */
export const policiesOf = (draft: Draft): SlaPolicy[] =>
  PRIORITIES.filter(priority => promises(draft[priority])).map(priority => ({
    priority,
    firstReplyMinutes: minutes(draft[priority].firstReplyMinutes),
    nextReplyMinutes: minutes(draft[priority].nextReplyMinutes),
    resolutionMinutes: minutes(draft[priority].resolutionMinutes),
    businessHours: draft[priority].businessHours,
    raisePriority: draft[priority].raisePriority,
    escalateTo: draft[priority].escalateTo || null,
  }))

/** So many minutes, where they can be meant. */
export function meant(text: string): number | null {
  const value = minutes(text)
  return value !== null && Number.isInteger(value) && value >= 1 && value <= LONGEST ? value : null
}

/** The times that cannot be meant, as `normal.firstReplyMinutes`. */
export const faults = (draft: Draft): string[] =>
  PRIORITIES.flatMap(priority => TIMES.filter(time => draft[priority][time].trim() && meant(draft[priority][time]) === null).map(time => `${priority}.${time}`))

/** A field as the server calls it, `policies[0].escalateTo`, as the form does. */
export const fieldOf = (field: string, draft: Draft) =>
  field.replace(/^policies\[(\d+)\]/, (_, index) => policiesOf(draft)[Number(index)]?.priority ?? '')
