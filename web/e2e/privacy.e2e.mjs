// How long data is kept, what customers are told of it, and a copy of all of it.
import { after, before, test } from 'node:test'
import { accessible, foundCompany, openBrowser, openPage, signIn, startApp } from './app.mjs'

let app, browser, admin, slug
before(async () => {
  app = await startApp()
  browser = await openBrowser()
  slug = `privasi-${Date.now().toString(36)}`
  admin = `admin@${slug}.example`
  await foundCompany(app.url, { name: 'Kedai Privasi', slug, email: admin, admin: 'Kim' })
})
after(async () => {
  await browser?.close()
  await app?.stop()
})

test('an admin says how long data is kept, who answers for it, and takes a copy', async () => {
  const page = await openPage(browser, app.url)
  await signIn(page, app.url, admin)
  await page.goto(`${app.url}/company/privacy`)
  await page.locator('input[name=activityMonths]').fill('3')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Use a whole number from 12 to 120').waitFor()
  await page.locator('input[name=activityMonths]').fill('24')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('button', { name: 'Save' }).waitFor({ state: 'detached' })

  await page.locator('input[name=officerName]').fill('Puan Salmah')
  await page.locator('textarea[name="texts.en"]').fill('We keep what you write to us.')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('button', { name: 'Save' }).waitFor({ state: 'detached' })

  await page.getByRole('button', { name: 'Make a copy' }).click()
  await page.getByRole('link', { name: 'Download' }).waitFor()
  await accessible(page, 'privacy page')
  await page.reload()
  await page.waitForFunction(() => document.querySelector('input[name=activityMonths]')?.value === '24')
  await page.goto(`${app.url}/privacy/${slug}`)
  await page.getByText('We keep what you write to us.').waitFor()
  page.calm()
  await page.end()
})

test('the page is in order on a phone in the dark', async () => {
  const page = await openPage(browser, app.url, { dark: true, width: 390, height: 844 })
  await signIn(page, app.url, admin)
  await page.goto(`${app.url}/company/privacy`)
  await page.locator('input[name=officerName]').waitFor()
  await accessible(page, 'privacy page on a phone')
  page.calm()
  await page.end()
})
