// What is sent can be taken back for a moment, which the server keeps; two conversations of one customer are read as one;
// keys that are pressed early are not lost; views in folders, and the hours of an agent.
import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { accessible, askAs, customers, foundCompany, openBrowser, openPage, PASSWORD, signIn, startApp, undo } from './app.mjs'

const stamp = Math.random().toString(36).slice(2, 8)
const slug = `helai-${stamp}`
const admin = `admin@${slug}.demo`
const aina = `aina@${slug}.demo`

let app, browser, ask, asAina, writes, ids
const agent = {}

before(async () => {
  app = await startApp()
  browser = await openBrowser()
  await foundCompany(app.url, { name: `Helai ${stamp}`, slug, email: admin })
  ask = await askAs(app.url, admin)
  await ask('PUT', '/assignment-rule', { automatic: false, strategy: 'rotation', keepsAgent: true, whenAway: 'keep' })
  agent.id = (await ask('POST', '/users', { name: 'Aina', email: aina, role: 'company_user', language: 'en', password: PASSWORD })).id
  asAina = await askAs(app.url, aina)
  ;({ writes, ids } = await customers(app.url, ask))
  for (const name of ['Nadia', 'Nadia Yusof', 'Mei']) {
    await writes(name, `Hello from ${name}`)
    await ask('PUT', `/conversations/${ids[name]}/assignment`, { userId: agent.id })
  }
  const contact = async name => (await ask('GET', `/conversations/${ids[name]}`)).contact.id
  await ask('POST', `/contacts/${await contact('Nadia')}/merges`, { contactId: await contact('Nadia Yusof') })
})
after(async () => {
  await browser?.close()
  await app?.stop()
})

const reply = page => page.getByRole('textbox', { name: 'Reply' })
const log = page => page.getByRole('log')
const said = (page, text) => log(page).locator('article').filter({ hasText: text })
async function open(id, { hold = 0, ...options } = {}) {
  const page = await openPage(browser, app.url, options)
  await page.addInitScript(seconds => localStorage.setItem('sembang.hold', String(seconds)), hold)
  await signIn(page, app.url, aina, `/login?next=/agent/conversations/${id}`)
  await log(page).locator('article').first().waitFor()
  return page
}
async function stateOf(id, text) {
  const { items } = await asAina('GET', `/conversations/${id}/messages`)
  return items.find(one => one.content.text === text)?.state
}
async function become(id, text, state) {
  for (const end = Date.now() + 15_000; Date.now() < end; await new Promise(done => setTimeout(done, 200))) if ((await stateOf(id, text)) === state) return
  assert.equal(await stateOf(id, text), state, text)
}

it('what is sent waits a moment at the server, is taken back, or goes though the page is closed', async () => {
  const page = await open(ids.Mei, { hold: 10 })
  await reply(page).fill('It costs 21')
  await page.keyboard.press('Enter')
  await said(page, 'It costs 21').getByText(/^Goes in \d+ s$/).waitFor()
  assert.equal(await stateOf(ids.Mei, 'It costs 21'), 'held')
  await accessible(page, 'held')
  await said(page, 'It costs 21').getByRole('button', { name: 'Undo' }).click()
  await said(page, 'It costs 21').getByText('Withdrawn before it was sent.').waitFor()
  await page.waitForFunction(() => document.querySelector('form textarea')?.value === 'It costs 21')
  assert.equal(await stateOf(ids.Mei, 'It costs 21'), 'cancelled')

  await reply(page).fill('It costs 120')
  await page.keyboard.press('Enter')
  await said(page, 'It costs 120').getByText(/^Goes in/).waitFor()
  // Outside of a field the keys of the browser are ours.
  await log(page).focus()
  await page.keyboard.press('Control+z')
  await said(page, 'It costs 120').getByText('Withdrawn before it was sent.').waitFor()

  await reply(page).fill('It costs 100')
  await page.keyboard.press('Enter')
  await said(page, 'It costs 100').getByText(/^Goes in/).waitFor()
  page.calm()
  await page.end()
  await become(ids.Mei, 'It costs 100', 'sent')
})

it('what is chosen in the profile is how long one can take it back', async () => {
  const page = await openPage(browser, app.url)
  await signIn(page, app.url, aina, '/login?next=/agent/profile')
  await page.getByRole('combobox', { name: 'Time to take a message back' }).click()
  await page.getByRole('option', { name: '5 seconds' }).click()
  assert.equal(await page.evaluate(() => localStorage.getItem('sembang.hold')), '5')
  page.calm()
  await page.end()
})

