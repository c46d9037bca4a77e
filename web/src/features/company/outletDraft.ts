import type { ChannelAccount, NewOutlet, Outlet, OutletChange, Week } from './api'
import { closedWeek, sorted } from './week'

/** An outlet as it is typed. */
export interface OutletDraft {
  name: string
  address: string
  phone: string
  state: string
  /** Empty: the company's. */
  timeZone: string
  ownHours: boolean
  businessHours: Week
  active: boolean
  memberIds: string[]
  accountIds: string[]
}

export const outletDraft = (outlet: Outlet | null, accounts: ChannelAccount[]): OutletDraft => ({
  name: outlet?.name ?? '',
  address: outlet?.address ?? '',
  phone: outlet?.phone ?? '',
  state: outlet?.state ?? '',
  timeZone: outlet?.timeZone ?? '',
  ownHours: Boolean(outlet?.businessHours),
  businessHours: outlet?.businessHours ?? closedWeek(),
  active: outlet?.active ?? true,
  memberIds: outlet?.members.map(({ id }) => id) ?? [],
  accountIds: outlet ? accounts.filter(({ outletId }) => outletId === outlet.id).map(({ id }) => id) : [],
})

export const newOutlet = (draft: OutletDraft): NewOutlet => ({
  name: draft.name.trim(),
  address: draft.address.trim() || null,
  phone: draft.phone.trim() || null,
  state: draft.state || null,
  timeZone: draft.timeZone || null,
  businessHours: draft.ownHours ? sorted(draft.businessHours) : null,
  memberIds: draft.memberIds,
})

/** Only what is other. The server leaves alone what it was not told, and takes an outlet back to the company's hours by a word of its own. */
export function outletChange(before: OutletDraft, after: OutletDraft): OutletChange {
  const same = (key: keyof OutletDraft) => JSON.stringify(before[key]) === JSON.stringify(after[key])
  const change: OutletChange = {}
  for (const key of ['name', 'address', 'phone'] as const) if (!same(key)) change[key] = after[key].trim()
  if (!same('state')) change.state = after.state
  if (!same('timeZone')) Object.assign(change, after.timeZone ? { timeZone: after.timeZone } : { ownTimeZone: false })
  if (!same('active')) change.active = after.active
  if (JSON.stringify(before.memberIds.toSorted()) !== JSON.stringify(after.memberIds.toSorted())) change.memberIds = after.memberIds
  if (!after.ownHours && before.ownHours) change.ownHours = false
  if (after.ownHours && !(before.ownHours && same('businessHours'))) change.businessHours = sorted(after.businessHours)
  return change
}
