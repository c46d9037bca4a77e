import { describe, expect, it } from 'vitest'
import { inZone, localIn, presets } from './later'

const KL = 'Asia/Kuala_Lumpur'
const at = (now: string, zone = KL) => Object.fromEntries(presets(new Date(now), zone).map(preset => [preset.name, preset.at.toISOString()]))

describe('times to put something off to', () => {
  it('are those of the clocks where the company is', () => {
    expect(at('2026-11-26T03:00:00Z')).toEqual({
      inHours: '2026-11-26T06:00:00.000Z',
      evening: '2026-11-26T10:00:00.000Z',
      tomorrow: '2026-11-27T01:00:00.000Z',
      monday: '2026-11-30T01:00:00.000Z',
    })
  })

  it('leave out an evening that has come and a Monday that is tomorrow', () => {
    expect(Object.keys(at('2026-11-29T10:30:00Z'))).toEqual(['inHours', 'tomorrow'])
  })

  it('name the day it is there, not here', () => {
    expect(at('2026-11-26T17:00:00Z').tomorrow).toBe('2026-11-28T01:00:00.000Z')
  })

  it('survive summer time', () => {
    expect(inZone('2026-03-29T09:00', 'Europe/Berlin').toISOString()).toBe('2026-03-29T07:00:00.000Z')
    expect(inZone('2026-03-28T09:00', 'Europe/Berlin').toISOString()).toBe('2026-03-28T08:00:00.000Z')
    expect(localIn(new Date('2026-03-29T07:00:00Z'), 'Europe/Berlin')).toBe('2026-03-29T09:00')
  })
})
