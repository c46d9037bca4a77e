import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { accessible, askAs, customers, foundCompany, openBrowser, openPage, PASSWORD, signIn, startApp } from './app.mjs'

const stamp = Math.random().toString(36).slice(2, 8)
const slug = `kenal-${stamp}`
const admin = `admin@${slug}.demo`
const agent = `agent@${slug}.demo`

let app, browser, ask
before(async () => {
  app = await startApp()
  browser = await openBrowser()
  await foundCompany(app.url, { name: `Kenal ${stamp}`, slug, email: admin })
  ask = await askAs(app.url, admin)
  const lim = await ask('POST', '/users', { name: 'Lim', email: agent, role: 'company_user', language: 'en', password: PASSWORD })
  const { siteKey } = await ask('POST', '/channel-accounts', { channel: 'webchat', name: 'Site' })
  const session = await (await fetch(`${app.url}/widget/v1/sessions`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ site_key: siteKey }) })).json()
  const wrote = await fetch(`${app.url}/widget/v1/messages`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${session.session_token}` },
    body: JSON.stringify({ client_message_id: 'c-1', type: 'text', text: 'Saya nak beli satu' }),
  })
  assert.equal(wrote.status, 201)
  const [thread] = (await ask('GET', '/conversations')).items
  await ask('PATCH', `/contacts/${thread.contact.id}`, { name: 'Aina' })
  await ask('PUT', `/conversations/${thread.id}/assignment`, { userId: lim.id })
})
after(async () => {
  await browser?.close()
  await app?.stop()
})

it('an admin decides on tags and fields, fills them in, and finds the contact by them', async () => {
  const page = await openPage(browser, app.url)
  await signIn(page, app.url, admin, '/login?next=/company/contacts')
  await page.getByRole('heading', { name: 'Aina' }).waitFor()
  await accessible(page, 'contacts')
  await page.getByRole('button', { name: 'Tags and fields' }).click()
  const panel = page.getByRole('dialog')
  await panel.getByLabel('New tag').fill('VIP')
  await panel.getByRole('button', { name: 'Add tag' }).click()
  await panel.getByRole('button', { name: 'Remove the tag VIP' }).waitFor()
  const fields = panel.getByRole('region', { name: 'Fields', exact: true })
  await fields.getByLabel('New field').fill('Birthday')
  await fields.getByLabel('Kind').selectOption('date')
  await fields.getByRole('button', { name: 'Add field' }).click()
  await panel.getByRole('button', { name: 'Remove the field Birthday' }).waitFor()
  await accessible(page, 'tags and fields')
  await page.keyboard.press('Escape')
  await panel.waitFor({ state: 'detached' })

  await page.getByRole('button', { name: 'Aina', exact: true }).click()
  await panel.getByRole('button', { name: 'VIP' }).click()
  await panel.getByLabel('Birthday').fill('1990-05-17')
  await panel.getByLabel('Phone').fill('012-345 6789')
  await panel.getByRole('button', { name: 'Save' }).click()
  await panel.getByLabel('New note').fill('Likes batik')
  await panel.getByRole('button', { name: 'Add note' }).click()
  await panel.getByText('Likes batik').first().waitFor()
  await panel.getByLabel('How do you know?').fill('Said so on the phone')
  await panel.getByRole('button', { name: 'Opts out' }).click()
  await panel.getByText('opted out').waitFor()
  await accessible(page, 'contact')
  await page.keyboard.press('Escape')
  await panel.waitFor({ state: 'detached' })

  await page.getByLabel('Tag', { exact: true }).selectOption({ label: 'VIP' })
  await page.getByRole('heading', { name: 'Aina' }).waitFor()
  await page.getByRole('button', { name: 'Keep this filter as a segment' }).click()
  await page.getByLabel('Name of the segment').fill('Our best')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Our best (1)').waitFor({ state: 'attached' })
  const [contact] = (await ask('GET', '/contacts')).items
  assert.equal(Object.values(contact.fields)[0], '1990-05-17')
  page.calm()
  await page.end()
})

it('a tag and a segment get other names, and the list is narrowed to who takes no advertising', async () => {
  const page = await openPage(browser, app.url)
  await signIn(page, app.url, admin, '/login?next=/company/contacts')
  await page.getByRole('button', { name: 'Tags and fields' }).click()
  const panel = page.getByRole('dialog')
  await panel.getByRole('button', { name: 'Rename VIP' }).click()
  await panel.getByLabel('New name of VIP').fill('VIP2')
  await accessible(page, 'renaming a tag')
  await panel.getByLabel('New name of VIP').press('Enter')
  await panel.getByRole('button', { name: 'Rename VIP2' }).click()
  await panel.getByLabel('New name of VIP2').fill('VIP')
  await panel.getByRole('button', { name: 'Save' }).click()
  await panel.getByRole('button', { name: 'Rename VIP', exact: true }).waitFor()
  await page.keyboard.press('Escape')
  await panel.waitFor({ state: 'detached' })

  await page.getByLabel('Segment', { exact: true }).selectOption({ label: 'Our best (1)' })
  await page.getByRole('button', { name: 'Rename this segment' }).click()
  await page.getByLabel('Name of the segment').fill('The best')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('The best (1)').waitFor({ state: 'attached' })
  await page.getByLabel('Marketing messages', { exact: true }).selectOption({ label: 'Agreed' })
  await page.getByText('Nobody fits').waitFor()
  await page.getByLabel('Marketing messages', { exact: true }).selectOption({ label: 'Opted out' })
  await page.getByRole('heading', { name: 'Aina' }).waitFor()
  await accessible(page, 'contacts by consent')
  page.calm()
  await page.end()
})

it('a reason of the score leads to its message and marks the words', async () => {
  const page = await openPage(browser, app.url)
  await signIn(page, app.url, admin, '/login?next=/company/conversations')
  await page.getByText('Aina').first().click()
  await page.getByRole('region', { name: 'Likely to buy' }).getByRole('link').first().click()
  await page.waitForFunction(() => [...(CSS.highlights.get('said') ?? [])].map(String).join() === 'nak beli')
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'ARTICLE')
  assert.ok(!page.url().includes('said='))
  page.calm()
  await page.end()
})

it('a file is tried out, taken in, joined where it names the same person, and taken back', async () => {
  const page = await openPage(browser, app.url)
  await signIn(page, app.url, admin, '/login?next=/company/contacts')
  await page.getByRole('button', { name: 'Import' }).click()
  const panel = page.getByRole('dialog')
  await panel.locator('input[type=file]').setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from('Name,Phone,Tags\nWei,019-8765432,VIP\nAina again,+60123456789,\nSiti,wrong,\n') })
  await panel.getByRole('button', { name: 'See what would happen' }).click()
  await panel.getByText('New: 1. There already: 1. Wrong: 1.').waitFor()
  await accessible(page, 'import')
  await panel.getByRole('button', { name: 'Import 1 contacts' }).click()
  await panel.getByRole('button', { name: 'Take back' }).waitFor()
  await page.keyboard.press('Escape')
  await panel.waitFor({ state: 'detached' })
  await page.getByRole('heading', { name: 'Wei' }).waitFor()

  const wei = (await ask('GET', '/contacts?q=wei')).items[0]
  await ask('PATCH', `/contacts/${wei.id}`, { phone: '0123456789' })
  await page.reload()
  await page.getByRole('button', { name: /same phone number/ }).click()
  await panel.getByRole('button', { name: 'Join', exact: true }).click()
  await panel.getByRole('button', { name: 'Part again' }).click()
  await panel.getByRole('button', { name: 'Two people' }).click()
  await panel.getByRole('button', { name: 'Two people' }).waitFor({ state: 'detached' })
  page.calm()
  await page.end()
})

it('an agent sees own contacts beside the conversation and on a phone in the dark', async () => {
  const page = await openPage(browser, app.url)
  await signIn(page, app.url, agent)
  await page.getByText('Aina').first().click()
  const known = page.getByRole('region', { name: 'Tags and fields' })
  await known.getByRole('button', { name: 'VIP' }).click()
  await known.getByRole('button', { name: 'Save' }).click()
  await known.getByRole('button', { name: 'Save' }).waitFor({ state: 'detached' })
  await accessible(page, 'inbox panel')
  page.calm()
  await page.end()

  const small = await openPage(browser, app.url, { dark: true, width: 390, height: 844 })
  await signIn(small, app.url, agent, '/login?next=/agent/contacts')
  await small.getByRole('heading', { name: 'Aina' }).waitFor()
  assert.equal(await small.getByRole('heading', { name: 'Wei' }).count(), 0)
  assert.equal(await small.getByRole('button', { name: 'Import' }).count(), 0)
  await accessible(small, 'contacts of an agent')
  small.calm()
  await small.end()
})

it('two whom an admin knows to be one are found by a search, joined and parted again, and have tasks', async () => {
  const { writes, ids } = await customers(app.url, ask)
  for (const [name, email] of [['Devi Raj', 'devi@example.com'], ['D. Raj', 'raj@example.com']]) {
    await writes(name, 'Hello')
    await ask('PATCH', `/contacts/${(await ask('GET', `/conversations/${ids[name]}`)).contact.id}`, { email })
  }
  const page = await openPage(browser, app.url)
  await signIn(page, app.url, admin, '/login?next=/company/contacts')
  await page.getByRole('button', { name: 'Devi Raj', exact: true }).click()
  const panel = page.getByRole('dialog')
  await panel.getByRole('button', { name: 'Join with another contact' }).click()
  const search = panel.getByRole('combobox', { name: 'Search name, phone or e-mail' })
  async function join() {
    await search.fill('d. raj')
    await panel.getByRole('option', { name: /raj@example\.com/ }).waitFor()
    await accessible(page, 'search for the other')
    await page.keyboard.press('Enter')
    await panel.getByRole('button', { name: 'Join D. Raj to this contact' }).click()
    await panel.getByRole('button', { name: 'Part again' }).waitFor()
  }
  await join()
  assert.equal((await ask('GET', '/contacts?q=raj')).items.length, 1)
  await accessible(page, 'joined')
  // Joining is taken back at once, and the panel stays where it is.
  await page.getByRole('status', { name: 'Notices' }).getByRole('button', { name: 'Undo' }).click()
  await panel.getByRole('button', { name: 'Part again' }).waitFor({ state: 'detached' })
  assert.equal((await ask('GET', '/contacts?q=raj')).items.length, 2)
  if (await panel.getByRole('button', { name: 'Join with another contact' }).count()) await panel.getByRole('button', { name: 'Join with another contact' }).click()
  await join()
  await panel.getByRole('button', { name: 'Part again' }).click()
  await panel.getByRole('button', { name: 'Part again' }).waitFor({ state: 'detached' })
  assert.equal((await ask('GET', '/contacts?q=raj')).items.length, 2)

  const tasks = panel.getByRole('region', { name: 'Tasks' })
  await tasks.getByRole('button', { name: 'Add a task' }).click()
  await tasks.getByLabel('What is to be done').fill('Ask for the size')
  await tasks.getByRole('button', { name: 'Add a task' }).click()
  await tasks.getByText('Ask for the size').waitFor()
  await accessible(page, 'a task of a contact')
  const [{ id }] = (await ask('GET', '/contacts?q=devi%20raj')).items
  assert.equal((await ask('GET', `/tasks?contact=${id}`)).items[0].title, 'Ask for the size')
  page.calm()
  await page.end()
})
