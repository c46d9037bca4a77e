import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { accessible, askAs, foundCompany, openBrowser, openPage, PASSWORD, PEOPLE, signIn, startApp } from './app.mjs'

const stamp = Math.random().toString(36).slice(2, 8)
const slug = `saluran-${stamp}`
const admin = `admin@${slug}.demo`
const viewer = `viewer@${slug}.demo`

let app, browser, ask
before(async () => {
  app = await startApp()
  browser = await openBrowser()
  await foundCompany(app.url, { name: `Saluran ${stamp}`, slug, email: admin })
  ask = await askAs(app.url, admin)
  await ask('POST', '/users', { name: 'Vikram', email: viewer, role: 'viewer', language: 'en', password: PASSWORD })
})
after(async () => {
  await browser?.close()
  await app?.stop()
})

it('a website is connected by keyboard, its line copied, its addresses changed, and it is disconnected and back', async () => {
  const page = await openPage(browser, app.url)
  await signIn(page, app.url, admin, '/login?next=/company/channels')
  await page.getByText('No channel is connected yet').waitFor()
  await accessible(page, 'no channels')
  await page.getByRole('button', { name: 'Connect a channel' }).first().press('Enter')
  const panel = page.getByRole('dialog')
  await accessible(page, 'connect')
  await panel.getByRole('button', { name: 'Connect', exact: true }).click()
  await panel.getByText('Enter addresses such as').waitFor()
  await panel.getByLabel('Addresses of your website').fill('www.saluran.example')
  await panel.getByLabel('Name', { exact: true }).fill('Our shop')
  await panel.getByLabel('Name', { exact: true }).press('Enter')

  await panel.getByText('data-site-key="wsk_live_').waitFor()
  await accessible(page, 'website')
  const [{ id, settings }] = (await ask('GET', '/channel-accounts')).items
  assert.deepEqual(settings.allowedOrigins, ['https://www.saluran.example'])
  await panel.getByLabel('Addresses of your website').fill('www.saluran.example\nhttps://*.saluran.example')
  await panel.getByLabel('Name', { exact: true }).fill('Our website')
  await panel.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('heading', { name: 'Our website', level: 2 }).first().waitFor()
  assert.deepEqual((await ask('GET', '/channel-accounts')).items[0].settings.allowedOrigins, ['https://www.saluran.example', 'https://*.saluran.example'])

  await panel.getByRole('button', { name: 'Disconnect' }).click()
  await page.getByText('Our website was disconnected').waitFor()
  await page.getByRole('button', { name: 'Undo' }).last().click()
  await page.getByRole('list', { name: 'Channels' }).getByText('Connected', { exact: true }).waitFor()
  assert.equal((await ask('GET', '/channel-accounts')).items.find(one => one.id === id).status, 'connected')
  page.calm()
  await page.end()
})

it('how a website looks is set beside a preview, by keyboard and on a phone, and its secret is shown once', async () => {
  const { id } = await ask('POST', '/channel-accounts', { channel: 'webchat', name: `Look ${stamp}` })
  const page = await openPage(browser, app.url)
  await signIn(page, app.url, admin, '/login?next=/company/channels')
  await page.getByRole('button', { name: `Look ${stamp}` }).click()
  const panel = page.getByRole('dialog')
  await panel.getByRole('heading', { name: 'Look and questions' }).waitFor()
  await panel.getByLabel('Title', { exact: true }).fill('Kedai Rupa')
  await panel.getByLabel('Accent colour', { exact: true }).fill('#ffd54a')
  await panel.getByText('hard to see on a white page').waitFor()
  await panel.getByLabel('Accent colour', { exact: true }).fill('#0a7d5')
  await panel.getByLabel('Greeting').press('Enter')
  await panel.getByText('Enter a colour such as').waitFor()
  await panel.getByLabel('Accent colour', { exact: true }).fill('#0a7d55')
  await panel.getByLabel('Greeting').fill('Welcome in')
  await panel.getByRole('img', { name: 'Kedai Rupa: Welcome in' }).waitFor()
  await panel.getByLabel('Ask for the name').selectOption('required')
  await panel.getByRole('switch', { name: 'Ask for a rating' }).press('Space')
  await accessible(page, 'look of a website')
  await panel.getByRole('button', { name: 'Apply to the website' }).click()
  await page.getByText('Applied. Visitors see it within a minute.').waitFor()
  const { settings } = await ask('GET', `/channel-accounts/${id}/website`)
  assert.deepEqual([settings.title, settings.color, settings.askName, settings.rating, settings.texts[0].greeting], ['Kedai Rupa', '#0a7d55', 'required', true, 'Welcome in'])

  await panel.getByRole('button', { name: 'New identity secret' }).click()
  const secret = await panel.getByText(/^wid_/).innerText()
  await page.reload()
  await page.getByRole('button', { name: `Look ${stamp}` }).click()
  await panel.getByText(`••••${secret.slice(-4)}`).waitFor()
  await page.setViewportSize({ width: 390, height: 844 })
  assert.ok(await panel.evaluate(dialog => dialog.scrollWidth <= dialog.clientWidth))
  await accessible(page, 'look of a website on a phone')
  page.calm()
  await page.end()
})

