import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { accessible, askAs, foundCompany, openBrowser, openPage, PASSWORD, signIn, startApp } from './app.mjs'

const stamp = Math.random().toString(36).slice(2, 8)
const slug = `peluang-${stamp}`
const admin = `admin@${slug}.demo`
const viewer = `viewer@${slug}.demo`

let app, browser, ask
before(async () => {
  app = await startApp()
  browser = await openBrowser()
  await foundCompany(app.url, { name: `Peluang ${stamp}`, slug, email: admin })
  ask = await askAs(app.url, admin)
  await ask('POST', '/users', { name: 'Vikram', email: viewer, role: 'viewer', language: 'en', password: PASSWORD })
  const { siteKey } = await ask('POST', '/channel-accounts', { channel: 'webchat', name: 'Site' })
  const session = await (await fetch(`${app.url}/widget/v1/sessions`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ site_key: siteKey }) })).json()
  await fetch(`${app.url}/widget/v1/messages`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${session.session_token}` },
    body: JSON.stringify({ client_message_id: 'c-1', type: 'text', text: 'Hello' }),
  })
  const [thread] = (await ask('GET', '/conversations')).items
  await ask('PATCH', `/contacts/${thread.contact.id}`, { name: 'Aina' })
})
after(async () => {
  await browser?.close()
  await app?.stop()
})

it('a lead is moved by keyboard and by dragging, gets a value, and leads to its conversation', async () => {
  const page = await openPage(browser, app.url)
  await signIn(page, app.url, admin, '/login?next=/company/leads')
  const card = page.locator('[data-lead]')
  const column = name => page.locator(`[data-stage="${name}"]`)
  await column('new').locator('[data-lead]').waitFor()
  await accessible(page, 'board')
  await card.focus()
  await page.keyboard.press('Alt+ArrowRight')
  await column('contacted').locator('[data-lead]').waitFor()
  await page.keyboard.press('Alt+ArrowRight')
  await column('qualified').locator('[data-lead]').waitFor()
  await card.dragTo(column('proposal'))
  await column('proposal').locator('[data-lead]').waitFor()

  await card.click()
  const panel = page.getByRole('dialog')
  await panel.getByLabel('What it is about').fill('Batik for a wedding')
  await panel.getByLabel(/^Value/).fill('500')
  await panel.getByRole('button', { name: 'Save' }).click()
  await page.getByText('RM 300.00').waitFor()
  await accessible(page, 'lead')
  await panel.getByLabel('Stage').selectOption({ label: 'Lost' })
  const dialog = page.getByRole('dialog').filter({ hasText: 'Say why' })
  await dialog.getByLabel('Reason').fill('Too dear')
  await accessible(page, 'lost')
  await dialog.getByLabel('Reason').press('Enter')
  await column('lost').getByText('Too dear').waitFor()
  await page.getByRole('link', { name: 'Open conversation' }).click()
  await page.waitForURL(/\/company\/conversations\/.+/)
  await page.getByRole('link', { name: /Batik for a wedding · Lost/ }).click()
  await page.waitForURL(/\/company\/leads/)
  page.calm()
  await page.end()
})

it('a company has stages of its own, and a viewer reads them as a table in the dark', async () => {
  const page = await openPage(browser, app.url)
  await signIn(page, app.url, admin, '/login?next=/company/leads')
  await page.locator('[data-stage="lost"]').getByRole('button', { name: 'Why leads were lost' }).click()
  await page.getByRole('dialog').getByText('Too dear').waitFor()
  await accessible(page, 'lost-reasons')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Stages' }).click()
  const panel = page.getByRole('dialog')
  await panel.getByLabel('Name of stage 4').fill('Quotation')
  await panel.getByLabel('Name', { exact: true }).fill('Visit')
  await accessible(page, 'stages')
  await panel.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('heading', { name: /Quotation/ }).waitFor()
  await page.getByRole('heading', { name: /Visit/ }).waitFor()
  page.calm()
  await page.end()

  const dark = await openPage(browser, app.url, { dark: true })
  await signIn(dark, app.url, viewer, '/login?next=/company/leads')
  await dark.getByRole('button', { name: 'Table' }).click()
  await dark.getByRole('cell', { name: 'Batik for a wedding' }).waitFor()
  await dark.getByLabel('Order').selectOption('score')
  await dark.getByRole('columnheader', { name: 'Score' }).waitFor()
  await dark.getByRole('cell', { name: 'Batik for a wedding' }).waitFor()
  assert.equal(await dark.getByRole('button', { name: 'Stages' }).count(), 0)
  await accessible(dark, 'table of leads')
  dark.calm()
  await dark.end()
})
