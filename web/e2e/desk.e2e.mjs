import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { accessible, askAs, foundCompany, openBrowser, openPage, PASSWORD, signIn, startApp } from './app.mjs'

const stamp = Math.random().toString(36).slice(2, 8)
const slug = `meja-${stamp}`
const admin = `admin@${slug}.demo`
const aina = `aina@${slug}.demo`
const wei = `wei@${slug}.demo`

let app, browser, ask, siteKey
const ids = {}
/** Somebody writes on the company's website; the same name again is the same visitor. */
const visitors = {}
async function writes(name, text) {
  const post = async (path, body, token) =>
    (await fetch(`${app.url}/widget/v1${path}`, { method: 'POST', headers: { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) }, body: JSON.stringify(body) })).json()
  const known = name in visitors
  visitors[name] ??= (await post('/sessions', { site_key: siteKey })).session_token
  await post('/messages', { client_message_id: `c-${Math.random().toString(36).slice(2)}`, type: 'text', text }, visitors[name])
  if (known) return
  const [thread] = (await ask('GET', '/conversations?status=any')).items
  ids[name] = thread.id
  await ask('PATCH', `/contacts/${thread.contact.id}`, { name })
}
const rule = automatic => ask('PUT', '/assignment-rule', { automatic, strategy: 'rotation', keepsAgent: true, whenAway: 'keep' })

before(async () => {
  app = await startApp()
  browser = await openBrowser()
  await foundCompany(app.url, { name: `Meja ${stamp}`, slug, email: admin })
  ask = await askAs(app.url, admin)
  for (const [name, email] of [['Aina', aina], ['Wei', wei]])
    ids[name] = (await ask('POST', '/users', { name, email, role: 'company_user', language: 'en', password: PASSWORD })).id
  siteKey = (await ask('POST', '/channel-accounts', { channel: 'webchat', name: 'Site' })).siteKey
  await rule(false)
  await ask('PATCH', `/users/${ids.Wei}`, { expertise: ['batik'], capacity: 5 })
  await writes('Nadia', 'Do you have batik for a wedding?')
  await writes('Mei', 'Hello')
  await writes('Devi', 'Good morning')
})
after(async () => {
  await browser?.close()
  await app?.stop()
})

it('the queue shows who fits, is given to a person or by rule, and back again', async () => {
  const page = await openPage(browser, app.url)
  await signIn(page, app.url, admin, '/login?next=/company/conversations/unassigned')
  await page.getByRole('button', { name: 'Nadia' }).click()
  const first = page.getByRole('complementary', { name: 'Who could take it' }).getByRole('listitem').first()
  await first.getByText('Knows: batik').waitFor()
  await page.getByText('Do you have batik for a wedding?').last().waitFor()
  await accessible(page, 'queue')
  await page.getByRole('button', { name: 'Assign to Wei' }).click()
  await page.getByText('Assigned: 1').waitFor()
  await page.getByRole('button', { name: 'Nadia' }).waitFor({ state: 'detached' })

  await page.getByLabel('Select the conversation with Mei').check()
  await page.getByLabel('Select the conversation with Devi').check()
  await accessible(page, 'queue, two chosen')
  await page.getByRole('button', { name: 'Assign 2 by rule' }).click()
  await page.getByText('Every conversation has somebody').waitFor()
  await page.getByRole('button', { name: 'Undo' }).last().click()
  await page.getByRole('button', { name: 'Devi' }).waitFor()
  await page.getByRole('button', { name: 'Assign all by rule' }).click()
  await page.getByText('Every conversation has somebody').waitFor()
  page.calm()
  await page.end()
})

it('the rule is chosen in the settings and taken back', async () => {
  const page = await openPage(browser, app.url)
  await signIn(page, app.url, admin, '/login?next=/company/settings%23assignment')
  await page.getByRole('switch', { name: 'Give conversations by rule' }).click()
  const workload = page.getByRole('radio', { name: /To the least busy/ })
  const saved = page.waitForResponse(answer => answer.request().method() === 'PUT' && answer.request().postData()?.includes('workload'))
  await workload.click()
  await saved
  assert.equal((await ask('GET', '/assignment-rule')).strategy, 'workload')
  await page.getByRole('button', { name: 'Undo' }).last().click()
  await page.getByRole('radio', { name: /In turn/, checked: true }).waitFor()
  await accessible(page, 'assignment rule')
  page.calm()
  await page.end()
})

