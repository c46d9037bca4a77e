import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { accessible, askAs, foundCompany, openBrowser, openPage, PASSWORD, signIn, startApp } from './app.mjs'

const stamp = Math.random().toString(36).slice(2, 8)
const slug = `jual-${stamp}`
const admin = `admin@${slug}.demo`
const viewer = `viewer@${slug}.demo`

let app, browser, ask
before(async () => {
  app = await startApp()
  browser = await openBrowser()
  await foundCompany(app.url, { name: `Jual ${stamp}`, slug, email: admin })
  ask = await askAs(app.url, admin)
  await ask('POST', '/users', { name: 'Vikram', email: viewer, role: 'viewer', language: 'en', password: PASSWORD })
})
after(async () => {
  await browser?.close()
  await app?.stop()
})

it('a product is added by keyboard, found despite a slip, sold, and archived', async () => {
  const page = await openPage(browser, app.url, { allow: [/409/] })
  await signIn(page, app.url, admin, '/login?next=/company/products')
  await page.getByText('You have no products yet').waitFor()
  await accessible(page, 'no products')
  await page.getByRole('button', { name: 'Add product' }).first().click()
  const panel = page.getByRole('dialog')
  await panel.getByRole('button', { name: 'Save' }).isDisabled()
  await panel.getByLabel('Name', { exact: true }).fill('Batik shirt')
  await panel.getByLabel('Number (SKU)').fill('BTK-001')
  await panel.getByLabel(/^Price/).fill('89.90')
  await panel.getByRole('switch', { name: 'Count the stock' }).click()
  await panel.getByLabel('In stock now').fill('2')
  await accessible(page, 'new product')
  await panel.getByLabel('Name', { exact: true }).press('Enter')
  await page.getByText('RM 89.90').waitFor()
  await page.getByText('2 in stock').waitFor()

  await page.getByLabel('Search by name, number or tag').fill('btaik')
  await page.getByRole('heading', { name: 'Batik shirt' }).waitFor()
  await page.getByLabel('Search by name, number or tag').fill('laptop')
  await page.getByText('Nothing fits').waitFor()
  await page.getByRole('button', { name: 'Clear filters' }).click()

  await page.getByRole('button', { name: 'Batik shirt', exact: true }).click()
  await panel.getByText('Opening stock').waitFor()
  await panel.getByLabel('Reason').selectOption('sold')
  await panel.getByLabel('Pieces').fill('3')
  await panel.getByRole('button', { name: 'Record' }).click()
  await panel.getByText('There are not so many in stock.').waitFor()
  await panel.getByLabel('Pieces').fill('2')
  await panel.getByRole('button', { name: 'Record' }).click()
  await panel.getByText('0 in stock').waitFor()
  await accessible(page, 'product')
  await page.keyboard.press('Escape')
  await page.getByText('Out of stock').waitFor()

  await page.getByRole('button', { name: 'More for Batik shirt' }).click()
  await page.getByRole('menuitem', { name: 'Archive' }).click()
  await page.getByText('You have no products yet').waitFor()
  await page.getByRole('button', { name: 'Undo' }).last().click()
  await page.getByRole('heading', { name: 'Batik shirt' }).waitFor()
  assert.equal((await ask('GET', '/products')).items[0].stock, 0)
  page.calm()
  await page.end()
})

it('a viewer reads all of it and changes nothing, in the dark and on a phone', async () => {
  const page = await openPage(browser, app.url, { dark: true, width: 390, height: 844 })
  await signIn(page, app.url, viewer, '/login?next=/company/products')
  await page.getByRole('heading', { name: 'Batik shirt' }).waitFor()
  assert.equal(await page.getByRole('button', { name: /Add product|More for/ }).count(), 0)
  await page.getByRole('button', { name: 'Batik shirt', exact: true }).click()
  await page.getByText('Stock movements').waitFor()
  assert.equal(await page.getByRole('button', { name: /Save|Record/ }).count(), 0)
  await accessible(page, 'viewer product')
  page.calm()
  await page.end()
})
