/** What can be read on a colour is a matter of both; 1 is the same colour, 21 black on white. */
export function contrast(one: string, other: string): number {
  const [light, dark] = [brightness(one), brightness(other)].sort((a, b) => b - a)
  return (light! + 0.05) / (dark! + 0.05)
}

function brightness(color: string): number {
  const [red, green, blue] = [1, 3, 5].map(at => {
    const part = parseInt(color.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!
}

export const DEFAULT_COLOR = '#3b5fe0'
export const isColor = (text: string) => /^#[\da-f]{6}$/i.test(text)

/** As the chat chooses it: white where white can be read, else black. */
export const onColor = (color: string) => (contrast(color, '#ffffff') >= 4.5 ? '#ffffff' : '#000000')

/** Below this the launcher is hard to see on a white page (WCAG 1.4.11). */
export const VISIBLE = 3