it('an agent asks for a transfer, the admin sees it at once and lets it go', async () => {
  await ask('PUT', `/conversations/${ids.Nadia}/assignment`, { userId: ids.Aina })
  // She may just have asked for what she no longer sees.
  const agent = await openPage(browser, app.url, { allow: [/status of 404/] })
  const boss = await openPage(browser, app.url)
  await signIn(agent, app.url, aina, `/login?next=/agent/conversations/${ids.Nadia}`)
  await signIn(boss, app.url, admin, `/login?next=/company/conversations/${ids.Nadia}`)
  await boss.getByRole('log').locator('article').first().waitFor()
  await agent.getByRole('button', { name: 'More' }).click()
  await agent.getByRole('menuitem', { name: 'Ask for a transfer' }).click()
  const dialog = agent.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Ask' }).click()
  await dialog.getByText('Say why').waitFor()
  await dialog.getByLabel('To').selectOption({ label: 'Wei' })
  await dialog.getByLabel('Reason').fill('Wei knows batik')
  await accessible(agent, 'transfer')
  await dialog.getByRole('button', { name: 'Ask' }).click()
  await agent.getByText('You asked that this goes to Wei').waitFor()

  await boss.getByText('Aina asks that this goes to Wei').waitFor()
  await accessible(boss, 'transfer, admin')
  await boss.getByRole('button', { name: 'Approve' }).click()
  await boss.getByRole('log').getByText('You assigned this to Wei').last().waitFor()
  await agent.getByRole('option').filter({ hasText: 'Nadia' }).waitFor({ state: 'detached' })
  agent.calm()
  boss.calm()
  await agent.end()
  await boss.end()
})

it('a conversation is put off by key and comes back when the customer writes, who also takes back what was planned', async () => {
  await ask('PUT', `/conversations/${ids.Mei}/assignment`, { userId: ids.Aina })
  const page = await openPage(browser, app.url)
  await signIn(page, app.url, aina, `/login?next=/agent/conversations/${ids.Mei}`)
  await page.getByRole('log').locator('article').first().waitFor()
  await page.keyboard.press('z')
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('radio', { name: /Tomorrow morning/ }).click()
  await accessible(page, 'snooze')
  await dialog.getByRole('button', { name: 'Snooze' }).click()
  await page.getByText(/^Snoozed until/).first().waitFor()
  await page.getByRole('log').getByText('You snoozed this').waitFor()

  await page.getByRole('textbox', { name: 'Reply' }).fill('Your batik is here')
  await page.getByRole('button', { name: 'Send later' }).click()
  assert.equal(await dialog.getByLabel('Message').inputValue(), 'Your batik is here')
  await dialog.getByRole('button', { name: 'Schedule' }).click()
  await dialog.getByText('Choose a time to come within a year').waitFor()
  await dialog.getByRole('radio', { name: /Tomorrow morning/ }).click()
  await accessible(page, 'send later')
  await dialog.getByRole('button', { name: 'Schedule' }).click()
  const planned = page.getByRole('list', { name: 'To be sent later' })
  await planned.getByText('Your batik is here').waitFor()
  await accessible(page, 'what waits')

  await writes('Mei', 'I am back')
  await planned.waitFor({ state: 'detached' })
  await page.getByRole('log').getByText(/A scheduled message was not sent: the customer wrote first/).waitFor()
  await page.getByRole('button', { name: 'Back now' }).waitFor({ state: 'detached' })
  page.calm()
  await page.end()
})

it('a canned reply is kept, found by a slash, and never leaves with a gap', async () => {
  const boss = await openPage(browser, app.url)
  await ask('POST', '/template-variables', { name: 'parcel_number', values: {} })
  await signIn(boss, app.url, admin, '/login?next=/company/templates/messages')
  await boss.getByRole('button', { name: 'New reply' }).click()
  const panel = boss.getByRole('dialog')
  await panel.getByLabel('Title').fill('Parcel')
  await panel.getByLabel('Shortcut').fill('parcel')
  await panel.getByLabel('Text in English').fill('Dear {customer_name}, your parcel is {parcel_number}. {agent_name}')
  await accessible(boss, 'canned reply')
  await panel.getByRole('button', { name: 'Save' }).click()
  await boss.getByText('/parcel').waitFor()
  await accessible(boss, 'canned replies')

  const page = await openPage(browser, app.url, { dark: true })
  await signIn(page, app.url, aina, `/login?next=/agent/conversations/${ids.Mei}`)
  await page.getByRole('log').locator('article').first().waitFor()
  await page.keyboard.press('r')
  await page.keyboard.press('/')
  await page.getByRole('combobox', { name: 'Find a reply' }).fill('parc')
  await page.getByText('Dear Mei, your parcel is {parcel_number}. Aina').waitFor()
  await page.getByText('Say first what stands for: parcel_number').waitFor()
  await accessible(page, 'search of replies')
  await page.keyboard.press('Enter')
  const field = page.getByRole('textbox', { name: 'Reply' })
  await page.getByText('Fill in {parcel_number}').waitFor()
  assert.ok(await page.getByRole('button', { name: 'Send', exact: true }).isDisabled())
  await field.fill('Dear Mei, your parcel is 7. Aina')
  await page.keyboard.press('Enter')
  await page.getByRole('log').getByText('your parcel is 7').waitFor()
  boss.calm()
  page.calm()
  await boss.end()
  await page.end()
})

