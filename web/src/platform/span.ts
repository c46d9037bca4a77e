/** A time as people say it, in at most two units; `t` has the words. */
export function span(minutes: number, t: (key: string, values: { n: number }) => string): string {
  const parts = { days: Math.floor(minutes / 1440), hours: Math.floor((minutes % 1440) / 60), minutes: minutes % 60 }
  return Object.entries(parts)
    .filter(([, n]) => n > 0)
    .slice(0, 2)
    .map(([unit, n]) => t(`sla.span.${unit}`, { n }))
    .join(' ')
}
