import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { accessible, askAs, foundCompany, openBrowser, openPage, PASSWORD, signIn, startApp } from './app.mjs'

const stamp = Math.random().toString(36).slice(2, 8)
const slug = `sama-${stamp}`
const admin = `admin@${slug}.demo`
const aina = `aina@${slug}.demo`

let app, browser, ask, asAina, siteKey
const ids = {}
/** What a customer writes with from then on. */
const writesOn = {}
async function writes(name, text) {
  const post = async (path, body, token) =>
    (await fetch(`${app.url}/widget/v1${path}`, { method: 'POST', headers: { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) }, body: JSON.stringify(body) })).json()
  const { session_token: token } = await post('/sessions', { site_key: siteKey })
  writesOn[name] = words => post('/messages', { client_message_id: `c-${Math.random().toString(36).slice(2)}`, type: 'text', text: words }, token)
  await writesOn[name](text)
  const [thread] = (await ask('GET', '/conversations?status=any')).items
  ids[name] = thread.id
  await ask('PATCH', `/contacts/${thread.contact.id}`, { name })
}
const say = (id, text) => asAina('POST', `/conversations/${id}/messages`, { type: 'text', text })
const reply = page => page.getByRole('textbox', { name: 'Reply' })
/** What is said in the thread, by anybody. */
const said = (page, text) => page.getByRole('log').locator('article').filter({ hasText: text })
async function open(email, scope, id, options) {
  const page = await openPage(browser, app.url, options)
  await signIn(page, app.url, email, `/login?next=/${scope}/conversations/${id}`)
  await page.getByRole('log').locator('article').first().waitFor()
  return page
}

before(async () => {
  app = await startApp()
  browser = await openBrowser()
  await foundCompany(app.url, { name: `Sama ${stamp}`, slug, email: admin })
  ask = await askAs(app.url, admin)
  ids.Aina = (await ask('POST', '/users', { name: 'Aina', email: aina, role: 'company_user', language: 'en', password: PASSWORD })).id
  asAina = await askAs(app.url, aina)
  siteKey = (await ask('POST', '/channel-accounts', { channel: 'webchat', name: 'Site' })).siteKey
  for (const name of ['Nadia', 'Mei', 'Devi', 'Spammer']) {
    await writes(name, `Hello from ${name}`)
    await ask('PUT', `/conversations/${ids[name]}/assignment`, { userId: ids.Aina })
  }
})
after(async () => {
  await browser?.close()
  await app?.stop()
})

it('two who have the same conversation open see each other, and who writes', async () => {
  const boss = await open(admin, 'company', ids.Nadia)
  const agent = await open(aina, 'agent', ids.Nadia)
  await boss.getByRole('list', { name: 'Also here' }).getByText('Aina').waitFor({ state: 'attached' })
  await agent.getByRole('list', { name: 'Also here' }).getByRole('listitem').waitFor()

  await reply(agent).pressSequentially('Our batik')
  await boss.getByText('Aina is writing…').waitFor()
  await accessible(boss, 'somebody writes')
  await boss.getByText('Aina is writing…').waitFor({ state: 'detached' })
  await agent.getByRole('button', { name: 'Note', exact: true }).click()
  await agent.getByRole('textbox', { name: 'Note' }).pressSequentially('Ask Wei')
  await boss.getByText('Aina is writing a note…').waitFor()

  await agent.getByRole('option').filter({ hasText: 'Mei' }).click()
  await boss.getByRole('list', { name: 'Also here' }).waitFor({ state: 'detached' })
  boss.calm()
  agent.calm()
  await boss.end()
  await agent.end()
})

it('a reply that came while I wrote is shown before mine goes', async () => {
  const boss = await open(admin, 'company', ids.Mei)
  await boss.getByRole('button', { name: 'Join', exact: true }).click()
  await reply(boss).fill('It costs 120')
  await say(ids.Mei, 'It is RM 120')
  await said(boss, 'It is RM 120').waitFor()
  await reply(boss).press('Enter')

  await boss.getByRole('alert').getByText('Aina replied while you wrote').waitFor()
  await accessible(boss, 'somebody was faster')
  assert.equal(await reply(boss).inputValue(), 'It costs 120')
  assert.equal(await said(boss, 'It costs 120').count(), 0)
  await reply(boss).press('Enter')
  await said(boss, 'It costs 120').waitFor()
  await boss.getByText('Aina replied while you wrote').waitFor({ state: 'detached' })
  boss.calm()
  await boss.end()
})

