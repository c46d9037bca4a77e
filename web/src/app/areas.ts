import type { Role } from '@/platform/client'

export type Area = 'agent' | 'company' | 'admin'

/** Who may enter which part of the application. What is shown inside is decided by the server. */
export const ENTRY: Record<Area, Role[]> = {
  agent: ['company_user', 'company_admin'],
  company: ['company_admin', 'viewer'],
  admin: ['super_admin'],
}

export const home = (role: Role): string =>
  ({ super_admin: '/admin/companies', company_admin: '/company/conversations', company_user: '/agent/conversations', viewer: '/company/conversations' })[role]

interface Page {
  words: string
  icon: string
  to: string
  roles: Role[]
  /** Under the heading of what is set up once rather than worked in. */
  settings?: boolean
}

/** The menu. Only what exists stands in it. */
export const PAGES: Page[] = [
  { words: 'nav.dashboard', icon: 'i-lucide-trending-up', to: '/agent/dashboard', roles: ['company_user'] },
  { words: 'nav.dashboard', icon: 'i-lucide-trending-up', to: '/company/dashboard', roles: ['company_admin', 'viewer'] },
  { words: 'nav.dashboard', icon: 'i-lucide-trending-up', to: '/admin/dashboard', roles: ['super_admin'] },
  { words: 'nav.inbox', icon: 'i-lucide-inbox', to: '/agent/conversations', roles: ['company_user'] },
  { words: 'nav.inbox', icon: 'i-lucide-inbox', to: '/company/conversations', roles: ['company_admin', 'viewer'] },
  { words: 'nav.unassigned', icon: 'i-lucide-user-plus', to: '/company/conversations/unassigned', roles: ['company_admin', 'viewer'] },
  { words: 'nav.handoffs', icon: 'i-lucide-hand', to: '/agent/handoffs', roles: ['company_user'] },
  { words: 'nav.handoffs', icon: 'i-lucide-hand', to: '/company/handoffs', roles: ['company_admin', 'viewer'] },
  { words: 'nav.leads', icon: 'i-lucide-square-kanban', to: '/agent/leads', roles: ['company_user'] },
  { words: 'nav.leads', icon: 'i-lucide-square-kanban', to: '/company/leads', roles: ['company_admin', 'viewer'] },
  { words: 'nav.contacts', icon: 'i-lucide-contact', to: '/agent/contacts', roles: ['company_user'] },
  { words: 'nav.contacts', icon: 'i-lucide-contact', to: '/company/contacts', roles: ['company_admin', 'viewer'] },
  { words: 'nav.tasks', icon: 'i-lucide-circle-check', to: '/agent/tasks', roles: ['company_user'] },
  { words: 'nav.tasks', icon: 'i-lucide-circle-check', to: '/company/tasks', roles: ['company_admin', 'viewer'] },
  { words: 'nav.products', icon: 'i-lucide-package', to: '/agent/products', roles: ['company_user'] },
  { words: 'nav.products', icon: 'i-lucide-package', to: '/company/products', roles: ['company_admin', 'viewer'] },
  { words: 'nav.packages', icon: 'i-lucide-boxes', to: '/company/packages', roles: ['company_admin', 'viewer'] },
  { words: 'nav.templates', icon: 'i-lucide-message-square-quote', to: '/company/templates', roles: ['company_admin', 'viewer'] },
  { words: 'nav.canned', icon: 'i-lucide-clipboard-list', to: '/company/templates/messages', roles: ['company_admin', 'viewer'] },
  { words: 'nav.canned', icon: 'i-lucide-clipboard-list', to: '/agent/templates/messages', roles: ['company_user'] },
  { words: 'nav.knowledge', icon: 'i-lucide-book-open', to: '/company/knowledge', roles: ['company_admin', 'viewer'] },
  { words: 'nav.assistant', icon: 'i-lucide-sparkles', to: '/company/assistant', roles: ['company_admin', 'viewer'] },
  { words: 'nav.companies', icon: 'i-lucide-building-2', to: '/admin/companies', roles: ['super_admin'] },
  { words: 'nav.templates', icon: 'i-lucide-message-square-quote', to: '/admin/templates', roles: ['super_admin'] },
  { words: 'nav.setup', icon: 'i-lucide-rocket', to: '/company/setup', roles: ['company_admin'], settings: true },
  { words: 'nav.channels', icon: 'i-lucide-plug', to: '/company/channels', roles: ['company_admin'], settings: true },
  { words: 'nav.users', icon: 'i-lucide-users', to: '/company/users', roles: ['company_admin', 'viewer'], settings: true },
  { words: 'nav.outlets', icon: 'i-lucide-store', to: '/company/outlets', roles: ['company_admin', 'viewer'], settings: true },
  { words: 'nav.company', icon: 'i-lucide-sliders-horizontal', to: '/company/settings', roles: ['company_admin', 'viewer'], settings: true },
  { words: 'nav.security', icon: 'i-lucide-shield-check', to: '/company/security', roles: ['company_admin'], settings: true },
  { words: 'nav.privacy', icon: 'i-lucide-hand-heart', to: '/company/privacy', roles: ['company_admin'], settings: true },
  { words: 'nav.industries', icon: 'i-lucide-factory', to: '/admin/industries', roles: ['super_admin'], settings: true },
  { words: 'nav.platform', icon: 'i-lucide-sliders-horizontal', to: '/admin/settings', roles: ['super_admin'], settings: true },
  { words: 'nav.audit', icon: 'i-lucide-scroll-text', to: '/admin/audit', roles: ['super_admin'], settings: true },
]

/** The entry of the menu a path lies under: the nearest, where one lies within another. */
export const entryOf = (path: string) =>
  PAGES.map(({ to }) => to).filter(to => path === to || path.startsWith(`${to}/`)).sort((a, b) => b.length - a.length)[0]

/** Who may open what lies at this path; null where its area alone decides. */
export const rolesOf = (path: string): Role[] | null => {
  const pages = PAGES.filter(({ to }) => path === to || path.startsWith(`${to}/`))
  return pages.length ? pages.flatMap(({ roles }) => roles) : null
}
