import { computed, shallowRef } from 'vue'
import type { ThreadItem } from './threadItems'

export interface Match {
  /** Of a message or a note. */
  id: string
  at: string
}

export interface Finding {
  ask: (words: string) => Promise<Match[]>
  /** What is loaded, from top to bottom. */
  items: () => ThreadItem[]
  loadOlder: () => Promise<unknown>
  show: (index: number) => unknown
}

const idOf = (item: ThreadItem) => (item.type === 'message' ? item.message.id : item.type === 'note' ? item.note.id : '')
const timeOf = (item: ThreadItem) => (item.type === 'message' ? item.message.at : item.type === 'note' ? item.note.at : '')

/** Goes through what the server has found in a thread, the newest first, and loads what is not there yet. */
export function createFinder({ ask, items, loadOlder, show }: Finding) {
  const matches = shallowRef<Match[] | null>(null)
  const at = shallowRef(-1)
  const busy = shallowRef(false)
  let asked = ''
  let turn = 0

  /** Loads older ones until this one is there, or nothing comes any more; another search ends it. */
  async function bring(find: (items: ThreadItem[], complete: boolean) => number) {
    const mine = turn
    let complete = false
    busy.value = true
    try {
      for (;;) {
        const index = find(items(), complete)
        if (index >= 0) return void (await show(index))
        if (complete) return
        const before = items().length
        await loadOlder()
        if (mine !== turn) return
        complete = items().length === before
      }
    } finally {
      if (mine === turn) busy.value = false
    }
  }

  async function reveal() {
    const match = matches.value?.[at.value]
    turn++
    if (match) await bring(all => all.findIndex(item => idOf(item) === match.id))
  }

  async function search(words: string) {
    const mine = ++turn
    asked = words.trim()
    if (!asked) {
      matches.value = null
      busy.value = false
      return
    }
    busy.value = true
    try {
      const found = (await ask(asked)).sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
      if (mine !== turn) return
      matches.value = found
      at.value = found.length - 1
    } finally {
      if (mine === turn) busy.value = false
    }
    await reveal()
  }

  async function step(by: 1 | -1) {
    const all = matches.value?.length ?? 0
    if (!all) return
    at.value = (at.value + by + all) % all
    await reveal()
  }

  /** To the first message for which this holds; all after it must be so too. */
  async function to(reached: (at: string) => boolean) {
    turn++
    await bring((all, complete) => {
      const said = all.filter(item => timeOf(item))
      const first = said.find(item => reached(timeOf(item)))
      if (!first) return all.length - 1
      // Where even the oldest is late enough, an older one may be too.
      return first === said[0] && !complete ? -1 : all.indexOf(first)
    })
  }

  /** To the first of what is loaded or can be that is like this; `all` is what is loaded. */
  async function toFirst(like: (item: ThreadItem, all: ThreadItem[]) => boolean) {
    turn++
    await bring(all => all.findIndex(item => like(item, all)))
  }

  return {
    busy,
    count: computed(() => matches.value?.length ?? null),
    /** Counted from the oldest. */
    place: computed(() => at.value + 1),
    asked: () => asked,
    current: () => matches.value?.[at.value]?.id,
    search,
    step,
    to,
    toFirst,
  }
}
