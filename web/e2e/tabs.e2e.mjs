// Tabs of one browser share one event stream; who has it may be closed while messages arrive, and nothing is missed.
import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { askAs, customers, foundCompany, openBrowser, openPage, signIn, startApp } from './app.mjs'

const stamp = Math.random().toString(36).slice(2, 8)
const slug = `tab-${stamp}`
const admin = `admin@${slug}.demo`

let app, browser, ask, writes, ids
before(async () => {
  app = await startApp()
  browser = await openBrowser()
  await foundCompany(app.url, { name: `Tab ${stamp}`, slug, email: admin })
  ask = await askAs(app.url, admin)
  ;({ writes, ids } = await customers(app.url, ask))
  await writes('Nadia', 'Hello 0')
  await ask('PUT', `/conversations/${ids.Nadia}/takeover`)
})
after(async () => {
  await browser?.close()
  await app?.stop()
})

/** As the server itself counts them. */
async function streams() {
  const figures = await (await fetch(`${app.url}/actuator/prometheus`)).text()
  return Number(/^sembang_streams_open(?:{[^}]*})? (\S+)$/m.exec(figures)?.[1])
}
async function untilStreams(count) {
  for (const end = Date.now() + 15_000; Date.now() < end; await new Promise(done => setTimeout(done, 200))) if ((await streams()) === count) return
  assert.equal(await streams(), count)
}
const live = page => page.getByText('Online', { exact: true }).waitFor()
const texts = page => page.getByRole('log').locator('article').allInnerTexts()

it('three tabs have one stream; closing the one that has it loses nothing', async () => {
  const first = await openPage(browser, app.url)
  const path = `/company/conversations/${ids.Nadia}`
  await signIn(first, app.url, admin, `/login?next=${path}`)
  await live(first)
  await untilStreams(1)
  const others = []
  for (let n = 0; n < 2; n++) {
    const page = await openPage(browser, app.url, { context: first.context() })
    await page.goto(app.url + path)
    await page.getByText('Hello 0').first().waitFor()
    await live(page)
    others.push(page)
  }
  assert.equal(await streams(), 1, 'one for all three')

  await writes('Nadia', 'Hello 1')
  for (const page of [first, ...others]) await page.getByRole('log').getByText('Hello 1', { exact: true }).waitFor()

  const writing = (async () => {
    for (let n = 2; n < 22; n++) await ask('POST', `/conversations/${ids.Nadia}/messages`, { type: 'text', text: `Hello ${n}` })
  })()
  await others[0].getByRole('log').getByText('Hello 4', { exact: true }).waitFor()
  first.calm()
  await first.close()
  await writing
  for (const page of others) {
    await page.getByRole('log').getByText('Hello 21', { exact: true }).waitFor()
    const said = (await texts(page)).join('\n').match(/Hello \d+/g)
    const own = [...new Set(said)]
    assert.deepEqual(own, said, 'each once')
    await live(page)
  }
  await untilStreams(1)
  await others[1].close()
  await writes('Nadia', 'Hello again')
  await others[0].getByRole('log').getByText('Hello again', { exact: true }).waitFor()
  await untilStreams(1)
  others[0].calm()
  await others[0].end()
})
