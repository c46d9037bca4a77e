import type { RouteRecordNormalized } from 'vue-router'
import type { Profile } from '@/platform/client'
import { PAGES } from './areas'
import { mayEnter } from './guards'

export interface CommandPage {
  to: string
  words: string
  icon: string
}

/** Every page this person may open by its name alone: in the menu's order, then what lies within its entries. */
export function pagesOf(routes: RouteRecordNormalized[], person: Profile): CommandPage[] {
  const pages = routes
    .filter(({ meta, redirect }) => meta.area && !redirect && !meta.passing)
    .map(({ path, meta }) => ({ to: path.replace(/\/:\w+\?$/, ''), words: meta.title, area: meta.area }))
    .filter(({ to, words, area }) => !to.includes(':') && words !== 'nav.profile' && mayEnter(area, to, person))
  const place = (to: string) => PAGES.findIndex(page => page.to === to) + 1 || PAGES.length + 1
  return pages
    .sort((one, other) => place(one.to) - place(other.to))
    .map(({ to, words }) => ({ to, words, icon: PAGES.find(page => to === page.to || to.startsWith(`${page.to}/`))?.icon ?? 'i-lucide-file' }))
}
