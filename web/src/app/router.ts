import { createRouter, createWebHistory, type RouteLocationNormalized } from 'vue-router'
import { everyWord } from '@/platform/i18n'
import { onSessionEnd } from '@/platform/session'
import type { Area } from './areas'
import { guard } from './guards'

declare module 'vue-router' {
  interface RouteMeta {
    /** Absent: open to all, shown without the shell. */
    area?: Area
    /** Key of the page's name in the words. */
    title: string
    /** One comes through it from elsewhere, and never to it. */
    passing?: boolean
  }
}

const inbox = () => import('@/features/inbox/InboxPage.vue')
const profile = () => import('@/features/profile/ProfilePage.vue')
const contacts = () => import('@/features/contacts/ContactsPage.vue')
const leads = () => import('@/features/leads/LeadsPage.vue')
const handoffs = () => import('@/features/desk/HandoffPage.vue')
const tasks = () => import('@/features/tasks/TasksPage.vue')
const dashboard = () => import('@/features/dashboard/DashboardPage.vue')
const products = () => import('@/features/products/ProductsPage.vue')
const conversation = (scope: 'agent' | 'company') => (route: RouteLocationNormalized) => ({
  scope,
  id: String(route.params.id ?? '') || null,
})

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/login', component: () => import('@/features/signin/SignInPage.vue'), meta: { title: 'signin.title' } },
    { path: '/c/:slug', component: () => import('@/features/signin/SignInPage.vue'), props: true, meta: { title: 'signin.title' } },
    { path: '/password-reset', component: () => import('@/features/signin/PasswordResetPage.vue'), meta: { title: 'signin.reset.title' } },
    { path: '/invitation', component: () => import('@/features/signin/InvitationPage.vue'), meta: { title: 'signin.invitation.title' } },
    { path: '/agent', redirect: '/agent/conversations' },
    { path: '/company', redirect: '/company/conversations' },
    { path: '/agent/conversations/:id?', component: inbox, props: conversation('agent'), meta: { area: 'agent', title: 'nav.inbox' } },
    { path: '/company/conversations/unassigned', component: () => import('@/features/desk/UnassignedPage.vue'), meta: { area: 'company', title: 'nav.unassigned' } },
    { path: '/company/conversations/:id?', component: inbox, props: conversation('company'), meta: { area: 'company', title: 'nav.inbox' } },
    { path: '/agent/contacts', component: contacts, props: { scope: 'agent' }, meta: { area: 'agent', title: 'nav.contacts' } },
    { path: '/company/contacts', component: contacts, props: { scope: 'company' }, meta: { area: 'company', title: 'nav.contacts' } },
    { path: '/agent/handoffs', component: handoffs, props: { scope: 'agent' }, meta: { area: 'agent', title: 'nav.handoffs' } },
    { path: '/company/handoffs', component: handoffs, props: { scope: 'company' }, meta: { area: 'company', title: 'nav.handoffs' } },
    { path: '/agent/leads', component: leads, props: { scope: 'agent' }, meta: { area: 'agent', title: 'nav.leads' } },
    { path: '/company/leads', component: leads, props: { scope: 'company' }, meta: { area: 'company', title: 'nav.leads' } },
    { path: '/agent/tasks', component: tasks, props: { scope: 'agent' }, meta: { area: 'agent', title: 'nav.tasks' } },
    { path: '/company/tasks', component: tasks, props: { scope: 'company' }, meta: { area: 'company', title: 'nav.tasks' } },
    { path: '/agent/dashboard', component: dashboard, props: { board: 'agent' }, meta: { area: 'agent', title: 'nav.dashboard' } },
    { path: '/company/dashboard', component: dashboard, props: { board: 'company' }, meta: { area: 'company', title: 'nav.dashboard' } },
    { path: '/admin/dashboard', component: dashboard, props: { board: 'platform' }, meta: { area: 'admin', title: 'nav.dashboard' } },
    { path: '/company/packages', component: () => import('@/features/products/PackagesPage.vue'), meta: { area: 'company', title: 'nav.packages' } },
    { path: '/agent/products', component: products, meta: { area: 'agent', title: 'nav.products' } },
    { path: '/company/products', component: products, meta: { area: 'company', title: 'nav.products' } },
    { path: '/company/templates', component: () => import('@/features/templates/TemplatesPage.vue'), meta: { area: 'company', title: 'nav.templates' } },
    { path: '/company/templates/messages', component: () => import('@/features/desk/CannedPage.vue'), meta: { area: 'company', title: 'nav.canned' } },
    { path: '/agent/templates/messages', component: () => import('@/features/desk/CannedPage.vue'), meta: { area: 'agent', title: 'nav.canned' } },
    { path: '/company/knowledge', component: () => import('@/features/knowledge/KnowledgePage.vue'), meta: { area: 'company', title: 'nav.knowledge' } },
    { path: '/company/assistant', component: () => import('@/features/assistant/AssistantPage.vue'), meta: { area: 'company', title: 'nav.assistant' } },
    { path: '/company/assistant/providers', component: () => import('@/features/assistant/ProvidersPage.vue'), meta: { area: 'company', title: 'models.title' } },
    { path: '/company/assistant/tests', component: () => import('@/features/assistant/BenchPage.vue'), meta: { area: 'company', title: 'assistant.bench.title' } },
    { path: '/company/assistant/:id', component: () => import('@/features/assistant/VersionPage.vue'), props: true, meta: { area: 'company', title: 'nav.assistant' } },
    { path: '/company/setup', component: () => import('@/features/onboarding/SetupPage.vue'), meta: { area: 'company', title: 'nav.setup' } },
    { path: '/company/users', component: () => import('@/features/people/PeoplePage.vue'), meta: { area: 'company', title: 'nav.users' } },
    { path: '/company/channels', component: () => import('@/features/channels/ChannelsPage.vue'), meta: { area: 'company', title: 'nav.channels' } },
    { path: '/company/channels/connected', component: () => import('@/features/channels/LoginReturnPage.vue'), meta: { area: 'company', title: 'nav.channels', passing: true } },
    { path: '/company/channels/templates', component: () => import('@/features/channels/VendorTemplatesPage.vue'), meta: { area: 'company', title: 'vendor.title' } },
    { path: '/company/outlets', component: () => import('@/features/company/OutletsPage.vue'), meta: { area: 'company', title: 'nav.outlets' } },
    { path: '/company/settings', component: () => import('@/features/company/CompanySettingsPage.vue'), meta: { area: 'company', title: 'nav.company' } },
    { path: '/company/security', component: () => import('@/features/security/SecurityPage.vue'), meta: { area: 'company', title: 'nav.security' } },
    { path: '/company/privacy', component: () => import('@/features/privacy/PrivacyPage.vue'), meta: { area: 'company', title: 'nav.privacy' } },
    { path: '/admin', redirect: '/admin/companies' },
    { path: '/admin/companies', component: () => import('@/features/companies/CompaniesPage.vue'), meta: { area: 'admin', title: 'nav.companies' } },
    {
      path: '/admin/companies/:id',
      component: () => import('@/features/companies/CompanyPage.vue'),
      props: true,
      meta: { area: 'admin', title: 'nav.companies' },
    },
    { path: '/admin/templates', component: () => import('@/features/templates/LibraryPage.vue'), meta: { area: 'admin', title: 'nav.templates' } },
    { path: '/admin/industries', component: () => import('@/features/companies/IndustriesPage.vue'), meta: { area: 'admin', title: 'nav.industries' } },
    { path: '/admin/settings', component: () => import('@/features/companies/PlatformSettingsPage.vue'), meta: { area: 'admin', title: 'nav.platform' } },
    { path: '/admin/audit', component: () => import('@/features/security/AuditPage.vue'), meta: { area: 'admin', title: 'nav.audit' } },
    { path: '/agent/profile', component: profile, meta: { area: 'agent', title: 'nav.profile' } },
    { path: '/company/profile', component: profile, meta: { area: 'company', title: 'nav.profile' } },
    { path: '/admin/profile', component: profile, meta: { area: 'admin', title: 'nav.profile' } },
    { path: '/', component: { render: () => null }, meta: { title: 'nav.home' } },
    { path: '/:rest(.*)*', component: () => import('./NotFoundPage.vue'), meta: { title: 'app.notFound.title' } },
  ],
})

router.beforeEach(guard)
router.beforeResolve(async to => {
  if (to.meta.title !== 'nav.inbox') await everyWord()
})

onSessionEnd(wanted => {
  const here = router.currentRoute.value
  if (here.path !== '/login') void router.replace({ path: '/login', query: wanted ? {} : { next: here.fullPath } })
})