it('two conversations of a customer are merged, answered by either way, and parted by undo', async () => {
  const page = await open(ids.Nadia)
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'Merge with another conversation' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('list', { name: 'Other conversations of this customer' }).waitFor()
  await accessible(page, 'merge')
  await dialog.getByRole('button', { name: 'Merge', exact: true }).click()
  await said(page, 'Hello from Nadia Yusof').waitFor()
  await log(page).getByText('Hello from Nadia', { exact: true }).waitFor()
  const ways = page.getByRole('region', { name: 'Read together' })
  await ways.getByRole('link').nth(1).waitFor()
  await accessible(page, 'merged')

  await writes('Nadia Yusof', 'Still there?')
  await said(page, 'Still there?').waitFor()
  await ways.getByText('waits').first().waitFor()
  await ways.getByRole('link').nth(1).click()
  await page.waitForURL(`**/agent/conversations/${ids['Nadia Yusof']}`)
  await log(page).getByText('Hello from Nadia', { exact: true }).waitFor()
  await reply(page).fill('Yes, here')
  await page.keyboard.press('Enter')
  await said(page, 'Yes, here').waitFor()
  await become(ids['Nadia Yusof'], 'Yes, here', 'sent')
  // Nobody waits in it any more: it is read with the other one, and stands in the list as that.
  await page.goto(`${app.url}/agent/conversations/${ids.Nadia}`)
  await said(page, 'Yes, here').waitFor()
  assert.equal(await page.getByRole('option').filter({ hasText: 'Nadia' }).count(), 1)

  const order = await log(page).locator('article').allInnerTexts()
  const places = ['Hello from Nadia', 'Hello from Nadia Yusof', 'Still there?', 'Yes, here'].map(text => order.findIndex(one => one.includes(text)))
  assert.deepEqual(places, [...places].sort((a, b) => a - b), 'by time')

  await ways.getByRole('button', { name: /^Part from/ }).click()
  await ways.waitFor({ state: 'detached' })
  await said(page, 'Yes, here').waitFor({ state: 'detached' })
  await undo(page, 'The conversations are parted')
  await said(page, 'Yes, here').waitFor()
  page.calm()
  await page.end()
})

it('a key that is pressed before its part has come is not lost', async () => {
  const page = await openPage(browser, app.url)
  await signIn(page, app.url, aina, '/login?next=/agent/conversations')
  await page.getByRole('option').filter({ hasText: 'Mei' }).waitFor()
  let pressed
  const key = new Promise(done => (pressed = done))
  await page.route(/\/assets\/[^/]*\.js$/, async route => {
    const answer = await route.fetch()
    if ((await answer.text()).includes('sendAndClose')) await key
    await route.fulfill({ response: answer })
  })
  await page.reload()
  await page.getByRole('option').filter({ hasText: 'Mei' }).click()
  await log(page).locator('article').first().waitFor()
  assert.equal(await page.locator('[data-ready="keys"]').count(), 0, 'its part is still to come')
  await page.keyboard.press('w')
  pressed()
  await page.getByRole('dialog').getByText('Close').first().waitFor()
  page.calm()
  await page.end()
})

it('keys lead to other pages, hide the list, mark as unread and look at kept views', async () => {
  const page = await open(ids.Mei)
  await page.locator('[data-ready="list-keys"]').waitFor({ state: 'attached' })
  await page.locator('[data-ready="go-keys"]').waitFor({ state: 'attached' })
  await log(page).focus()
  await page.keyboard.press('[')
  await page.getByRole('listbox', { name: 'Conversations' }).waitFor({ state: 'hidden' })
  await page.keyboard.press('[')
  await page.getByRole('listbox', { name: 'Conversations' }).waitFor()
  await page.keyboard.press('u')
  await page.waitForURL('**/agent/conversations')
  await page.waitForFunction(() => [...document.querySelectorAll('[role="option"]')].some(one => /Mei/.test(one.textContent) && /1/.test(one.textContent)))
  assert.equal((await asAina('GET', `/conversations/${ids.Mei}`)).unread, 1)
  await page.keyboard.press('g')
  await page.keyboard.press('c')
  await page.waitForURL('**/agent/contacts')
  await page.keyboard.press('g')
  await page.keyboard.press('i')
  await page.waitForURL('**/agent/conversations')
  await asAina('POST', '/conversation-views', { name: 'Put off', shared: false, query: { view: 'mine', status: 'open', waiting: false, snoozed: true, sort: 'newest' } })
  await page.reload()
  await page.locator('[data-ready="list-keys"]').waitFor({ state: 'attached' })
  await page.keyboard.press('Alt+1')
  await page.getByText('Nothing matches').waitFor()
  page.calm()
  await page.end()
})

