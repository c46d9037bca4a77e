// How long data is kept, what customers are told of it, and a copy of all of it.
import { after, before, test } from 'node:test'
import { accessible, askAs, foundCompany, openBrowser, openPage, signIn, startApp } from './app.mjs'

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

/** Somebody writes to the company's website; the conversation that begins. */
async function customer(text) {
  const ask = await askAs(app.url, admin)
  const { siteKey } = await ask('POST', '/channel-accounts', { channel: 'webchat', name: 'Shop' })
  const post = (path, body, token) =>
    fetch(app.url + path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
    }).then(answer => answer.json())
  const page = { url: 'https://shop.example/', title: 'Shop', referrer: '' }
  const { session_token: token } = await post('/widget/v1/sessions', { site_key: siteKey, locale: 'en', page, resume_token: null })
  await post('/widget/v1/messages', { client_message_id: crypto.randomUUID(), type: 'text', text }, token)
  for (;;) {
    const { items } = await ask('GET', '/conversations?view=all')
    if (items.length) return items[0].id
    await new Promise(resolve => setTimeout(resolve, 100))
  }
}

test('an admin learns who was affected, copies what is kept of a customer, and erases it', async () => {
  const conversation = await customer('Please forget me')
  const page = await openPage(browser, app.url)
  await signIn(page, app.url, admin)
  await page.goto(`${app.url}/company/privacy`)
  await page.getByText('Nothing was given to a language model').waitFor()
  await page.locator('input[name=to]').fill(await page.locator('input[name=to]').inputValue().then(later))
  await page.getByRole('button', { name: 'Show who was affected' }).click()
  await page.getByRole('cell', { name: /Message/ }).waitFor()
  await accessible(page, 'who was affected')

  await page.goto(`${app.url}/company/conversations/${conversation}`)
  const panel = page.getByRole('region', { name: 'Personal data' })
  await panel.getByRole('button', { name: 'Make a copy' }).click()
  await panel.getByRole('link', { name: 'Download the copy' }).waitFor()
  await accessible(page, 'copy of a customer')
  await panel.getByRole('button', { name: 'Erase…' }).click()
  const dialog = page.getByRole('dialog', { name: /^Erase .* for good$/ })
  await dialog.getByRole('combobox', { name: 'Why' }).waitFor()
  await accessible(page, 'erasure of a customer')
  await dialog.getByRole('textbox').fill('erase')
  await dialog.getByRole('button', { name: 'Erase for good' }).click()
  await page.getByText('is being erased').first().waitFor()
  await page.waitForURL(/\/company\/conversations$/)
  page.calm()
  await page.end()
})

/** An hour after what an input of date and time holds. */
const later = at => new Date(new Date(`${at}Z`).getTime() + 3_600_000).toISOString().slice(0, 16)

test('the page is in order on a phone in the dark', async () => {
  const page = await openPage(browser, app.url, { dark: true, width: 390, height: 844 })
  await signIn(page, app.url, admin)
  await page.goto(`${app.url}/company/privacy`)
  await page.locator('input[name=officerName]').waitFor()
  await accessible(page, 'privacy page on a phone')
  page.calm()
  await page.end()
})
