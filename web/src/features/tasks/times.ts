/** As a field for date and time has it, by the browser's clock. */
export function localTime(at: Date): string {
  const two = (n: number) => String(n).padStart(2, '0')
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`
}

/** The next full hour: what somebody who adds a task for today most likely means. */
export function nextHour(now = new Date()): string {
  const at = new Date(now)
  at.setHours(at.getHours() + 1, 0, 0, 0)
  return localTime(at)
}

/** Null where the field holds no time. */
export function instant(local: string): string | null {
  const at = new Date(local)
  return Number.isNaN(at.getTime()) ? null : at.toISOString()
}
