import { describe, expect, it } from 'vitest'
import { createDraftLine, type Draft, type DraftServer } from './together'

/** The server's side, as it refuses what is not based on what lies there. */
function serverWith(lying: Draft | null) {
  let count = 0
  const state = { lying }
  class Outdated extends Error {}
  const server: DraftServer = {
    fetch: async () => (state.lying ? [state.lying] : []),
    keep: async (kind, text, basedOn) => {
      if (state.lying?.version !== basedOn) throw new Outdated()
      return (state.lying = { kind, text, version: `v${++count}`, at: '' })
    },
    drop: async (_kind, version) => {
      if (state.lying && state.lying.version !== version) throw new Outdated()
      state.lying = null
    },
    outdated: thrown => thrown instanceof Outdated,
  }
  return { state, server }
}

function lineOn({ server }: ReturnType<typeof serverWith>, text = '') {
  const local = { text }
  const line = createDraftLine('reply', server, { read: () => local.text, write: words => (local.text = words) })
  let other: Draft | null = null
  line.onOther(found => (other = found))
  return { line, local, other: () => other }
}
const draft = (text: string, version: string): Draft => ({ kind: 'reply', text, version, at: '' })

describe('a draft', () => {
  it('is found again on another device', async () => {
    const { line, local } = lineOn(serverWith(draft('Our batik', 'a')))
    await line.open()
    expect(local.text).toBe('Our batik')
  })

  it('is kept as it grows and thrown away when it is emptied', async () => {
    const there = serverWith(null)
    const { line, local } = lineOn(there)
    await line.open()
    for (const text of ['One', 'One two']) {
      local.text = text
      await line.keep()
      expect(there.state.lying?.text).toBe(text)
    }
    local.text = ''
    await line.keep()
    expect(there.state.lying).toBeNull()
  })

  it('of an old tab does not take the place of a newer one, and either can be chosen', async () => {
    const there = serverWith(draft('One', 'a'))
    const { line, local, other } = lineOn(there)
    await line.open()
    there.state.lying = draft('One two', 'b')
    local.text = 'One, but here'
    await line.keep()

    expect(there.state.lying.text).toBe('One two')
    expect(local.text).toBe('One, but here')
    expect(other()?.text).toBe('One two')
    await line.insist(other()!)
    expect(there.state.lying.text).toBe('One, but here')
    expect(other()).toBeNull()
  })

  it('that was only looked at follows what is written elsewhere', async () => {
    const there = serverWith(draft('One', 'a'))
    const { line, local } = lineOn(there)
    await line.open()
    there.state.lying = draft('One two', 'b')
    await line.changed('b')
    expect(local.text).toBe('One two')
    there.state.lying = null
    await line.changed(null)
    expect(local.text).toBe('')
  })

  it('that was sent elsewhere is begun anew by whoever writes on', async () => {
    const there = serverWith(draft('One', 'a'))
    const { line, local } = lineOn(there)
    await line.open()
    there.state.lying = null
    local.text = 'One and more'
    await line.keep()
    await line.keep()
    expect(there.state.lying).toMatchObject({ text: 'One and more' })
  })
})
