import { expect, it } from 'vitest'
import type { Notice } from './api'
import { pathOf } from './notices'

const notice = (more: Partial<Notice>) => ({ id: '1', kind: 'assigned', at: '2026-11-24T02:00:00Z', ...more }) as Notice

it('leads to the conversation, in the area of who reads it', () => {
  expect(pathOf(notice({ conversationId: 'c' }), 'company_user')).toBe('/agent/conversations/c')
  expect(pathOf(notice({ conversationId: 'c', taskId: 't' }), 'company_admin')).toBe('/company/conversations/c')
})

it('leads to the tasks or the channels where there is no conversation', () => {
  expect(pathOf(notice({ taskId: 't' }), 'company_user')).toBe('/agent/tasks')
  expect(pathOf(notice({ channelAccountId: 'a' }), 'company_admin')).toBe('/company/channels')
})

it('leads admins to what there is only so much of', () => {
  const quota = { of: 'members', used: 4, allowed: 5 } as const
  expect(pathOf(notice({ kind: 'quota', quota }), 'company_admin')).toBe('/company/users')
})

it('leads nowhere when the reader no longer sees what it was about', () => {
  expect(pathOf(notice({}), 'company_user')).toBeNull()
})
