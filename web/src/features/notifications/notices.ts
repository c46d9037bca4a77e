import type { Profile } from '@/platform/client'
import type { Notice, NoticeKind } from './api'

export const ICONS: Record<NoticeKind, string> = {
  assigned: 'i-lucide-user-round-check',
  hot_lead: 'i-lucide-flame',
  unassigned: 'i-lucide-user-round-x',
  handed_over: 'i-lucide-hand',
  mentioned: 'i-lucide-reply',
  channel_broken: 'i-lucide-plug',
  channel_expiring: 'i-lucide-timer',
  task_due: 'i-lucide-timer',
  task_given: 'i-lucide-circle-check',
  sla_warning: 'i-lucide-hourglass',
  sla_breach: 'i-lucide-clock-alert',
  transfer_asked: 'i-lucide-forward',
  transfer_approved: 'i-lucide-check',
  transfer_declined: 'i-lucide-x',
  woken: 'i-lucide-hourglass',
  customer_wrote: 'i-lucide-message-circle',
  not_sent: 'i-lucide-clock-alert',
  quota: 'i-lucide-gauge',
  test: 'i-lucide-bell',
}

const QUOTA_PAGES: Record<NonNullable<Notice['quota']>['of'], string> = {
  model_month: '/company/assistant/providers',
  model_day: '/company/assistant/providers',
  members: '/company/users',
  channel_accounts: '/company/channels',
  outlets: '/company/outlets',
}

/** Where one goes from it; null where there is nothing more to see. */
export function pathOf(notice: Notice, role: Profile['role']): string | null {
  const area = role === 'company_user' ? '/agent' : '/company'
  if (notice.conversationId) return `${area}/conversations/${notice.conversationId}`
  if (notice.channelAccountId) return role === 'company_admin' ? '/company/channels' : null
  if (notice.quota) return role === 'company_admin' ? QUOTA_PAGES[notice.quota.of] : null
  if (notice.taskId) return `${area}/tasks`
  return null
}