it('each kind says what it needs, and nothing is sent while something is missing', async () => {
  const before = (await ask('GET', '/channel-accounts')).items.length
  const page = await openPage(browser, app.url)
  await signIn(page, app.url, admin, '/login?next=/company/channels')
  await page.getByRole('button', { name: 'Connect a channel' }).first().click()
  const panel = page.getByRole('dialog')
  for (const [kind, field] of [['Telegram', 'Bot token'], ['Messenger', 'Page access token'], ['Instagram', 'Instagram account ID'], ['WhatsApp Cloud', 'WhatsApp Business Account ID']]) {
    await panel.locator('label', { hasText: kind }).click()
    await panel.getByLabel(field, { exact: true }).waitFor()
    await accessible(page, kind)
  }
  assert.match(await panel.getByLabel('Verify token', { exact: true }).inputValue(), /^[a-z0-9]{36}$/)
  await panel.getByRole('button', { name: 'Test' }).click()
  await panel.getByText('Fill this in').first().waitFor()
  assert.equal((await ask('GET', '/channel-accounts')).items.length, before)
  page.calm()
  await page.end()
})

it('a bot is tested, given a new secret, keeps its token when another is refused, and shows what came in', async () => {
  const page = await openPage(browser, app.url, { allow: [/422/] })
  const kedai = await askAs(app.url, PEOPLE.admin)
  await signIn(page, app.url, PEOPLE.admin, '/login?next=/company/channels')
  await page.getByRole('button', { name: 'Kedai Batik on Telegram' }).click()
  const panel = page.getByRole('dialog')
  await panel.getByRole('button', { name: 'Test', exact: true }).click()
  await page.getByText('Kedai Batik on Telegram works').waitFor()
  await panel.getByText('••••').first().waitFor()

  await panel.getByRole('button', { name: 'New webhook secret' }).click()
  await panel.getByText('It is shown this once.').waitFor()
  await accessible(page, 'bot')
  const { webhookUrl, webhookSecret } = (await kedai('GET', '/channel-accounts')).items.find(one => one.channel === 'telegram')
  assert.equal(webhookSecret, null)
  const secret = await panel.locator('code').nth(1).innerText()
  const posted = await fetch(app.url + new URL(webhookUrl).pathname, { method: 'POST', headers: { 'X-Telegram-Bot-Api-Secret-Token': secret }, body: `no update ${stamp}` })
  assert.equal(posted.status, 200)

  await panel.getByRole('button', { name: 'Send a test event' }).click()
  await page.getByText('The test event arrived and was understood').waitFor()
  await panel.getByRole('list', { name: 'What came in' }).getByText('Test event', { exact: true }).first().waitFor()

  await panel.getByRole('button', { name: 'Replace' }).click()
  await panel.getByLabel('Bot token').fill('this is no token')
  await panel.getByRole('button', { name: 'Test and keep' }).click()
  await panel.getByRole('alert').getByText('Refused: Telegram:').waitFor()
  await accessible(page, 'refused credentials')
  page.on('dialog', dialog => dialog.accept())
  await page.keyboard.press('Escape')

  await page.getByLabel('Outcome').selectOption('parked')
  const parked = page.getByRole('list', { name: 'What came in' }).getByRole('listitem').first()
  await parked.getByText('Set aside').waitFor()
  await accessible(page, 'events')
  await parked.getByRole('button', { name: /^Show/ }).click()
  await page.getByRole('dialog').getByText(`no update ${stamp}`).waitFor()
  await accessible(page, 'body')
  await page.keyboard.press('Escape')
  await parked.getByRole('button', { name: /^Process/ }).click()
  await page.getByText('It is processed again').waitFor()
  await page.getByLabel('Search by the vendor’s id').fill('no such id')
  await page.getByText('Nothing fits').waitFor()
  page.calm()
  await page.end()
})

it('in the dark and on a phone it fits, and who is no admin does not enter', async () => {
  const phone = await openPage(browser, app.url, { dark: true, width: 390, height: 844 })
  await signIn(phone, app.url, PEOPLE.admin, '/login?next=/company/channels')
  await phone.getByRole('button', { name: 'Kedai Batik on WhatsApp' }).click()
  await phone.getByText('Verify and save').waitFor()
  await accessible(phone, 'phone')
  // The panel slides in from the side.
  await phone.waitForFunction(() => document.documentElement.scrollWidth === 390)
  phone.calm()
  await phone.end()

  const reader = await openPage(browser, app.url)
  await signIn(reader, app.url, viewer, '/login?next=/company/channels')
  await reader.getByRole('heading', { name: 'You have no access to this page' }).waitFor({ state: 'attached' })
  reader.calm()
  await reader.end()
})
