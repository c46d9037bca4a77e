import { expect, it } from 'vitest'
import { asWith, draftOf, faults, fieldOf, meant, policiesOf } from './sla'

const NORMAL = { priority: 'normal' as const, firstReplyMinutes: 30, nextReplyMinutes: null, resolutionMinutes: 480, businessHours: false, raisePriority: true, escalateTo: 'wei' }

it('shows what is promised, and sends it back as it was', () => {
  expect(draftOf([NORMAL]).normal).toEqual({ firstReplyMinutes: '30', nextReplyMinutes: '', resolutionMinutes: '480', businessHours: false, raisePriority: true, escalateTo: 'wei' })
  expect(policiesOf(draftOf([NORMAL]))).toEqual([NORMAL])
  expect(policiesOf(draftOf([]))).toEqual([])
})

it('leaves out what promises nothing any more', () => {
  const draft = draftOf([NORMAL])
  Object.assign(draft.normal, { firstReplyMinutes: ' ', resolutionMinutes: '' })
  draft.urgent.firstReplyMinutes = '5'
  expect(policiesOf(draft).map(({ priority }) => priority)).toEqual(['urgent'])
})

it('has what is more urgent promised the same', () => {
  const draft = draftOf([NORMAL])
  expect((['urgent', 'high', 'normal', 'low'] as const).map(priority => asWith(priority, draft))).toEqual(['normal', 'normal', undefined, undefined])
})

it('finds what cannot be meant, and the field the server speaks of', () => {
  const draft = draftOf([NORMAL])
  draft.normal.firstReplyMinutes = '1.5'
  draft.low.resolutionMinutes = '43201'
  expect(faults(draft)).toEqual(['normal.firstReplyMinutes', 'low.resolutionMinutes'])
  expect([meant('0'), meant('soon'), meant(''), meant('43200')]).toEqual([null, null, null, 43_200])
  expect(fieldOf('policies[1].escalateTo', draft)).toBe('low.escalateTo')
})
