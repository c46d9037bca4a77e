import { describe, expect, it } from 'vitest'
import { closedWeek, DAYS, faults, following, sorted, usualWeek } from './week'

const week = (days: Partial<ReturnType<typeof closedWeek>>) => ({ ...closedWeek(), ...days })

describe('a week', () => {
  it('of usual hours has no faults', () => expect(faults(usualWeek())).toEqual({}))

  it('may be open day and night', () => {
    expect(faults(Object.fromEntries(DAYS.map(day => [day, [{ from: '00:00', to: '00:00' }]])) as never)).toEqual({})
  })

  it('names what is incomplete', () => {
    expect(faults(week({ friday: [{ from: '09:00', to: '' }] }))).toEqual({ 'businessHours.friday[0]': 'incomplete' })
  })

  it('names what overlaps the next, also past midnight and past the end of the week', () => {
    expect(faults(week({ monday: [{ from: '09:00', to: '13:00' }, { from: '12:00', to: '18:00' }] }))).toEqual({ 'businessHours.monday[0]': 'overlaps' })
    expect(faults(week({ monday: [{ from: '20:00', to: '02:00' }], tuesday: [{ from: '01:00', to: '03:00' }] }))).toEqual({ 'businessHours.monday[0]': 'overlaps' })
    expect(faults(week({ sunday: [{ from: '22:00', to: '10:00' }], monday: [{ from: '09:00', to: '18:00' }] }))).toEqual({ 'businessHours.sunday[0]': 'overlaps' })
  })

  it('has at most six intervals a day', () => {
    const many = Array.from({ length: 7 }, (_, hour) => ({ from: `0${hour}:00`, to: `0${hour}:30` }))
    expect(faults(week({ sunday: many }))).toEqual({ 'businessHours.sunday': 'tooMany' })
  })

  it('is kept in order', () => {
    const late = { from: '14:00', to: '18:00' }
    const early = { from: '09:00', to: '13:00' }
    expect(sorted(week({ monday: [late, early] })).monday).toEqual([early, late])
  })

  it('goes on after its last interval', () => {
    expect(following([])).toEqual({ from: '09:00', to: '18:00' })
    expect(following([{ from: '09:00', to: '13:00' }])).toEqual({ from: '14:00', to: '17:00' })
  })
})
