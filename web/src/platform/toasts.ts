import { shallowRef } from 'vue'
import { explain } from './explain'
import { asProblem } from './problem'

export interface Toast {
  id: number
  title: string
  detail?: string
  kind: 'done' | 'failed'
  undo?: () => void
}

const SHOWN = 3
const STAYS_MS = 5000
const FAILURES_STAY_MS = 10_000

export const toasts = shallowRef<Toast[]>([])
let count = 0
const timers = new Map<number, ReturnType<typeof setTimeout>>()

function add(toast: Omit<Toast, 'id'>) {
  const added = { ...toast, id: ++count }
  toasts.value = [...toasts.value, added].slice(-SHOWN)
  countDown(added)
}

/** Begins the time after which it goes by itself; called again when the pointer or the focus has left it. */
export function countDown(toast: Toast) {
  keep(toast)
  timers.set(toast.id, setTimeout(() => dismiss(toast.id), toast.kind === 'failed' ? FAILURES_STAY_MS : STAYS_MS))
}

export function keep(toast: Toast) {
  clearTimeout(timers.get(toast.id))
  timers.delete(toast.id)
}

export function dismiss(id: number) {
  clearTimeout(timers.get(id))
  timers.delete(id)
  toasts.value = toasts.value.filter(toast => toast.id !== id)
}

/** Says what was done, and lets it be undone for a while. */
export const sayDone = (title: string, undo?: () => void) => add({ title, kind: 'done', undo })

/** Says what did not work and why. */
export const sayFailed = (title: string, thrown?: unknown, undo?: () => void) => add({ title, detail: thrown === undefined ? undefined : explain(asProblem(thrown)), kind: 'failed', undo })

/** The newest act that can still be undone. */
export const undoable = () => toasts.value.findLast(toast => toast.undo)

export function undo(toast: Toast) {
  dismiss(toast.id)
  toast.undo?.()
}
