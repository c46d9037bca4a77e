// Elements and colours, for the page's script and the frame. Data become text nodes, never markup.

/** With attributes, or just a class. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: string | Record<string, string> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name)
  if (typeof attributes === 'string') made.className = attributes
  else for (const key in attributes) made.setAttribute(key, attributes[key]!)
  made.append(...children)
  return made
}

export function icon(path: string): SVGSVGElement {
  const space = 'http://www.w3.org/2000/svg'
  const svg = document.createElementNS(space, 'svg')
  const line = document.createElementNS(space, 'path')
  svg.setAttribute('viewBox', '0 0 24 24')
  svg.setAttribute('aria-hidden', 'true')
  line.setAttribute('d', path)
  svg.append(line)
  return svg
}

export const CROSS = 'M18 6 6 18M6 6l12 12'

/** Style sheets made by script are allowed where the page's policy forbids inline styles. */
export function styles(text: string): CSSStyleSheet {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(text)
  return sheet
}
