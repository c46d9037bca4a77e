import type { Permission } from './api'

/** By what they are about, in the order of the server. */
export function byArea(permissions: Permission[]): { area: string; items: Permission[] }[] {
  const areas = new Map<string, Permission[]>()
  for (const permission of permissions) {
    const area = permission.split('.')[0]!
    areas.set(area, [...(areas.get(area) ?? []), permission])
  }
  return [...areas].map(([area, items]) => ({ area, items }))
}