it('and so is one that the browser has not heard of yet', async () => {
  const boss = await open(admin, 'company', ids.Mei, { allow: [/409/, /Failed to load resource/] })
  await reply(boss).fill('Shall I pack it?')
  await boss.route('**/api/v1/stream', route => route.abort())
  let late = true
  await boss.route(`**/conversations/${ids.Mei}/messages`, async route => {
    if (late && route.request().method() === 'POST') {
      late = false
      await say(ids.Mei, 'I have packed it')
    }
    await route.continue()
  })
  await reply(boss).press('Enter')
  await boss.getByRole('alert').getByText('Aina replied while you wrote').waitFor()
  assert.equal(await reply(boss).inputValue(), 'Shall I pack it?')
  await reply(boss).press('Enter')
  await said(boss, 'Shall I pack it?').waitFor()
  await boss.getByRole('img', { name: 'Being sent' }).waitFor({ state: 'detached' })
  const thread = (await ask('GET', `/conversations/${ids.Mei}/messages`)).items.map(({ content }) => content.text)
  assert.equal(thread.filter(text => text === 'Shall I pack it?').length, 1)
  await boss.end()
})

/** The admin writes along in a conversation of Aina's. */
async function joins(name) {
  const boss = await open(admin, 'company', ids[name], { allow: [/409/, /Failed to load resource/] })
  await boss.locator('[data-ready=keys]').waitFor({ state: 'attached' })
  await boss.getByRole('button', { name: 'Join', exact: true }).click()
  await reply(boss).waitFor()
  return { boss, overtaken: boss.getByRole('alert').getByText('Aina replied while you wrote') }
}
const sentBy = async (name, type) => (await ask('GET', `/conversations/${ids[name]}/messages`)).items.filter(({ content }) => content.type === type).length

it('a product waits for a reply that came meanwhile, too', async () => {
  await ask('POST', '/products', { kind: 'product', name: 'Kebaya', price: { amount: '120.00', currency: 'MYR' }, stock: 5 })
  await say(ids.Mei, 'Seen before I began')
  const { boss, overtaken } = await joins('Mei')
  const offer = boss.getByRole('button', { name: 'Send card' })
  const cards = () => sentBy('Mei', 'cards')
  await boss.getByRole('button', { name: 'Products', exact: true }).click()
  await boss.getByRole('combobox', { name: 'Find a product or package' }).fill('keb')
  await boss.getByRole('option', { name: /Kebaya/ }).click()
  await offer.waitFor()
  await say(ids.Mei, 'I offer her one')
  await said(boss, 'I offer her one').waitFor()
  await offer.click()
  await overtaken.waitFor()
  await accessible(boss, 'a product waits')
  assert.equal(await cards(), 0)

  await boss.route('**/api/v1/stream', route => route.abort())
  let late = true
  await boss.route(`**/conversations/${ids.Mei}/messages`, async route => {
    if (late && route.request().method() === 'POST') {
      late = false
      await say(ids.Mei, 'And another')
    }
    await route.continue()
  })
  await offer.click()
  await said(boss, 'And another').waitFor()
  await overtaken.waitFor()
  assert.equal(await cards(), 0)
  await offer.click()
  await overtaken.waitFor({ state: 'detached' })
  assert.equal(await cards(), 1)
  await boss.end()
})

it('and so does what a dialog asks for', async () => {
  const { boss, overtaken } = await joins('Devi')
  const places = () => sentBy('Devi', 'location')
  const dialog = boss.getByRole('dialog')
  await boss.keyboard.press('Escape')
  await boss.keyboard.press('Control+k')
  await dialog.getByRole('combobox').fill('Send a place')
  await dialog.getByRole('option', { name: 'Send a place' }).first().click()
  const sending = dialog.getByRole('button', { name: 'Send', exact: true })
  await dialog.getByLabel('Where').fill('3.139, 101.6869')
  await say(ids.Devi, 'We are at the market')
  await said(boss, 'We are at the market').waitFor({ state: 'attached' })
  await sending.click()
  await overtaken.waitFor()
  await accessible(boss, 'a place waits')
  assert.equal(await places(), 0)

  await boss.route('**/api/v1/stream', route => route.abort())
  let late = true
  await boss.route(`**/conversations/${ids.Devi}/messages`, async route => {
    if (late && route.request().method() === 'POST') {
      late = false
      await say(ids.Devi, 'Beside the fountain')
    }
    await route.continue()
  })
  await sending.click()
  await dialog.getByText('Beside the fountain').waitFor()
  assert.equal(await places(), 0)
  await sending.click()
  await dialog.waitFor({ state: 'detached' })
  await overtaken.waitFor({ state: 'detached' })
  assert.equal(await places(), 1)
  await boss.end()
})

