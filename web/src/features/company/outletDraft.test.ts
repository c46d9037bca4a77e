import { expect, it } from 'vitest'
import type { Outlet } from './api'
import { newOutlet, outletChange, outletDraft } from './outletDraft'
import { usualWeek } from './week'

const outlet = { id: '1', name: 'Ipoh', address: 'Jalan Sultan', phone: null, state: 'MY-08', timeZone: 'Asia/Kuala_Lumpur', businessHours: usualWeek(), active: true, members: [{ id: 'a', name: 'Aina' }] } as unknown as Outlet
const change = (what: Partial<ReturnType<typeof outletDraft>>) => outletChange(outletDraft(outlet, []), { ...outletDraft(outlet, []), ...what })

it('changes nothing that was not changed', () => expect(change({})).toEqual({}))
it('goes back to the hours and the time zone of the company', () => {
  expect(change({ ownHours: false, timeZone: '' })).toEqual({ ownHours: false, ownTimeZone: false })
})
it('says who works there as a whole, in any order', () => {
  expect(change({ memberIds: ['b', 'a'] })).toEqual({ memberIds: ['b', 'a'] })
  expect(change({ memberIds: ['a'] })).toEqual({})
})
it('begins with what was typed, and nothing else', () => {
  expect(newOutlet({ ...outletDraft(null, []), name: ' Muar ' })).toEqual({ name: 'Muar', address: null, phone: null, state: null, timeZone: null, businessHours: null, memberIds: [] })
})
