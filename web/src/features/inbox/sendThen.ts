import { watch } from 'vue'
import type { Inbox } from './useInbox'

/** Sends what is written and does the rest once it is with the server: what waits for a network takes its time, what is refused ends here. */
export async function sendThen(inbox: Inbox, then: () => Promise<unknown>) {
  const open = inbox.thread.value
  if (!open) return
  if (!(await inbox.composer.value?.send())) {
    if (!open.pending.value.length) return
    const settled = () => open.pending.value.length === 0 || open.pending.value.some(({ state }) => state === 'failed')
    let stop = () => {}
    await new Promise<void>(resolve => (stop = watch(settled, is => is && resolve(), { immediate: true })))
    stop()
    if (open.pending.value.length) return
  }
  if (inbox.thread.value?.id === open.id) await then()
}
