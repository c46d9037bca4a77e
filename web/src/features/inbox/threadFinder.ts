import { nextTick } from 'vue'
import { until } from '@vueuse/core'
import { createFinder, type Finding } from './finding'
import type { Inbox } from './useInbox'

export const threadLog = () => document.querySelector<HTMLElement>('[role="log"]')!

/** Finds in the thread that is open, and brings what it finds to the middle of the screen. */
export function openThreadFinder(inbox: Inbox, ask: Finding['ask'] = async () => []) {
  const thread = () => (inbox.joined.value ?? inbox.thread.value)!
  return createFinder({
    ask,
    items: () => inbox.view.value!.items(),
    async loadOlder() {
      await until(thread().loadingOlder).toBe(false)
      await thread().loadOlder(100)
    },
    // What is above has found its place by then.
    async show(index) {
      await nextTick()
      inbox.view.value!.show(index)
      // Rows get their true heights once they are drawn.
      await new Promise(done => setTimeout(done, 150))
      const log = threadLog()
      const row = log.querySelector(`[data-index="${index}"]`)?.getBoundingClientRect()
      const box = log.getBoundingClientRect()
      if (row) log.scrollTop += row.top + row.height / 2 - (box.top + box.height / 2)
    },
  })
}
