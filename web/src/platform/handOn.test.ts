import { beforeEach, describe, expect, it, vi } from 'vitest'
import { handOn } from './handOn'

const press = (on: HTMLElement, key: string) => on.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))

describe('what is typed before a search stands', () => {
  let from: HTMLInputElement
  let search: HTMLInputElement
  beforeEach(() => {
    document.body.innerHTML = '<input id="from"><input id="search">'
    from = document.querySelector('#from')!
    search = document.querySelector('#search')!
    vi.useFakeTimers()
  })

  it('is given to the search, Enter included, and is not left behind', () => {
    from.focus()
    handOn(from)
    for (const key of ['h', 'o', 'Enter']) expect(press(from, key)).toBe(false)
    const heard: string[] = []
    search.addEventListener('input', () => heard.push(search.value))
    search.addEventListener('keydown', event => heard.push(event.key))
    search.focus()
    vi.runAllTimers()
    expect(heard).toEqual(['h', 'ho', 'Enter'])
    expect(from.value).toBe('')
    expect(press(from, 'x')).toBe(true)
  })

  it('comes back where the search never stands', () => {
    from.focus()
    handOn(from)
    const heard: string[] = []
    press(from, 'h')
    press(from, 'Enter')
    from.addEventListener('keydown', event => heard.push(event.key))
    vi.runAllTimers()
    expect(from.value).toBe('h')
    expect(heard).toEqual([])
    expect(press(from, 'x')).toBe(true)
  })
})