it('and so do a file and a suggestion that is sent as it is', async () => {
  await say(ids.Nadia, 'Good morning')
  await writesOn.Nadia('How much is the kebaya?')
  const { boss, overtaken } = await joins('Nadia')
  const picked = { name: 'list.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 Prices') }
  await boss.locator('form input[type=file]').setInputFiles(picked)
  const files = boss.getByRole('list', { name: 'Files to send' })
  const sending = boss.getByRole('button', { name: 'Send', exact: true })
  await sending.and(boss.locator(':enabled')).waitFor()
  await say(ids.Nadia, 'I look for the list')
  await said(boss, 'I look for the list').waitFor()
  await sending.click()
  await overtaken.waitFor()
  assert.equal(await sentBy('Nadia', 'media'), 0)
  await sending.click()
  await files.waitFor({ state: 'detached' })
  await overtaken.waitFor({ state: 'detached' })
  assert.equal(await sentBy('Nadia', 'media'), 1)

  await writesOn.Nadia('How much is the kebaya?')
  await boss.getByRole('button', { name: 'Suggest an answer' }).click()
  const asIs = boss.getByRole('button', { name: 'Send as is' })
  await asIs.and(boss.locator(':enabled')).waitFor()
  await say(ids.Nadia, 'One moment please')
  await said(boss, 'One moment please').waitFor()
  const before = await sentBy('Nadia', 'text')
  await asIs.click()
  await overtaken.waitFor()
  assert.equal(await sentBy('Nadia', 'text'), before)
  await asIs.click()
  await asIs.waitFor({ state: 'detached' })
  await said(boss, 'RM 120').waitFor()
  await boss.end()
})

it('what is begun is found again on another device, shown in the list and gone once it is sent', async () => {
  const first = await open(aina, 'agent', ids.Devi)
  await reply(first).fill('Our batik is')
  const second = await openPage(browser, app.url, { width: 390, height: 844 })
  await waitForDraft(ids.Devi, 'Our batik is')
  await signIn(second, app.url, aina, '/login?next=/agent/conversations')
  const row = second.getByRole('option').filter({ hasText: 'Devi' })
  await row.getByText('Draft:').waitFor()
  await accessible(second, 'a draft in the list')
  await row.click()
  await second.getByRole('log').locator('article').first().waitFor()
  await waitForValue(second, 'Our batik is')

  await reply(second).fill('Our batik is here')
  await waitForValue(first, 'Our batik is here')
  await reply(second).press('Enter')
  await said(second, 'Our batik is here').waitFor()
  await waitForValue(first, '')
  await waitForDraft(ids.Devi, undefined)
  first.calm()
  second.calm()
  await first.end()
  await second.end()
})

it('spam is blocked and closed by one act, taken back by one, and the blocked have a view of their own', async () => {
  const page = await open(aina, 'agent', ids.Spammer)
  const spam = async () => {
    await page.getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: 'Mark as spam' }).click()
    await page.getByText('Spammer is blocked, the conversation closed as spam').first().waitFor()
  }
  const row = page.getByRole('option').filter({ hasText: 'Spammer' })
  await spam()
  await page.getByText('Marked as spam by Aina').waitFor()
  await row.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Undo' }).last().click()
  // No row moves under the pointer.
  await page.mouse.move(900, 300)
  await row.waitFor()
  await reply(page).waitFor()

  await spam()
  await page.getByRole('button', { name: 'Filter' }).click()
  await page.getByRole('radio', { name: /^Blocked/ }).click()
  await row.waitFor()
  await accessible(page, 'the blocked')
  await page.getByRole('button', { name: 'Not spam' }).click()
  await page.getByText('Spammer is not blocked any more').first().waitFor()
  await row.waitFor({ state: 'detached' })
  page.calm()
  await page.end()
})

it('a contact is blocked with a reason that colleagues read', async () => {
  const page = await open(aina, 'agent', ids.Nadia)
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'Block this contact' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Reason').fill('Only advertises')
  await accessible(page, 'block')
  await dialog.getByRole('button', { name: 'Block', exact: true }).click()
  await page.getByText('Only advertises').waitFor()
  await page.getByText('Blocked by Aina since').waitFor()
  assert.equal(await reply(page).count(), 0, 'nobody writes to them')
  await page.getByRole('button', { name: 'Unblock' }).click()
  await reply(page).waitFor()
  page.calm()
  await page.end()
})

async function waitForValue(page, text) {
  await page.waitForFunction(wanted => document.querySelector('form textarea')?.value === wanted, text)
}
async function waitForDraft(id, text) {
  for (const end = Date.now() + 10_000; Date.now() < end; await new Promise(resolve => setTimeout(resolve, 100)))
    if ((await asAina('GET', `/conversations/${id}/drafts`)).items[0]?.text === text) return
  assert.fail(`The draft is not ${text}`)
}
