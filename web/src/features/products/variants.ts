import type { ProductOption } from './api'

export interface Kind {
  name: string
  values: string[]
}

/** Every choice of one value of each kind, such as M and Red, M and Blue, L and Red, L and Blue. */
export function combinations(kinds: Kind[]): ProductOption[][] {
  const told = kinds.filter(({ name, values }) => name.trim() && values.length)
  if (!told.length) return []
  return told.reduce<ProductOption[][]>(
    (made, { name, values }) => made.flatMap(options => values.map(value => [...options, { name: name.trim(), value: value.trim() }])),
    [[]],
  )
}

export const spoken = (options: ProductOption[]) => options.map(({ value }) => value).join(', ')

/** Those that are not there yet, whatever their case. */
export function fresh(wanted: ProductOption[][], there: { options: ProductOption[] }[]) {
  const known = new Set(there.map(({ options }) => spoken(options).toLowerCase()))
  return wanted.filter(options => !known.has(spoken(options).toLowerCase()))
}