it('several are closed at once and opened again, and a view is kept with how many are in it', async () => {
  const page = await openPage(browser, app.url)
  await ask('PUT', `/conversations/${ids.Devi}/priority`, { priority: 'urgent' })
  await signIn(page, app.url, admin, `/login?next=/company/conversations/${ids.Devi}`)
  await page.getByRole('log').locator('article').first().waitFor()
  await page.getByRole('button', { name: 'Filter' }).click()
  await page.getByRole('radio', { name: 'Most urgent first' }).click()
  await page.getByRole('option').first().getByText('Devi').waitFor()
  await page.getByRole('button', { name: 'Filter' }).click()
  await page.getByRole('radio', { name: 'Urgent', exact: true }).click()
  await page.getByRole('button', { name: 'Filter' }).click()
  await page.getByPlaceholder('Name of the view').fill('Fires')
  await accessible(page, 'filter')
  await page.getByRole('button', { name: 'Save this view' }).click()
  await page.getByRole('button', { name: /^Fires 1$/ }).waitFor()
  await page.getByRole('radio', { name: 'Everything' }).click()

  await page.keyboard.press('x')
  await page.getByRole('region', { name: 'Selected conversations' }).getByText('1 selected').waitFor()
  await accessible(page, 'selection')
  await page.getByRole('region', { name: 'Selected conversations' }).getByRole('button', { name: 'Close' }).click()
  await page.getByText('Closed: 1').waitFor()
  await page.getByRole('option').filter({ hasText: 'Devi' }).waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Undo' }).last().click()
  await page.getByRole('option').filter({ hasText: 'Devi' }).waitFor()
  page.calm()
  await page.end()
})

it('what the assistant left to people stands on a board, where somebody takes it', async () => {
  await writes('Lim', 'May I speak to somebody?')
  const page = await openPage(browser, app.url)
  await signIn(page, app.url, admin, '/login?next=/company/handoffs')
  const column = name => page.locator(`[data-column="${name}"]`)
  const link = { name: 'Open the conversation with Lim' }
  await column('nobody').getByRole('link', link).waitFor()
  await accessible(page, 'board')
  await column('nobody').getByRole('listitem').filter({ hasText: 'Lim' }).getByRole('button', { name: 'Take' }).press('Enter')
  await column('waiting').getByRole('link', link).waitFor()
  await ask('POST', `/conversations/${ids.Lim}/messages`, { type: 'text', text: 'Here I am.', clientId: `a-${stamp}` })
  await column('answered').getByRole('link', link).waitFor()
  await column('answered').getByRole('link', link).click()
  await page.waitForURL(`**/company/conversations/${ids.Lim}`)
  page.calm()
  await page.end()

  const phone = await openPage(browser, app.url, { width: 390, height: 844, dark: true })
  await signIn(phone, app.url, admin, '/login?next=/company/handoffs')
  await phone.locator('[data-column="answered"]').getByRole('link', link).waitFor()
  await accessible(phone, 'board on a phone')
  assert.equal(await phone.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true)
  phone.calm()
  await phone.end()
})

it('a conversation is tagged beside its thread or with others, and found by its tag', async () => {
  await ask('POST', '/contact-tags', { name: 'Wedding', color: 'pink' })
  await writes('Siti', 'For a wedding in June')
  const page = await openPage(browser, app.url)
  await signIn(page, app.url, admin, `/login?next=/company/conversations/${ids.Siti}`)
  const tag = page.getByRole('group', { name: 'Tags of this conversation' }).getByRole('button', { name: 'Wedding' })
  await tag.click()
  await page.getByRole('option').filter({ hasText: 'Siti' }).getByText('Wedding').waitFor()
  await page.getByText('You tagged Wedding').waitFor()
  assert.equal(await tag.getAttribute('aria-pressed'), 'true')
  await accessible(page, 'tags of a conversation')

  await page.getByRole('button', { name: 'Filter' }).click()
  const filter = page.getByRole('region', { name: 'Filter' })
  await filter.getByRole('radio', { name: 'Wedding' }).click()
  // The filter has members among its choices.
  const row = page.locator('[id^=conversation-]')
  await row.filter({ hasText: 'Lim' }).waitFor({ state: 'detached' })
  await row.filter({ hasText: 'Siti' }).waitFor()
  await tag.click()
  await page.getByText('You took off the tag Wedding').waitFor()

  await page.getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Mute notifications' }).click()
  await page.getByText('You are told no more of this conversation, except what is meant for you').waitFor()
  assert.deepEqual((await ask('GET', '/notifications/muted')).items, [ids.Siti])
  await page.getByRole('button', { name: 'Undo' }).last().click()
  await page.getByText('You are told of this conversation again').waitFor()
  page.calm()
  await page.end()
})
