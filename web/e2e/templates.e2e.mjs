import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { accessible, askAs, foundCompany, openBrowser, openPage, PASSWORD, signIn, startApp, undo } from './app.mjs'

const stamp = Math.random().toString(36).slice(2, 8)
const slug = `jawab-${stamp}`
const admin = `admin@${slug}.demo`
const viewer = `viewer@${slug}.demo`

let app, browser, ask
before(async () => {
  app = await startApp()
  browser = await openBrowser()
  await foundCompany(app.url, { name: `Jawab ${stamp}`, slug, email: admin })
  ask = await askAs(app.url, admin)
  await ask('POST', '/users', { name: 'Vikram', email: viewer, role: 'viewer', language: 'en', password: PASSWORD })
})
after(async () => {
  await browser?.close()
  await app?.stop()
})

it('an answer from the library is switched on, worded anew and tried', async () => {
  const page = await openPage(browser, app.url)
  await signIn(page, app.url, admin, '/login?next=/company/templates')
  await page.getByRole('heading', { name: 'Opening hours' }).waitFor()
  await accessible(page, 'templates')

  await page.getByLabel('What a customer would write').fill('Where is your shop?')
  await page.getByRole('button', { name: 'Try', exact: true }).click()
  await page.getByText(/No template answers/).waitFor()
  await page.getByText('not in use').first().waitFor()

  await page.getByRole('switch', { name: 'Use Discount' }).click()
  await page.getByText('Discount is used now').first().waitFor()
  await page.getByRole('button', { name: 'Discount', exact: true }).click()
  const panel = page.getByRole('dialog')
  await panel.getByLabel('Text before the answer').fill('Dear customer, ')
  await accessible(page, 'customised template')
  await panel.getByRole('button', { name: 'Save' }).click()
  await panel.waitFor({ state: 'hidden' })

  await page.getByLabel('What a customer would write').fill('so expensive la boss, any discount?')
  await page.getByRole('button', { name: 'Try', exact: true }).click()
  await page.getByText(/Discount answers/).waitFor()
  await page.getByText(/^Dear customer, /).waitFor()
  assert.equal(await page.locator('mark', { hasText: 'discount' }).first().isVisible(), true)
  await accessible(page, 'tried message')
  page.calm()
  await page.end()
})

it('what is in use and lacks a language customers write is named, and opened from there', async () => {
  const page = await openPage(browser, app.url)
  await page.route('**/api/v1/templates/languages', route => route.fulfill({ json: { items: [{ language: 'ms', conversations: 7 }, { language: 'ta', conversations: 3 }] } }))
  const made = await ask('POST', '/templates', { name: 'Only English', category: 'other', language: 'en', patterns: ['only english'], response: 'Yes.' })
  await signIn(page, app.url, admin, '/login?next=/company/templates')
  const report = page.getByRole('region', { name: 'Is every answer there in the languages customers write?' })
  await report.getByRole('button', { name: 'Show what is missing' }).click()
  const lacking = report.getByRole('listitem').filter({ hasText: 'Only English' })
  await lacking.getByText('Without Malay').waitFor()
  await lacking.getByText('Without Tamil').waitFor()
  await accessible(page, 'what lacks a language')
  await lacking.getByRole('button', { name: 'Only English' }).click()
  await page.getByRole('dialog').waitFor()
  page.calm()
  await page.end()
  await ask('DELETE', `/templates/${made.id}`)
})

