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
      const { key } = inbox.view.value!.items()[index]!
      inbox.view.value!.show(index)
      const log = threadLog()
      // Rows get their true heights once they are drawn, and an older page that comes meanwhile counts anew.
      for (let rests = 0, looks = 0; rests < 2 && looks < 20; looks++) {
        await new Promise(done => setTimeout(done, 75))
        const place = inbox.view.value!.items().findIndex(item => item.key === key)
        const row = log.querySelector(`[data-index="${place}"]`)?.getBoundingClientRect()
        const box = log.getBoundingClientRect()
        const before = log.scrollTop
        if (row) log.scrollTop += row.top + row.height / 2 - (box.top + box.height / 2)
        else if (place >= 0) inbox.view.value!.show(place)
        rests = row && Math.abs(log.scrollTop - before) < 2 ? rests + 1 : 0
      }
    },
  })
}
