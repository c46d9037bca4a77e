import { shallowMount } from '@vue/test-utils'
import { ref } from 'vue'
import { expect, it, vi } from 'vitest'
import NoticeRules from '@/features/company/NoticeRules.vue'
import NoticePreferences from './NoticePreferences.vue'

const leave = vi.hoisted(() => vi.fn())
vi.mock('vue-router', () => ({ onBeforeRouteLeave: leave, useRoute: () => ({ hash: '' }) }))
vi.mock('@pinia/colada', () => ({ useQuery: () => ({ data: ref(undefined) }), useQueryCache: () => ({}) }))
vi.mock('vue-i18n', async original => ({ ...(await original<object>()), useI18n: () => ({ t: (key: string) => key }) }))
vi.mock('./push', () => ({ pushOn: async () => false, pushPossible: () => false, pushNeedsInstalling: () => false }))

it.each([['of the company', NoticeRules, { readonly: false }], ['of one’s own', NoticePreferences, {}]])('changed notices %s are not left without being asked', (_whose, page, props) => {
  leave.mockClear()
  shallowMount(page as typeof NoticeRules, { props: props as { readonly: boolean } })
  expect(leave).toHaveBeenCalledOnce()
  expect(leave.mock.calls[0]![0]()).toBe(true)
})
