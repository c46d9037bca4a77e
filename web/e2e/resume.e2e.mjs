// The line to the server is cut, two hundred messages are written meanwhile, and it comes back: what is shown is then what
// a page opened afresh shows. Once where the stream resumes, once where streams are blocked and it polls.
import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { askAs, foundCompany, openBrowser, openPage, signIn, startApp } from './app.mjs'

const stamp = Math.random().toString(36).slice(2, 8)
const slug = `putus-${stamp}`
const admin = `admin@${slug}.demo`
const MEANWHILE = 200

let app, browser, ask, thread, token
const write = (path, body, bearer) =>
  fetch(`${app.url}/widget/v1${path}`, { method: 'POST', headers: { 'Content-Type': 'application/json', ...(bearer && { Authorization: `Bearer ${bearer}` }) }, body: JSON.stringify(body) })

before(async () => {
  app = await startApp()
  browser = await openBrowser()
  await foundCompany(app.url, { name: `Putus ${stamp}`, slug, email: admin })
  ask = await askAs(app.url, admin)
  const { siteKey } = await ask('POST', '/channel-accounts', { channel: 'webchat', name: 'Site' })
  token = (await (await write('/sessions', { site_key: siteKey })).json()).session_token
  await write('/messages', { client_message_id: 'first', type: 'text', text: 'Message 0.' }, token)
  for (let tries = 0; !thread && tries < 100; tries++) {
    thread = (await ask('GET', '/conversations?status=any')).items[0]
    await new Promise(done => setTimeout(done, 100))
  }
  await ask('PUT', `/conversations/${thread.id}/takeover`)
})
after(async () => {
  await browser?.close()
  await app?.stop()
})

/** What is in the thread and in the list, as somebody reads it. */
async function read(page) {
  await page.getByRole('log').getByText(/^Message \d+\.$/).last().waitFor()
  return page.evaluate(async () => {
    const box = document.querySelector('[role="log"]')
    const seen = new Map()
    const look = () => {
      for (const one of box.querySelectorAll('article')) {
        const [, number] = /Message (\d+)\./.exec(one.textContent) ?? []
        if (number) seen.set(Number(number), (seen.get(Number(number)) ?? 0) | 1)
      }
    }
    // Up to the first one, however long the older pages take.
    for (const end = Date.now() + 30_000; !seen.has(0) && Date.now() < end; look()) {
      box.scrollTop = 0
      await new Promise(done => setTimeout(done, 120))
    }
    for (box.scrollTop = 0; ; ) {
      look()
      const before = box.scrollTop
      box.scrollTop += 300
      await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))
      if (box.scrollTop <= before) break
    }
    look()
    return {
      messages: [...seen.keys()].sort((one, other) => one - other),
      row: document.querySelector('[role="option"]').textContent.replace(/\s+/g, ' ').replace(/\d+m|now/g, ''),
    }
  })
}

let written = 0
for (const [what, blocked] of [['the stream resumes', false], ['where streams are blocked it polls on', true]])
  it(`two hundred messages while the line is cut are all there when it is back, once each: ${what}`, async () => {
    const page = await openPage(browser, app.url, { allow: [/ERR_INTERNET_DISCONNECTED|ERR_FAILED|Failed to load resource/] })
    if (blocked) await page.route('**/api/v1/stream', route => route.abort())
    await signIn(page, app.url, admin, `/login?next=/company/conversations/${thread.id}`)
    await page.getByRole('log').getByText(`Message ${written}.`, { exact: true }).waitFor()
    await page.waitForTimeout(blocked ? 12_000 : 1500)

    await page.context().setOffline(true)
    for (let n = 0; n < MEANWHILE; n++) {
      const answer = await ask('POST', `/conversations/${thread.id}/messages`, { type: 'text', text: `Message ${++written}.`, clientId: `m-${written}` })
      assert.ok(answer.id)
    }
    await page.context().setOffline(false)
    await page.getByRole('log').getByText(`Message ${written}.`, { exact: true }).waitFor({ timeout: 60_000 })

    const fresh = await openPage(browser, app.url)
    await signIn(fresh, app.url, admin, `/login?next=/company/conversations/${thread.id}`)
    const [resumed, opened] = [await read(page), await read(fresh)]
    assert.deepEqual(resumed, opened)
    assert.deepEqual(resumed.messages, Array.from({ length: written + 1 }, (_, n) => n))
    page.calm()
    fresh.calm()
    await page.end()
    await fresh.end()
  })
