import { createRouter, createWebHistory, type RouteLocationNormalized } from 'vue-router'
import { onSessionEnd } from '@/platform/session'
import type { Area } from './areas'
import { guard } from './guards'

declare module 'vue-router' {
  interface RouteMeta {
    /** Absent: open to all, shown without the shell. */
    area?: Area
    /** Key of the page's name in the words. */
    title: string
  }
}

const inbox = () => import('@/features/inbox/InboxPage.vue')
const conversation = (scope: 'agent' | 'company') => (route: RouteLocationNormalized) => ({
  scope,
  id: String(route.params.id ?? '') || null,
})

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/login', component: () => import('@/features/signin/SignInPage.vue'), meta: { title: 'signin.title' } },
    { path: '/agent', redirect: '/agent/conversations' },
    { path: '/company', redirect: '/company/conversations' },
    { path: '/agent/conversations/:id?', component: inbox, props: conversation('agent'), meta: { area: 'agent', title: 'nav.inbox' } },
    { path: '/company/conversations/:id?', component: inbox, props: conversation('company'), meta: { area: 'company', title: 'nav.inbox' } },
    { path: '/admin', component: () => import('@/features/platform/PlatformPage.vue'), meta: { area: 'admin', title: 'nav.platform' } },
    { path: '/', component: { render: () => null }, meta: { title: 'nav.home' } },
    { path: '/:rest(.*)*', component: () => import('./NotFoundPage.vue'), meta: { title: 'app.notFound.title' } },
  ],
})

router.beforeEach(guard)

onSessionEnd(wanted => {
  const here = router.currentRoute.value
  if (here.path !== '/login') void router.replace({ path: '/login', query: wanted ? {} : { next: here.fullPath } })
})

