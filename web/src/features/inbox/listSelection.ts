import { onBeforeUnmount, watch } from 'vue'
import { useEventListener } from '@vueuse/core'
import { covered, singleKeys, typing } from '@/platform/shortcuts'
import type { ListQuery } from './conversationList'
import type { Inbox } from './useInbox'

/** As many as the server takes at once. */
const MOST = 200
/** So near to an edge the list goes on by itself. */
const EDGE_PX = 28
const STEP_PX = 10

/** Several conversations chosen in one go: drawn over with the mouse, from one to another with Shift, or one by one with Shift and the arrows. */
export function useListSelection(inbox: Inbox, openId: () => string | null, step: (by: 1 | -1) => void) {
  const rows = () => inbox.list.rows.value
  const placeOf = (id: string | null) => rows().findIndex(row => row.id === id)
  const rowAt = (target: Element | null) => target?.closest<HTMLElement>('[role=option][id^=conversation-]') ?? null
  const idOf = (row: Element | null) => row?.id.slice('conversation-'.length) ?? null

  /** Where a stretch begins that Shift ends. */
  let anchor: string | null = null

  function between(one: string, other: string) {
    const [a, b] = [placeOf(one), placeOf(other)]
    if (a < 0 || b < 0) return [other]
    return rows().slice(Math.min(a, b), Math.max(a, b) + 1).map(({ id }) => id)
  }
  const choose = (before: Iterable<string>, ids: string[]) => (inbox.chosen.value = new Set([...before, ...ids].slice(0, MOST)))

  /** What was chosen before the list became another one; those it still shows are chosen again. */
  let left: ReadonlySet<string> | null = null
  const filter = (query: ListQuery) => JSON.stringify({ ...query, sort: '' })
  watch(
    () => filter(inbox.query.value),
    () => {
      left = new Set([...(left ?? []), ...inbox.chosen.value])
      inbox.chosen.value = new Set()
    },
  )
  watch(inbox.list.phase, phase => {
    if (phase === 'loading' || !left) return
    const still = rows().flatMap(({ id }) => (left?.has(id) ? [id] : []))
    left = null
    if (still.length) choose(inbox.chosen.value, still)
  })

  let from: string | null = null
  let before: ReadonlySet<string> = new Set()
  let drawing = false
  let at = { x: 0, y: 0 }
  let frame = 0

  function reach() {
    const list = document.querySelector('[role=listbox]')?.parentElement
    if (!list || !from) return
    const box = list.getBoundingClientRect()
    const y = Math.min(box.bottom - 2, Math.max(box.top + 2, at.y))
    const to = idOf(rowAt(document.elementFromPoint(box.left + 60, y)))
    if (to && (drawing || to !== from)) {
      drawing = true
      document.getSelection()?.removeAllRanges()
      choose(before, between(from, to))
    }
    const past = at.y < box.top + EDGE_PX ? -STEP_PX : at.y > box.bottom - EDGE_PX ? STEP_PX : 0
    if (!drawing || !past) return
    list.scrollBy(0, past)
    cancelAnimationFrame(frame)
    frame = requestAnimationFrame(reach)
  }
  useEventListener(document, 'pointerdown', event => {
    const row = rowAt(event.target as Element)
    if (event.button !== 0 || event.pointerType === 'touch' || event.shiftKey || !row || !inbox.mayWrite.value) return
    from = idOf(row)
    before = inbox.chosen.value
  })
  useEventListener(document, 'pointermove', event => {
    if (!from) return
    at = { x: event.clientX, y: event.clientY }
    reach()
  })
  function end() {
    cancelAnimationFrame(frame)
    if (drawing) {
      anchor = from
      // The click that follows would open what the pointer is on.
      const swallow = (click: Event) => (click.stopPropagation(), click.preventDefault())
      addEventListener('click', swallow, { capture: true, once: true })
      setTimeout(() => removeEventListener('click', swallow, { capture: true }))
    }
    from = null
    drawing = false
  }
  useEventListener(document, ['pointerup', 'pointercancel'], end)
  useEventListener(document, 'selectstart', event => drawing && event.preventDefault())
  onBeforeUnmount(() => cancelAnimationFrame(frame))

  useEventListener(
    document,
    'click',
    event => {
      const id = idOf(rowAt(event.target as Element))
      if (!id || !inbox.mayWrite.value) return
      if (!event.shiftKey) {
        anchor = id
        return
      }
      event.preventDefault()
      event.stopPropagation()
      document.getSelection()?.removeAllRanges()
      choose(inbox.chosen.value, between(anchor ?? openId() ?? id, id))
    },
    { capture: true },
  )

  /** The selection grows by where one comes from and where one goes. */
  function extend(by: 1 | -1) {
    const to = rows()[placeOf(openId()) + by]
    for (const one of [openId(), to?.id]) if (one && !inbox.chosen.value.has(one)) inbox.choose(one)
    step(by)
  }
  useEventListener(
    document,
    'keydown',
    event => {
      const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : null
      if (!by || !event.shiftKey || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
      if (typing(event.target) || covered() || !singleKeys.value || !inbox.mayWrite.value) return
      event.preventDefault()
      event.stopPropagation()
      extend(by)
    },
    { capture: true },
  )
  return { extend }
}
