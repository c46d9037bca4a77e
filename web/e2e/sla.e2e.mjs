import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { accessible, askAs, foundCompany, openBrowser, openPage, PASSWORD, signIn, startApp } from './app.mjs'

const stamp = Math.random().toString(36).slice(2, 8)
const slug = `janji-${stamp}`
const admin = `admin@${slug}.demo`

let app, browser, ask, siteKey
const ids = {}
async function writes(name, text) {
  const post = async (path, body, token) =>
    (await fetch(`${app.url}/widget/v1${path}`, { method: 'POST', headers: { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) }, body: JSON.stringify(body) })).json()
  const { session_token: token } = await post('/sessions', { site_key: siteKey })
  await post('/messages', { client_message_id: `c-${Math.random().toString(36).slice(2)}`, type: 'text', text }, token)
  const [thread] = (await ask('GET', '/conversations?status=any')).items
  ids[name] = thread.id
  await ask('PATCH', `/contacts/${thread.contact.id}`, { name })
}
const row = (page, name) => page.getByRole('option').filter({ hasText: name })

before(async () => {
  app = await startApp()
  browser = await openBrowser()
  await foundCompany(app.url, { name: `Janji ${stamp}`, slug, email: admin })
  ask = await askAs(app.url, admin)
  ids.Wei = (await ask('POST', '/users', { name: 'Wei', email: `wei@${slug}.demo`, role: 'company_user', language: 'en', password: PASSWORD })).id
  siteKey = (await ask('POST', '/channel-accounts', { channel: 'webchat', name: 'Site' })).siteKey
})
after(async () => {
  await browser?.close()
  await app?.stop()
})

it('an admin promises times, sees them again after a reload, and takes them back', async () => {
  const page = await openPage(browser, app.url)
  await signIn(page, app.url, admin, '/login?next=/company/settings%23sla')
  const normal = page.getByRole('group', { name: 'Normal' })
  await normal.getByLabel('First reply, minutes').fill('0')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await normal.getByText('A whole number from 1 to 43,200, or nothing.').waitFor()
  await normal.getByLabel('First reply, minutes').fill('90')
  await normal.getByText('1 h 30 min').waitFor()
  await normal.getByRole('switch', { name: 'Only business hours count' }).click()
  await normal.getByLabel('When late, assign to').selectOption({ label: 'Wei' })
  assert.equal(await page.getByRole('group', { name: 'Urgent' }).getByLabel('First reply, minutes').getAttribute('placeholder'), 'As Normal')
  await accessible(page, 'service levels, unsaved')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByRole('status').getByText('Saved').last().waitFor()
  assert.deepEqual((await ask('GET', '/company/sla')).policies, [
    { priority: 'normal', firstReplyMinutes: 90, nextReplyMinutes: null, resolutionMinutes: null, businessHours: false, raisePriority: false, escalateTo: ids.Wei },
  ])

  await page.reload()
  await normal.getByLabel('First reply, minutes').waitFor()
  assert.equal(await normal.getByLabel('First reply, minutes').inputValue(), '90')
  assert.equal(await normal.getByLabel('When late, assign to').inputValue(), ids.Wei)
  await normal.getByLabel('First reply, minutes').fill('')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByRole('status').getByText('Saved').last().waitFor()
  assert.deepEqual((await ask('GET', '/company/sla')).policies, [])
  await page.getByRole('button', { name: 'Undo' }).last().click()
  await page.waitForFunction(() => document.querySelector('[name="normal.firstReplyMinutes"]')?.value === '90')
  page.calm()
  await page.end()
})

it('they are set on a phone in the dark, too', async () => {
  const page = await openPage(browser, app.url, { width: 390, height: 844, dark: true })
  await signIn(page, app.url, admin, '/login?next=/company/settings%23sla')
  await page.getByRole('group', { name: 'Normal' }).getByLabel('Solution, minutes').waitFor()
  await accessible(page, 'service levels on a phone')
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true)
  page.calm()
  await page.end()
})

it('the inbox says how much time is left, and by how much it is over', async () => {
  await ask('PUT', '/company/sla', { policies: [{ priority: 'normal', firstReplyMinutes: 20, nextReplyMinutes: null, resolutionMinutes: null, businessHours: false, raisePriority: false, escalateTo: null }] })
  await writes('Nadia', 'Hello, is anybody there?')
  const page = await openPage(browser, app.url)
  await signIn(page, app.url, admin, `/login?next=/company/conversations/${ids.Nadia}`)
  await row(page, 'Nadia').getByText(/^(20|19) min left$/).waitFor()
  await page.getByRole('main').locator('header').getByText(/^(20|19) min left$/).waitFor()
  await accessible(page, 'time left')
  page.calm()
  await page.end()

  for (const dark of [false, true]) {
    const later = await openPage(browser, app.url, { dark })
    await later.addInitScript(() => {
      const Present = Date
      const ahead = 25 * 60_000
      globalThis.Date = class extends Present {
        constructor(...parts) {
          if (parts.length) super(...parts)
          else super(Present.now() + ahead)
        }
        static now() {
          return Present.now() + ahead
        }
      }
    })
    await signIn(later, app.url, admin, `/login?next=/company/conversations/${ids.Nadia}`)
    await row(later, 'Nadia').getByText(/^overdue [56] min$/).waitFor()
    await accessible(later, `late, ${dark ? 'dark' : 'light'}`)
    later.calm()
    await later.end()
  }
})

it('who answers has kept the promise, and nothing is left to be seen', async () => {
  const page = await openPage(browser, app.url)
  await signIn(page, app.url, admin, `/login?next=/company/conversations/${ids.Nadia}`)
  await row(page, 'Nadia').getByText(/min left$/).waitFor()
  await page.getByRole('button', { name: 'Join', exact: true }).click()
  await page.getByRole('textbox', { name: 'Reply' }).fill('Yes, how can I help?')
  await page.keyboard.press('Enter')
  await row(page, 'Nadia').getByText(/min left$/).waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Filter' }).click()
  await page.getByRole('radio', { name: /^Due soon or overdue/ }).click()
  await row(page, 'Nadia').waitFor({ state: 'detached' })
  page.calm()
  await page.end()
})
