import { useQuery, useQueryCache } from '@pinia/colada'
import { useDebounceFn } from '@vueuse/core'
import { answer, api } from './client'
import { refresh } from './refresh'
import { user } from './session'
import { realtime } from './stream'

const KEY = ['counters']

/**
 * How many open conversations there are; asked again a moment after something changed.
 *
 * @param view among which the quick views are counted
 */
export function useCounters(view: () => 'mine' | 'unassigned' | 'all' = () => (user.value?.role === 'company_user' ? 'mine' : 'all')) {
  const cache = useQueryCache()
  const again = useDebounceFn(() => refresh(cache, KEY), 400, { maxWait: 3000 })
  realtime.listen('conversation.changed', again)
  realtime.listen('conversation.removed', again)
  realtime.listen('resync', again)
  return useQuery({
    key: () => [...KEY, view()],
    query: () => answer(api.GET('/api/v1/conversations/counters', { params: { query: { view: view() } } })),
    enabled: () => user.value !== null && user.value.role !== 'super_admin',
  })
}
