import { mount } from '@vue/test-utils'
import { ref } from 'vue'
import { expect, it, vi } from 'vitest'
import type { Conversation } from '@/platform/client'
import MentionSearch from './MentionSearch.vue'

const members = [
  { id: 'w', name: 'Wei', role: 'company_user', active: true },
  { id: 's', name: 'Siti', role: 'company_admin', active: true },
  { id: 'a', name: 'Aina', role: 'company_user', active: true },
]
vi.mock('@/platform/session', () => ({ user: ref({ id: 'me' }) }))
vi.mock('@/platform/everyPage', () => ({ fetchMembers: vi.fn() }))
vi.mock('@pinia/colada', () => ({ useQuery: () => ({ data: ref(members) }) }))
vi.mock('vue-i18n', () => ({ useI18n: () => ({ t: (key: string) => key }) }))

it('a colleague who cannot see the conversation is shown with the reason, and cannot be named', async () => {
  const search = mount(MentionSearch, { props: { conversation: { assignee: { id: 'a', name: 'Aina' } } as Conversation }, global: { stubs: { UIcon: true, UButton: true, PersonAvatar: true } } })
  const options = search.findAll('[role="option"]')
  expect(options.map(one => [one.text().replace('desk.mention.unseeing', '|unseeing'), one.attributes('aria-disabled')])).toEqual([['Siti', undefined], ['Aina', undefined], ['Wei|unseeing', 'true']])
  await options[2]!.trigger('click')
  await search.find('input').setValue('wei')
  await search.find('input').trigger('keydown', { key: 'Enter' })
  expect(search.emitted('insert')).toBeUndefined()
  await search.find('input').setValue('sit')
  await search.find('input').trigger('keydown', { key: 'Enter' })
  expect(search.emitted('insert')).toEqual([['Siti']])
})