it('a colleague is named in a note by @, and finds it', async () => {
  const page = await open(ids.Mei)
  await page.getByRole('button', { name: 'Note', exact: true }).click()
  await page.getByRole('textbox', { name: 'Note' }).pressSequentially('Please look, @')
  await page.getByRole('combobox', { name: 'Find a colleague' }).fill('sit')
  await page.getByRole('option', { name: 'Siti' }).waitFor()
  await accessible(page, 'mention')
  await page.keyboard.press('Enter')
  await page.waitForFunction(() => document.querySelector('form textarea')?.value === 'Please look, @Siti ')
  await page.keyboard.press('Enter')
  await log(page).getByText('Please look, @Siti').waitFor()
  page.calm()
  await page.end()
  const boss = await openPage(browser, app.url)
  await signIn(boss, app.url, admin, '/login?next=/company/conversations')
  await boss.getByRole('option').first().waitFor()
  await boss.getByRole('button', { name: 'Filter' }).click()
  await boss.getByRole('radio', { name: 'Mentions of me' }).click()
  await boss.mouse.move(900, 300)
  await boss.waitForFunction(() => document.querySelectorAll('[role="option"]').length === 1)
  await boss.getByRole('option').filter({ hasText: 'Mei' }).waitFor()
  boss.calm()
  await boss.end()
})

it('the list is narrowed by who has it and by days', async () => {
  const page = await openPage(browser, app.url)
  await signIn(page, app.url, admin, '/login?next=/company/conversations')
  await page.getByRole('option').nth(1).waitFor()
  await page.getByRole('button', { name: 'Filter' }).click()
  await page.getByLabel('Active until').fill('2020-01-01')
  await page.getByLabel('Active until').press('Tab')
  await page.getByText('Nothing matches').waitFor()
  await accessible(page, 'filter by days')
  await page.getByLabel('Active until').fill('')
  await page.getByLabel('Active until').press('Tab')
  await page.getByRole('option').nth(1).waitFor()
  await page.getByLabel('Responsible').selectOption({ label: 'Siti' })
  await page.getByText('Nothing matches').waitFor()
  await page.getByLabel('Responsible').selectOption({ label: 'Aina' })
  await page.getByRole('option').nth(1).waitFor()
  page.calm()
  await page.end()
})

it('kept views stand in folders', async () => {
  const page = await open(ids.Mei)
  await page.getByRole('button', { name: /^Filter/ }).click()
  await page.getByRole('radio', { name: 'Hot', exact: true }).first().click()
  await page.getByRole('button', { name: /^Filter/ }).click()
  await page.getByRole('textbox', { name: 'Name of the view' }).fill('Hot ones')
  await page.getByRole('combobox', { name: 'Folder' }).or(page.getByRole('textbox', { name: 'Folder' })).fill('Sales')
  await page.getByRole('button', { name: 'Save this view' }).click()
  await page.getByRole('group', { name: 'Saved views' }).getByText('Sales').waitFor()
  await accessible(page, 'folders')
  await page.getByRole('button', { name: 'Put the view Hot ones into a folder' }).click()
  const folder = page.getByRole('group', { name: 'Saved views' }).getByRole('combobox', { name: 'Folder' }).or(page.getByRole('group', { name: 'Saved views' }).getByRole('textbox', { name: 'Folder' }))
  await folder.fill('')
  await page.getByRole('button', { name: 'Put', exact: true }).click()
  await page.getByRole('group', { name: 'Saved views' }).getByText('Sales').waitFor({ state: 'detached' })
  assert.equal((await asAina('GET', '/conversation-views')).items.find(({ name }) => name === 'Hot ones').folder, null)
  page.calm()
  await page.end()
})

it('an agent says when she works, and is told whether that is now', async () => {
  const page = await openPage(browser, app.url)
  await signIn(page, app.url, aina, '/login?next=/agent/profile')
  await page.getByRole('switch', { name: 'I have hours of my own' }).click()
  const monday = page.getByRole('group', { name: 'Monday' })
  await monday.getByRole('textbox').or(monday.locator('input[type="time"]')).first().fill('08:00')
  await accessible(page, 'own hours')
  await page.getByRole('button', { name: 'Save', exact: true }).last().click()
  await page.getByRole('status').getByText('Saved', { exact: true }).first().waitFor()
  await page.getByText(/^You are (at work|off) now\.$/).waitFor()
  const me = await asAina('GET', '/me')
  assert.equal(me.hours.monday[0].from, '08:00')
  assert.equal(me.hours.sunday.length, 0)
  await page.getByRole('switch', { name: 'I have hours of my own' }).click()
  await page.getByRole('button', { name: 'Save', exact: true }).last().click()
  await page.getByText(/^You are (at work|off) now\.$/).waitFor({ state: 'detached' })
  assert.equal((await asAina('GET', '/me')).hours, null)
  page.calm()
  await page.end()
})
