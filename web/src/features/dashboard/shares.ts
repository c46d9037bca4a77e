import type { Figure, FigureName } from './api'

/** The heights of stacked bars, and lines to read them by. */
export function scale(totals: number[]): { top: number; ticks: number[] } {
  const most = Math.max(0, ...totals)
  if (most === 0) return { top: 1, ticks: [0] }
  const rough = most / 4
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = Math.max(1, [1, 2, 5, 10].map(one => one * power).find(one => one >= rough) ?? power)
  const top = Math.ceil(most / step) * step
  return { top, ticks: Array.from({ length: Math.round(top / step) + 1 }, (_, index) => index * step) }
}

/** In the two largest units that are not nothing: 38 s, 4 m 10 s, 2 h 5 m. */
export function duration(seconds: number): { unit: 'd' | 'h' | 'm' | 's'; n: number }[] {
  const all = [
    { unit: 'd', n: Math.floor(seconds / 86_400) },
    { unit: 'h', n: Math.floor(seconds / 3600) % 24 },
    { unit: 'm', n: Math.floor(seconds / 60) % 60 },
    { unit: 's', n: seconds % 60 },
  ] as const
  const first = all.findIndex(one => one.n > 0)
  if (first < 0) return [{ unit: 's', n: 0 }]
  return all.slice(first, first + 2).filter(one => one.n > 0)
}

export interface Trend { by: number; unit: 'count' | 'seconds' | 'share' | 'points' | 'average'; tone: 'good' | 'bad' | 'none' }

/** Where less is better; where more is neither. */
const LESS: FigureName[] = ['first_reply', 'own_first_reply', 'failed_deliveries']
const NEITHER: FigureName[] = ['begun', 'own_closed']

/** How a figure of a period differs from the period before; null where it does not, or cannot be told. */
export function trend(figure: Figure, whole?: Figure): Trend | null {
  const { before } = figure
  if (!before) return null
  const made = (by: number, unit: Trend['unit']): Trend | null => {
    if (!by) return null
    const better = LESS.includes(figure.figure) ? by < 0 : by > 0
    return { by, unit, tone: NEITHER.includes(figure.figure) ? 'none' : better ? 'good' : 'bad' }
  }
  if (whole) {
    if (!whole.count || !whole.before?.count) return null
    return made(Math.round(100 * (figure.count / whole.count - before.count / whole.before.count)), 'points')
  }
  if (figure.amount) {
    const earlier = Number(before.amount?.amount ?? 0)
    return earlier ? made(Math.round(100 * (Number(figure.amount.amount) / earlier - 1)) / 100, 'share') : null
  }
  if (figure.figure === 'own_rated')
    return figure.average == null || before.average == null ? null : made(Math.round(10 * (Number(figure.average) - Number(before.average))) / 10, 'average')
  if (LESS.includes(figure.figure) && figure.figure !== 'failed_deliveries')
    return figure.seconds == null || before.seconds == null ? null : made(figure.seconds - before.seconds, 'seconds')
  return made(figure.count - before.count, 'count')
}
