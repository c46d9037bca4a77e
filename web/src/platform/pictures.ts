/** A picture and the same in smaller widths; the width of one that could not be read is not known. */
export interface Picture {
  url: string
  width: number | null
  sizes: { url: string; width: number }[]
}

/** From which the browser takes what the place it is shown in needs; none where there is only the picture itself. */
export const srcset = ({ url, width, sizes }: Picture) =>
  sizes.length ? [...sizes, ...(width ? [{ url, width }] : [])].map(one => `${one.url} ${one.width}w`).join(', ') : undefined
