/** Long enough for what was opened to load. */
const PATIENCE_MS = 5000

function type(into: HTMLInputElement, keys: string[]) {
  for (const key of keys) {
    if (key.length > 1) into.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
    else {
      into.value += key
      into.dispatchEvent(new Event('input', { bubbles: true }))
    }
  }
}

/** Who opens a search by a key types on at once: what comes before the search has the focus is meant for it, not for here. */
export function handOn(from: HTMLElement) {
  const keys: string[] = []
  const keep = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.isComposing) return
    event.preventDefault()
    event.stopImmediatePropagation()
    keys.push(event.key)
  }
  // At once: what is typed next must come after it.
  const done = () => {
    clearTimeout(late)
    from.removeEventListener('keydown', keep, true)
    document.removeEventListener('focusin', done)
    const to = document.activeElement as HTMLInputElement
    type(to, to === from ? keys.filter(key => key.length === 1) : keys)
  }
  const late = setTimeout(done, PATIENCE_MS)
  from.addEventListener('keydown', keep, true)
  document.addEventListener('focusin', done)
}
