import type { RouteLocationNormalized } from 'vue-router'
import type { Profile } from '@/platform/client'
import { asProblem, type Problem } from '@/platform/problem'
import { resume, user } from '@/platform/session'
import { shallowRef } from 'vue'
import { ENTRY, home, rolesOf, type Area } from './areas'

/** The server could not say who is here; the page offers to ask again. */
export const startProblem = shallowRef<Problem | null>(null)

export const mayEnter = (area: Area | undefined, path: string, member: Profile | null) =>
  area === undefined || (member !== null && ENTRY[area].includes(member.role) && (rolesOf(path)?.includes(member.role) ?? true))

/** Only a path of this application; anything else in `next` would lead elsewhere after the sign-in. */
export const returnPath = (next: unknown): string | null =>
  typeof next === 'string' && /^\/(?![/\\])/.test(next) && !next.startsWith('/login') ? next : null

export async function guard(to: RouteLocationNormalized) {
  const open = to.meta.area === undefined && to.path !== '/'
  try {
    startProblem.value = null
    await resume()
  } catch (thrown) {
    startProblem.value = asProblem(thrown)
    return open ? true : undefined
  }
  if (to.path === '/login' && user.value) return returnPath(to.query.next) ?? home(user.value.role)
  if (open) return true
  if (!user.value) return { path: '/login', query: to.path === '/' ? {} : { next: to.fullPath } }
  return to.path === '/' ? home(user.value.role) : true
}
