import { describe, expect, it } from 'vitest'
import type { Profile, Role } from '@/platform/client'
import { mayEnter } from './guards'
import { pagesOf } from './commandPages'
import { router } from './router'

const NAMED = ['/agent/profile', '/company/profile', '/admin/profile']
const ONLY_ON_THE_WAY = ['/company/channels/connected']
/** Somebody's, not a page of its own. */
const OF_ONE = (path: string) => /\/:\w+$/.test(path)

describe('the command menu', () => {
  for (const role of ['super_admin', 'company_admin', 'company_user', 'viewer'] as Role[])
    it(`leads to every page of the application a ${role} may open`, () => {
      const person = { role } as Profile
      const open = router
        .getRoutes()
        .filter(({ path, meta, redirect }) => !redirect && meta.area && !OF_ONE(path) && mayEnter(meta.area, path, person))
        .map(({ path }) => path.replace('/:id?', ''))
        .filter(path => !NAMED.includes(path) && !ONLY_ON_THE_WAY.includes(path))
      const found = pagesOf(router.getRoutes(), person)
      expect(found.map(({ to }) => to).sort()).toEqual(open.sort())
      expect(new Set(found.map(({ words }) => words)).size).toBe(found.length)
    })

  it('knows the pages that stand in no menu', () => {
    const pages = pagesOf(router.getRoutes(), { role: 'company_admin' } as Profile).map(({ to }) => to)
    expect(pages).toEqual(expect.arrayContaining(['/company/assistant/providers', '/company/assistant/tests', '/company/channels/templates']))
  })
})
