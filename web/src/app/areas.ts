import type { Role } from '@/platform/client'

export type Area = 'agent' | 'company' | 'admin'

/** Who may enter which part of the application. What is shown inside is decided by the server. */
export const ENTRY: Record<Area, Role[]> = {
  agent: ['company_user', 'company_admin'],
  company: ['company_admin', 'viewer'],
  admin: ['super_admin'],
}

export const home = (role: Role): string =>
  ({ super_admin: '/admin', company_admin: '/company/conversations', company_user: '/agent/conversations', viewer: '/company/conversations' })[role]

interface Page {
  words: string
  icon: string
  to: string
  roles: Role[]
}

/** The menu. Only what exists stands in it. */
export const PAGES: Page[] = [
  { words: 'nav.inbox', icon: 'i-lucide-inbox', to: '/agent/conversations', roles: ['company_user'] },
  { words: 'nav.inbox', icon: 'i-lucide-inbox', to: '/company/conversations', roles: ['company_admin', 'viewer'] },
  { words: 'nav.platform', icon: 'i-lucide-building-2', to: '/admin', roles: ['super_admin'] },
]