it('an own answer is written in two languages, preferred and removed', async () => {
  const page = await openPage(browser, app.url, { allow: [/400|422/] })
  await signIn(page, app.url, admin, '/login?next=/company/templates')
  await page.getByRole('button', { name: 'Add template' }).first().click()
  const panel = page.getByRole('dialog')
  await panel.getByLabel('Name', { exact: true }).fill('Batik class')
  await panel.getByLabel('Phrases that fit, one a line').fill('batik class\nbatik workshop')
  await panel.getByLabel('Answer', { exact: true }).fill('Every Saturday, {nobody_knows}.')
  await accessible(page, 'new template')
  await panel.getByRole('button', { name: 'Save' }).click()
  await panel.getByText(/nobody_knows/).last().waitFor()
  await panel.getByLabel('Answer', { exact: true }).fill('Every Saturday at ten.')
  await panel.getByLabel('Wording in').selectOption('ms')
  await panel.getByLabel('Phrases that fit, one a line').fill('kelas batik')
  await panel.getByLabel('Answer', { exact: true }).fill('Setiap Sabtu pukul sepuluh.')
  await panel.getByRole('button', { name: 'Save' }).click()
  await panel.waitFor({ state: 'hidden' })

  await page.getByLabel('Shown', { exact: true }).selectOption('own')
  await page.getByRole('button', { name: 'More for Batik class' }).click()
  await page.getByRole('menuitem', { name: 'Prefer' }).click()
  await page.getByText('Preferred', { exact: true }).waitFor()
  await page.getByLabel('What a customer would write').fill('kelas batik bila ya?')
  await page.getByRole('button', { name: 'Try', exact: true }).click()
  await page.getByText('Setiap Sabtu pukul sepuluh.').waitFor()

  page.once('dialog', dialog => dialog.accept())
  await page.getByRole('button', { name: 'More for Batik class' }).click()
  await page.getByRole('menuitem', { name: 'Remove' }).click()
  await page.getByText('Nothing fits').waitFor()
  page.calm()
  await page.end()
})

it('a viewer reads and tries all of it and changes nothing, in the dark and on a phone', async () => {
  const page = await openPage(browser, app.url, { dark: true, width: 390, height: 844 })
  await signIn(page, app.url, viewer, '/login?next=/company/templates')
  await page.getByRole('heading', { name: 'Opening hours' }).waitFor()
  assert.equal(await page.getByRole('button', { name: /Add template|More for/ }).count(), 0)
  assert.equal(await page.getByRole('switch', { name: 'Use Opening hours' }).isDisabled(), true)
  await page.getByRole('button', { name: 'Opening hours', exact: true }).click()
  await page.getByRole('dialog').getByLabel('Answer', { exact: true }).waitFor()
  assert.equal(await page.getByRole('button', { name: 'Save' }).count(), 0)
  await accessible(page, 'viewer template')
  page.calm()
  await page.end()
})

it('what stands for a placeholder is filled in once, for all languages, and can be taken back', async () => {
  const page = await openPage(browser, app.url)
  await signIn(page, app.url, admin, '/login?next=/company/templates')
  await page.getByRole('switch', { name: 'Use Location' }).click()
  await page.getByText('Location is used now').first().waitFor()
  const values = page.getByRole('region', { name: 'What stands for placeholders' })
  await values.getByText('Answers with it are not sent').waitFor()
  await values.getByRole('button', { name: 'Edit {address}' }).click()
  await accessible(page, 'placeholders')
  await values.getByLabel('English').fill('12 Jalan Batik')
  await page.keyboard.press('Enter')
  await values.getByText('12 Jalan Batik').waitFor()
  for (const language of ['en', 'ms', 'zh']) {
    const asked = { en: 'Where is your shop?', ms: 'alamat kedai mana ya', zh: '你们店在哪里' }[language]
    assert.match((await ask('POST', '/templates/test', { message: asked })).response, /12 Jalan Batik/)
  }
  await undo(page, '{address} was saved')
  await values.getByText('Answers with it are not sent').waitFor()

  // Both pages ask for the same list; each shows it its own way, whichever was there first.
  await page.getByRole('link', { name: 'Canned replies' }).click()
  await page.getByRole('button', { name: 'New reply' }).first().click()
  await page.getByRole('dialog').getByText(/Placeholders: .*\{address\}/).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('link', { name: 'Templates', exact: true }).click()
  await values.getByRole('button', { name: 'Edit {address}' }).waitFor()
  page.calm()
  await page.end()
})
