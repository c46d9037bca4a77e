import { answer, api } from './client'

/** Page by page, until there is no next. */
export async function everyPage<T>(page: (after: string | undefined) => Promise<{ items: T[]; next: string | null }>) {
  const found: T[] = []
  let after: string | undefined
  do {
    const { items, next } = await page(after)
    found.push(...items)
    after = next ?? undefined
  } while (after)
  return found
}

export const fetchMembers = () => everyPage(after => answer(api.GET('/api/v1/users', { params: { query: { after, limit: 100 } } })))
export const fetchOutlets = () => everyPage(after => answer(api.GET('/api/v1/outlets', { params: { query: { after, limit: 100 } } })))
