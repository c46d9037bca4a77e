import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { accessible, askAs, foundCompany, openBrowser, openPage, PEOPLE, signIn, startApp } from './app.mjs'

const stamp = Math.random().toString(36).slice(2, 8)
const name = `order_sent_${stamp}`

let app, browser
before(async () => {
  app = await startApp()
  browser = await openBrowser()
})
after(async () => {
  await browser?.close()
  await app?.stop()
})

it('a message is checked, submitted to WhatsApp in two languages, taken over and deleted', async () => {
  const page = await openPage(browser, app.url, { allow: [/422/] })
  page.on('dialog', dialog => dialog.accept())
  await signIn(page, app.url, PEOPLE.admin, '/login?next=/company/channels')
  await page.getByRole('link', { name: 'WhatsApp templates' }).click()
  await page.getByRole('heading', { name: 'WhatsApp templates' }).waitFor()
  await accessible(page, 'WhatsApp templates')

  await page.getByRole('button', { name: 'New template' }).click()
  const panel = page.getByRole('dialog')
  await panel.getByRole('button', { name: 'Submit for review' }).waitFor()
  await panel.getByLabel('Name', { exact: true }).fill('Order Sent')
  await panel.getByLabel('Language', { exact: true }).selectOption('en')
  await panel.getByLabel('Text', { exact: true }).fill('{{1}} has been sent to you today.')
  await panel.getByRole('button', { name: 'Submit for review' }).click()
  await panel.getByText('WhatsApp’s reviewers want an example.').waitFor()
  await panel.getByLabel('Example of 1').fill('8841')
  await panel.getByRole('button', { name: 'Submit for review' }).click()
  await panel.getByText('Use only a-z, 0-9 and _, at most 512 of them.').waitFor()
  await panel.getByText('A variable cannot be the first or the last thing in the text.').waitFor()
  await accessible(page, 'refused message')

  await panel.getByLabel('Name', { exact: true }).fill(name)
  await panel.getByLabel('Text', { exact: true }).fill('Your order {{1}} has been sent to you today.')
  await panel.getByLabel('Header').fill('Order sent')
  await panel.getByRole('button', { name: 'Add a button' }).click()
  await panel.getByLabel('Label', { exact: true }).fill('Thank you')
  const preview = panel.getByRole('region', { name: 'Preview' })
  await preview.getByText('Your order 8841 has been sent to you today.').waitFor()
  await preview.getByText('Thank you').waitFor()
  await accessible(page, 'new message')
  await panel.getByRole('button', { name: 'Submit for review' }).click()
  await panel.waitFor({ state: 'hidden' })
  const row = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name, exact: true }) })
  await row.getByText('Under review').waitFor()

  await page.getByRole('button', { name: `More for ${name} in English` }).click()
  await page.getByRole('menuitem', { name: 'In another language' }).click()
  assert.equal(await panel.getByLabel('Name', { exact: true }).inputValue(), name)
  await panel.getByLabel('Language', { exact: true }).selectOption('ms')
  await panel.getByLabel('Text', { exact: true }).fill('Pesanan {{1}} sudah dihantar kepada anda hari ini.')
  await panel.getByRole('button', { name: 'Submit for review' }).click()
  await panel.waitFor({ state: 'hidden' })
  await page.getByRole('button', { name: `${name} in Malay`, exact: true }).click()
  await panel.getByText('Only approved, rejected and paused templates can be changed.').waitFor()
  await panel.getByText('Pesanan 8841 sudah dihantar kepada anda hari ini.').waitFor()
  assert.equal(await panel.getByRole('button', { name: 'Submit for review' }).count(), 0)
  await page.keyboard.press('Escape')
  await panel.waitFor({ state: 'hidden' })

  await page.getByRole('button', { name: 'Take over from WhatsApp' }).click()
  await page.getByText('The list is what WhatsApp has now').first().waitFor()
  for (const language of ['Malay', 'English']) {
    await page.getByRole('button', { name: `More for ${name} in ${language}` }).click()
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await page.getByRole('button', { name: `${name} in ${language}`, exact: true }).waitFor({ state: 'detached' })
  }
  page.calm()
  await page.end()
})

const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')

