import { computed, shallowRef, watch } from 'vue'
import { sayFailed } from '@/platform/toasts'
import type { Lead } from './api'

interface Page {
  items: Lead[]
  next: string | null
}

/** What follows the first page of a list of leads; begins anew with what is asked for. */
export function usePages(asked: () => string, first: () => Page | undefined, fetchAfter: (after: string) => Promise<Page>, failed: () => string) {
  const later = shallowRef<Page | null>(null)
  const busy = shallowRef(false)
  watch(asked, () => (later.value = null))
  /** A lead that moved meanwhile stands in the first page, not twice. */
  const items = computed(() => {
    const leads = first()?.items ?? []
    const known = new Set(leads.map(({ id }) => id))
    return [...leads, ...(later.value?.items.filter(({ id }) => !known.has(id)) ?? [])]
  })
  const next = computed(() => (later.value ? later.value.next : (first()?.next ?? null)))
  async function more() {
    const after = next.value
    if (!after || busy.value) return
    busy.value = true
    const before = asked()
    try {
      const page = await fetchAfter(after)
      if (before === asked()) later.value = { items: [...(later.value?.items ?? []), ...page.items], next: page.next }
    } catch (thrown) {
      sayFailed(failed(), thrown)
    } finally {
      busy.value = false
    }
  }
  const forget = (id: string) => later.value && (later.value = { ...later.value, items: later.value.items.filter(one => one.id !== id) })
  return { items, next, busy, more, forget }
}
