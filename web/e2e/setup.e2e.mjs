// The first steps of a company, from nothing to an assistant that answers from its own words.
import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { accessible, askAs, foundCompany, openBrowser, openPage, signIn, startApp } from './app.mjs'

const slug = `mula-${Date.now().toString(36)}`
const admin = `admin@${slug}.test`

let app, browser
before(async () => {
  app = await startApp()
  browser = await openBrowser()
  await foundCompany(app.url, { name: 'Kedai Mula', slug, email: admin, admin: 'Salmah' })
})
after(async () => {
  await browser?.close()
  await app?.stop()
})

const step = (page, name) => page.getByRole('button', { name: new RegExp(`^\\d\\. ${name}`) })
const state = (page, name, said) => page.getByRole('button', { name: new RegExp(`^\\d\\. ${name} ${said}$`) }).waitFor()
const chat = page => page.getByRole('region', { name: 'Try the assistant' })
async function ask(page, words) {
  await chat(page).getByRole('textbox').fill(words)
  await chat(page).getByRole('textbox').press('Enter')
}

it('a company is set up step by step, beside a chat that answers from what it was just given', async () => {
  const page = await openPage(browser, app.url, { allow: [/422/] })
  await signIn(page, app.url, admin, '/login?next=/company/setup')
  await page.getByText('0 of 6 steps settled').waitFor()
  await accessible(page, 'set-up')
  const began = Date.now()

  await page.getByRole('button', { name: 'Go on' }).click()
  await page.getByText('Choose a field').waitFor()
  await page.getByRole('combobox', { name: 'Field of business' }).click()
  await page.getByRole('option').first().click()
  await page.getByText('Asia/Kuala_Lumpur').waitFor()
  await page.getByRole('button', { name: 'Go on' }).click()
  await state(page, 'Your business', 'Done')

  await ask(page, 'How long does delivery to Sabah take?')
  await chat(page).getByText('A person would be asked').waitFor()
  await page.getByRole('button', { name: 'Write a text' }).click()
  const panel = page.getByRole('dialog')
  await panel.getByLabel('Title').fill('Delivery')
  await panel.getByRole('textbox', { name: 'Text' }).fill('# Delivery to Sabah\n\nDelivery to Sabah takes five working days and costs RM 12.')
  await panel.getByRole('button', { name: 'Save' }).click()
  await state(page, 'What it should know', 'Done')
  await page.getByText('1 passages').waitFor()
  await accessible(page, 'something to know')
  await ask(page, 'How long does delivery to Sabah take?')
  await chat(page).getByText('five working days').last().waitFor()
  await chat(page).getByRole('list', { name: 'Sources' }).getByText('Delivery').first().waitFor()
  assert.ok(Date.now() - began < 180_000, 'The first answer from its own words within three minutes')

  await step(page, 'First answers').click()
  await page.getByRole('button', { name: 'Take the sample answers' }).click()
  await state(page, 'First answers', 'Done')
  await ask(page, 'Hello')
  await chat(page).getByRole('list', { name: 'Sources' }).getByText('Success case').waitFor()
  await page.getByRole('button', { name: /^Remove the \d+ samples$/ }).click()
  await page.getByText('The samples are removed').waitFor()
  await page.getByRole('button', { name: 'Take the sample answers' }).waitFor()
  await page.getByRole('button', { name: 'Leave for later' }).click()
  await state(page, 'First answers', 'Later')

  // What was begun is gone on with, from whatever page.
  await page.goto(`${app.url}/company/conversations`)
  const card = page.getByRole('link', { name: 'Get started 3 of 6 steps settled' })
  await card.waitFor()
  await accessible(page, 'how far it is')
  await card.click()
  await card.waitFor({ state: 'detached' })
  await page.getByRole('textbox', { name: 'Address of your website' }).fill('www.example.com')
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
  await state(page, 'A channel', 'Done')
  await page.getByText('data-site-key=').waitFor()
  await accessible(page, 'a channel')

  await step(page, 'Your team').click()
  await page.getByRole('textbox', { name: 'Name' }).fill('Aina')
  await page.getByRole('textbox', { name: 'E-mail' }).fill(`aina@${slug}.test`)
  await page.getByRole('button', { name: 'Send invitation' }).click()
  await state(page, 'Your team', 'Done')

  await step(page, 'Limits, and live').click()
  await page.getByRole('button', { name: 'Monday to Friday, 9 to 6' }).click()
  await state(page, 'Limits, and live', 'Done')
  await page.getByText('Your business hours are set').waitFor()
  await page.getByRole('switch', { name: 'Give conversations by rule' }).waitFor()
  await accessible(page, 'limits')
  await page.getByText('6 of 6 steps settled').waitFor()
  await page.getByRole('button', { name: 'Finish the set-up' }).click()
  await page.waitForURL(/\/company\/conversations/)
  assert.equal(await page.getByRole('link', { name: 'Get started' }).count(), 0)
  page.calm()
  await page.end()
})

it('it is gone through on a phone in the dark, in Malay', async () => {
  const page = await openPage(browser, app.url, { dark: true, width: 390, height: 844, locale: 'ms-MY' })
  await (await askAs(app.url, admin))('PATCH', '/me', { language: 'ms' })
  await signIn(page, app.url, admin, '/login?next=/company/setup')
  await page.getByRole('heading', { name: 'Persediaan' }).first().waitFor({ state: 'attached' })
  for (const name of ['Perniagaan anda', 'Apa yang perlu diketahuinya', 'Jawapan pertama', 'Saluran', 'Pasukan anda', 'Had, dan mula']) {
    await step(page, name).click()
    await accessible(page, name)
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} fits`)
  }
  page.calm()
  await page.end()
})
