import { computed } from 'vue'
import { user } from '@/platform/session'

/** Whether the reader may change people; what they may give is decided by the server. */
export const mayChangePeople = computed(() => {
  const me = user.value
  return me !== null && me.view === null && me.role === 'company_admin' && (me.permissions?.includes('people.change') ?? true)
})

/** Roles are made, and second factors reset, by who has all rights. */
export const hasAllRights = computed(() => {
  const me = user.value
  return me !== null && me.view === null && me.role === 'company_admin' && !me.permissions
})
