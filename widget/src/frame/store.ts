// What is kept from visit to visit: in `localStorage`, which browsers divide by the embedding site, as is wanted. What
// it does not take, for want of room or of leave, lasts as long as the page.

const spare = new Map<string, string>()

function local(): Storage | undefined {
  try {
    return localStorage
  } catch {
    return undefined
  }
}

export function recall<T>(key: string): T | null {
  try {
    return JSON.parse(spare.get(key) ?? local()?.getItem(key) ?? 'null') as T | null
  } catch {
    // Somebody else's.
    return null
  }
}

export function keep(key: string, value: unknown) {
  const text = JSON.stringify(value)
  try {
    localStorage.setItem(key, text)
    spare.delete(key)
  } catch {
    spare.set(key, text)
  }
}

export function forget(key: string) {
  spare.delete(key)
  local()?.removeItem(key)
}

export function keysOf(prefix: string): string[] {
  return [...Object.keys(local() ?? {}), ...spare.keys()].filter(key => key.startsWith(prefix))
}

/** One tab at a time, where the browser can tell tabs apart and lets a frame of ours do so. */
export async function inTurn<T>(name: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  let begun = false
  const turn = () => ((begun = true), work())
  try {
    return (await navigator.locks.request(name, { signal }, turn)) as T
  } catch (problem) {
    if (begun || signal?.aborted) throw problem
    return work()
  }
}
