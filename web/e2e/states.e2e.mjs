// What the inbox shows while it waits, where there is nothing, and where something did not come: pane by pane, with a way on.
import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { accessible, askAs, customers, foundCompany, openBrowser, openPage, signIn, startApp } from './app.mjs'

const stamp = Math.random().toString(36).slice(2, 8)
const slug = `keadaan-${stamp}`
const admin = `admin@${slug}.demo`
const MANY = 60

let app, browser, ask, ids, writes
before(async () => {
  app = await startApp()
  browser = await openBrowser()
  await foundCompany(app.url, { name: `Keadaan ${stamp}`, slug, email: admin })
  ask = await askAs(app.url, admin)
})
after(async () => {
  await browser?.close()
  await app?.stop()
})

const CALM = { allow: [/50\d/, /ERR_INTERNET_DISCONNECTED/, /ERR_FAILED/, /Failed to load/] }
const refuse = route => route.fulfill({ status: 503, contentType: 'application/problem+json', json: { status: 503, code: 'unavailable', title: 'x', requestId: 'request-1' } })
/** Until let go, nothing is answered. */
async function slow(page, pattern) {
  let release
  const gate = new Promise(resolve => (release = resolve))
  await page.route(pattern, async route => {
    await gate
    await route.continue()
  })
  return release
}
async function failing(page, pattern, how = refuse) {
  await page.route(pattern, how)
  return () => page.unroute(pattern, how)
}
const again = within => within.getByRole('button', { name: 'Try again' })

it('an inbox without a conversation says what to do, and a search without a hit takes back what hides it', async () => {
  const page = await openPage(browser, app.url)
  await signIn(page, app.url, admin, '/login?next=/company/conversations')
  await page.getByRole('button', { name: /^All/ }).click()
  await page.getByText('No open conversations').waitFor()
  await page.getByRole('link', { name: 'Channels' }).last().waitFor()
  await accessible(page, 'an empty inbox')
  await page.getByRole('searchbox').fill('nowhere')
  await page.getByText('No conversation found for “nowhere”.').waitFor()
  await page.getByRole('button', { name: 'Clear filters' }).click()
  assert.equal(await page.getByRole('searchbox').inputValue(), '')
  page.calm()
  await page.end()
})

it('each pane has the shape of what it waits for, and says what failed and asks again', async () => {
  ;({ writes, ids } = await customers(app.url, ask))
  await writes('Nadia', 'Hello')
  await ask('PUT', `/conversations/${ids.Nadia}/takeover`)
  const page = await openPage(browser, app.url, CALM)
  const listed = await slow(page, '**/api/v1/conversations?*')
  await signIn(page, app.url, admin, '/login?next=/company/conversations')
  await page.getByRole('status', { name: 'Loading' }).waitFor()
  await accessible(page, 'a list that loads')
  listed()
  await page.getByRole('option').first().waitFor()

  const opened = await slow(page, `**/api/v1/conversations/${ids.Nadia}/messages?*`)
  await page.goto(`${app.url}/company/conversations/${ids.Nadia}`)
  await page.getByRole('region', { name: 'Conversation', exact: true }).getByRole('status', { name: 'Loading' }).waitFor()
  await accessible(page, 'a conversation that loads')
  opened()
  await page.getByRole('log').locator('article').first().waitFor()

  const panel = page.getByRole('complementary', { name: 'Customer' })
  for (const [pattern, says] of [
    ['**/api/v1/contacts/*', 'What is known of the customer could not be loaded'],
    ['**/api/v1/tasks?*', 'Tasks could not be loaded'],
    ['**/api/v1/conversations/*/memory', 'What is remembered could not be loaded'],
  ]) {
    const mended = await failing(page, pattern)
    await page.reload()
    const alert = panel.getByRole('alert').filter({ hasText: says })
    await alert.waitFor()
    await accessible(page, says)
    await mended()
    await again(alert).click()
    await alert.waitFor({ state: 'detached' })
  }
  const known = await slow(page, '**/api/v1/contacts/*')
  await page.reload()
  await panel.getByRole('status').filter({ hasText: 'Loading' }).waitFor()
  await accessible(page, 'a customer who loads')
  known()
  await panel.locator('#panel-known').waitFor()
  await page.end()
})

it('a suggestion that is long in coming or does not come says so and is asked for again', async () => {
  const page = await openPage(browser, app.url, CALM)
  await signIn(page, app.url, admin, `/login?next=/company/conversations/${ids.Nadia}`)
  const made = await failing(page, '**/suggestions*', route => route.abort('internetdisconnected'))
  await page.getByRole('button', { name: 'Suggest an answer' }).click()
  const suggestion = page.getByRole('region', { name: 'Suggested answer' })
  await again(suggestion).waitFor()
  await accessible(page, 'no suggestion')
  await made()
  const slowly = await slow(page, '**/suggestions*')
  await again(suggestion).click()
  await suggestion.locator('[aria-busy=true]').waitFor()
  await accessible(page, 'a suggestion is made')
  slowly()
  await suggestion.locator('[aria-busy=true]').waitFor({ state: 'detached' })
  await page.end()
})

it('where the list breaks off it says so, and goes on when asked', async () => {
  const rows = (await ask('GET', '/conversations?status=any')).items
  const page = await openPage(browser, app.url, CALM)
  // As a company of many, whose second page does not come.
  let whole = false
  await page.route(/\/api\/v1\/conversations\?/, async route => {
    const after = new URL(route.request().url()).searchParams.get('after')
    if (after && !whole) return refuse(route)
    await route.fulfill({ json: { items: Array.from({ length: after ? 10 : MANY }, (_, at) => ({ ...rows[0], id: crypto.randomUUID(), contact: { ...rows[0].contact, name: `${after ? 'Later' : 'Row'} ${at}` } })), next: after ? null : 'more' } })
  })
  await signIn(page, app.url, admin, '/login?next=/company/conversations')
  await page.getByRole('option').first().waitFor()
  await page.getByRole('listbox').press('End')
  const alert = page.getByRole('alert').filter({ hasText: 'Conversations could not be loaded' })
  await alert.waitFor()
  await accessible(page, 'a list that broke off')
  whole = true
  await again(alert).click()
  await alert.waitFor({ state: 'detached' })
  await page.getByRole('listbox').press('End')
  await page.getByRole('option').filter({ hasText: 'Later' }).first().waitFor()
  await page.end()
})
