import { shallowRef } from 'vue'
import { expect, it, vi } from 'vitest'
import type { Message } from '@/platform/client'
import { joinItems } from './joined'
import { threadItems } from './threadItems'

const company = vi.hoisted(() => ({ timeZone: '' }))
vi.mock('@/platform/session', () => ({ user: shallowRef({ company }) }))

const thread = (...times: string[]) =>
  threadItems({
    messages: times.map((at, index) => ({ id: `m${index}`, seq: index + 1, author: 'contact', at }) as Message),
    notes: [],
    activity: [],
    pending: [],
    readTo: 0,
    olderExist: false,
  })
const days = (items: { type: string }[]) => items.filter(({ type }) => type === 'day').length

it.each([
  ['Asia/Kuala_Lumpur', ['2026-11-24T15:30:00Z', '2026-11-24T16:30:00Z'], 2],
  ['America/Los_Angeles', ['2026-11-24T23:30:00Z', '2026-11-25T00:30:00Z'], 1],
])('days of a thread begin at midnight where the company is: %s', (timeZone, times, shown) => {
  company.timeZone = timeZone
  const items = thread(...times)
  expect(days(items)).toBe(shown)
  expect(days(joinItems([{ id: 'a', channel: 'webchat', items, since: null }]))).toBe(shown)
})
