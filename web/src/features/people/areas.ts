import type { Permission } from './api'

const areaOf = (permission: Permission) => permission.split('.')[0]!

/** By what they are about, in the order of the server. */
export function byArea<T>(items: T[], permission: (item: T) => Permission): { area: string; items: T[] }[] {
  const areas: { area: string; items: T[] }[] = []
  for (const item of items) {
    const area = areaOf(permission(item))
    const known = areas.find(one => one.area === area)
    if (known) known.items.push(item)
    else areas.push({ area, items: [item] })
  }
  return areas
}
