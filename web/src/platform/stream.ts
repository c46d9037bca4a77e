import { onScopeDispose, readonly, ref } from 'vue'
import { authorizedFetch } from './client'
import type { Events, Link } from './realtime'
import { user } from './session'

/** The event line as this tab hears it; the tabs of a browser share one, which comes after the first page. */
function createStream() {
  const link = ref<Link>('connecting')
  const listeners = new Map<string, Set<(data: never) => void>>()
  let stopLine = () => {}
  /** Which start a line belongs to; none that is not the last one's. */
  let turn = 0
  let on = false

  /** For as long as the component lives. */
  function listen<K extends keyof Events>(event: K, listener: (data: Events[K]) => void) {
    const set = listeners.get(event) ?? new Set()
    listeners.set(event, set.add(listener))
    onScopeDispose(() => set.delete(listener))
  }

  async function start() {
    if (on) return
    on = true
    const mine = ++turn
    try {
      const { shareLine } = await import('./sharedLine')
      if (mine !== turn) return
      stopLine = shareLine({
        who: `${user.value?.id}${user.value?.view ? '-looking' : ''}`,
        fetch: authorizedFetch,
        origin: location.origin,
        hear: (event, data) => listeners.get(event)?.forEach(listener => listener(data as never)),
        linked: now => (link.value = now),
      })
    } catch (thrown) {
      if (mine !== turn) return
      console.debug('The event line could not be fetched', thrown)
      link.value = 'offline'
      on = false
      setTimeout(() => mine === turn && void start(), 5000)
    }
  }

  function stop() {
    turn++
    on = false
    stopLine()
    stopLine = () => {}
    link.value = 'connecting'
  }

  return { link: readonly(link), listen, start, stop }
}

export const realtime = createStream()