it('a picture stands above a template and goes along with it', async () => {
  const page = await openPage(browser, app.url, { allow: [/422/] })
  page.on('dialog', dialog => dialog.accept())
  await signIn(page, app.url, PEOPLE.admin, '/login?next=/company/channels/templates')
  await page.getByRole('button', { name: 'New template' }).click()
  const panel = page.getByRole('dialog')
  const raya = `raya_${stamp}`
  await panel.getByLabel('Name', { exact: true }).fill(raya)
  await panel.getByLabel('Language', { exact: true }).selectOption('ms')
  await panel.getByLabel('Text', { exact: true }).fill('Selamat Hari Raya daripada kami semua!')
  await panel.locator('input[type=file]').setInputFiles({ name: 'kata.txt', mimeType: 'text/plain', buffer: Buffer.from('kata') })
  await panel.getByText('Use a JPEG or PNG picture, an MP4 film or a PDF.').waitFor()
  await panel.locator('input[type=file]').setInputFiles({ name: 'raya.png', mimeType: 'image/png', buffer: PNG })
  await panel.getByText('raya.png').waitFor()
  await panel.getByRole('region', { name: 'Preview' }).locator('img').waitFor()
  assert.equal(await panel.getByLabel('Header', { exact: true }).count(), 0)
  await accessible(page, 'template with a picture')
  await panel.getByRole('button', { name: 'Submit for review' }).click()
  await panel.waitFor({ state: 'hidden' })
  await page.getByRole('button', { name: `${raya} in Malay`, exact: true }).click()
  await panel.getByRole('region', { name: 'Preview' }).locator('img').waitFor()
  await page.keyboard.press('Escape')
  await panel.waitFor({ state: 'hidden' })

  // The pictures of other languages need not be handed in again.
  await page.getByRole('button', { name: `More for ${raya} in Malay` }).click()
  await page.getByRole('menuitem', { name: 'In another language' }).click()
  await panel.getByText('raya.png').waitFor()
  await panel.getByLabel('Language', { exact: true }).selectOption('en')
  await panel.getByLabel('Text', { exact: true }).fill('Happy Hari Raya from all of us!')
  await panel.getByRole('button', { name: 'Submit for review' }).click()
  await panel.waitFor({ state: 'hidden' })
  for (const language of ['Malay', 'English']) {
    await page.getByRole('button', { name: `More for ${raya} in ${language}` }).click()
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await page.getByRole('button', { name: `${raya} in ${language}`, exact: true }).waitFor({ state: 'detached' })
  }
  page.calm()
  await page.end()
})

it('what was refused says why, in the dark and on a phone', async () => {
  const ask = await askAs(app.url, PEOPLE.admin)
  const account = (await ask('GET', '/channel-accounts')).items.find(one => one.capabilities.vendorTemplates)
  const path = `/channel-accounts/${account.id}/message-templates`
  await ask('POST', path, { name, language: 'ms', category: 'utility', body: 'Pesanan anda sudah dihantar.' })
  const page = await openPage(browser, app.url, { dark: true, width: 390, height: 844 })
  // The demo's WhatsApp refuses nothing by itself: its answer stands here with what Meta would have decided.
  await page.route('**/message-templates', async route => {
    const answer = await route.fetch()
    const body = await answer.json()
    body.items.find(one => one.name === name).status = 'rejected'
    body.items.find(one => one.name === name).reason = 'INVALID_FORMAT'
    await route.fulfill({ response: answer, json: body })
  })
  await signIn(page, app.url, PEOPLE.admin, `/login?next=/company/channels/templates?account=${account.id}`)
  const row = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name, exact: true }) })
  await row.getByText('Rejected', { exact: true }).waitFor()
  await row.getByText('Its form is wrong, such as its variables.').waitFor()
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing is wider than the phone')
  await accessible(page, 'WhatsApp templates')
  await page.getByRole('button', { name: `${name} in Malay`, exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Submit for review' }).waitFor()
  await accessible(page, 'WhatsApp template')
  await ask('DELETE', `${path}?name=${name}&language=ms`)
  page.calm()
  await page.end()
})

it('a company without a number is told to connect one', async () => {
  const slug = `tanpa-${stamp}`
  await foundCompany(app.url, { name: `Tanpa ${stamp}`, slug, email: `admin@${slug}.demo` })
  const page = await openPage(browser, app.url)
  await signIn(page, app.url, `admin@${slug}.demo`, '/login?next=/company/channels/templates')
  await page.getByText('No account has templates').waitFor()
  await accessible(page, 'no WhatsApp templates')
  page.calm()
  await page.end()
})
