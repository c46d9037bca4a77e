import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { once } from 'node:events'
import { after, before, it } from 'node:test'
import { accessible, askAs, customers, foundCompany, openBrowser, openPage, PASSWORD, signIn, startApp } from './app.mjs'

const stamp = Math.random().toString(36).slice(2, 8)
const slug = `makro-${stamp}`
const admin = `admin@${slug}.demo`
const aina = `aina@${slug}.demo`

let app, browser, ask, writes, ids

before(async () => {
  app = await startApp()
  browser = await openBrowser()
  await foundCompany(app.url, { name: `Makro ${stamp}`, slug, email: admin })
  ask = await askAs(app.url, admin)
  await ask('POST', '/users', { name: 'Aina', email: aina, role: 'company_user', language: 'en', password: PASSWORD })
  ;({ writes, ids } = await customers(app.url, ask))
  await ask('PUT', '/assignment-rule', { automatic: false, strategy: 'rotation', keepsAgent: true, whenAway: 'keep' })
  await ask('POST', '/contact-tags', { name: 'Delivered', color: 'green' })
  for (const [name, text] of [['Nadia', 'Saya sudah membeli kain sutera'], ['Mei', '请问明天可以送货吗'], ['Devi', 'Hello']]) await writes(name, text)
})
after(async () => {
  await browser?.close()
  await app?.stop()
})

it('a macro is made, run by key in one conversation and on several at once', async () => {
  const page = await openPage(browser, app.url)
  await signIn(page, app.url, admin, '/login?next=/company/templates/messages')
  await page.getByRole('button', { name: 'New reply' }).click()
  const panel = page.getByRole('dialog')
  await panel.getByLabel('Title').fill('Delivered')
  await panel.getByLabel('Shortcut').fill('delivered')
  await panel.getByLabel('Text in English').fill('Enjoy it, {customer_name}.')
  await panel.getByRole('button', { name: 'Delivered' }).click()
  await panel.getByRole('switch', { name: 'Close' }).click()
  await accessible(page, 'macro')
  await panel.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Tag Delivered').waitFor()

  await page.goto(`${app.url}/company/conversations/${ids.Nadia}`)
  await page.getByRole('log').getByText('membeli kain').waitFor()
  await page.locator('[data-ready=keys]').waitFor({ state: 'attached' })
  await page.keyboard.press('m')
  const dialog = page.getByRole('dialog')
  await dialog.getByText('Enjoy it, Nadia.').waitFor()
  await accessible(page, 'run a macro')
  await page.keyboard.press('Enter')
  await dialog.waitFor({ state: 'detached' })
  await page.getByRole('log').getByText('Enjoy it, Nadia.').waitFor()
  const after = await ask('GET', `/conversations/${ids.Nadia}`)
  assert.equal(after.status, 'completed')
  assert.deepEqual(after.tags.map(({ name }) => name), ['Delivered'])

  await page.goto(`${app.url}/company/conversations/${ids.Devi}`)
  await page.getByRole('log').locator('article').first().waitFor()
  await page.keyboard.press('x')
  const bar = page.getByRole('region', { name: 'Selected conversations' })
  await bar.waitFor()
  await accessible(page, 'bulk with macros')
  await bar.getByLabel('Macro').selectOption({ label: 'Delivered' })
  await page.getByText('Done for 1 conversation').waitFor()
  assert.equal((await ask('GET', `/conversations/${ids.Devi}`)).status, 'completed')
  page.calm()
  await page.end()
})

it('a macro that is refused half-way says how far it came and is undone for that', async () => {
  const field = await ask('POST', '/conversation-fields', { name: 'Parcel', kind: 'text' })
  await ask('POST', '/canned-replies', {
    own: false,
    title: 'On its way',
    shortcut: 'onitsway',
    texts: { en: 'It is on its way.', zh: '已经寄出。' },
    acts: { tags: [], fields: { [field.id]: 'sent' }, priority: 'low', snoozeHours: null, close: true },
  })
  await ask('DELETE', `/conversation-fields/${field.id}`)
  const page = await openPage(browser, app.url)
  await signIn(page, app.url, admin, `/login?next=/company/conversations/${ids.Mei}`)
  await page.getByRole('log').getByText('请问明天').waitFor()
  await page.locator('[data-ready=keys]').waitFor({ state: 'attached' })
  await page.keyboard.press('m')
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('combobox').fill('way')
  await dialog.getByText('已经寄出。').waitFor()
  await page.keyboard.press('Enter')
  const told = page.getByRole('status', { name: 'Notices' })
  await told.getByText('On its way stopped half-way. Done: message').waitFor()
  await accessible(page, 'stopped half-way')
  await told.locator(':scope > div', { hasText: 'stopped half-way' }).getByRole('button', { name: 'Undo' }).click()
  await page.getByRole('log').getByRole('img', { name: 'Cancelled' }).waitFor()
  assert.equal((await ask('GET', `/conversations/${ids.Mei}`)).status, 'in_progress')
  page.calm()
  await page.end()
})

it('what was said is found in the command menu, in Malay by a part of a word and in Chinese', async () => {
  const page = await openPage(browser, app.url)
  await signIn(page, app.url, admin, '/login?next=/company/conversations')
  await page.getByRole('option').first().waitFor()
  for (const [words, whose] of [['beli', 'Nadia'], ['送货', 'Mei']]) {
    await page.keyboard.press('Control+k')
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('combobox').fill(words)
    const found = dialog.getByRole('option').filter({ hasText: whose })
    await found.first().waitFor()
    await accessible(page, `search for ${words}`)
    await found.first().click()
    await page.waitForURL(new RegExp(ids[whose]))
    await dialog.waitFor({ state: 'detached' })
  }
  page.calm()
  await page.end()
})

it('a conversation is downloaded, with what colleagues noted only where one asks for it', async () => {
  await ask('POST', `/conversations/${ids.Mei}/notes`, { text: 'An old customer' })
  const page = await openPage(browser, app.url)
  await signIn(page, app.url, admin, `/login?next=/company/conversations/${ids.Mei}`)
  await page.getByRole('log').getByText('送货').first().waitFor()
  for (const [choice, noted] of [['Download what was said', false], ['Download with notes', true]]) {
    await page.getByRole('button', { name: 'More' }).click()
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: choice }).click()])
    const chunks = []
    for await (const chunk of await file.createReadStream()) chunks.push(chunk)
    const text = Buffer.concat(chunks).toString()
    assert.match(text, /送货/)
    assert.equal(text.includes('An old customer'), noted)
  }
  page.calm()
  await page.end()
})

it('the company says how its people are told, and what it fixed nobody changes', async () => {
  const page = await openPage(browser, app.url, { dark: true })
  await signIn(page, app.url, admin, '/login?next=/company/settings%23notices')
  await page.getByLabel('A note mentions somebody: For everybody').check()
  await page.getByLabel('A note mentions somebody: Push').uncheck()
  await accessible(page, 'rules of notices')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Saved', { exact: true }).first().waitFor()
  page.calm()
  await page.end()

  const agent = await openPage(browser, app.url, { width: 390, height: 844 })
  await signIn(agent, app.url, aina, '/login?next=/agent/profile')
  await agent.getByText('Set by your company').waitFor()
  assert.ok(await agent.getByLabel('A note mentions me: Push').isDisabled())
  assert.equal(await agent.getByLabel('A note mentions me: Push').isChecked(), false)
  await accessible(agent, 'preferences, one fixed')
  agent.calm()
  await agent.end()
})

it('what one writes is put into the customer’s language, and back by undo', async () => {
  const server = createServer(async (request, response) => {
    for await (const _ of request);
    response.setHeader('Content-Type', 'application/json')
    const message = { role: 'assistant', content: '明天可以送到。' }
    response.end(JSON.stringify({ id: '1', object: 'chat.completion', created: 1, model: 'own', choices: [{ index: 0, message, finish_reason: 'stop' }], usage: { prompt_tokens: 9, completion_tokens: 9, total_tokens: 18 } }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  await ask('PUT', '/model-providers/1', { kind: 'compatible', baseUrl: `http://127.0.0.1:${server.address().port}`, model: 'own', enabled: true })
  const page = await openPage(browser, app.url)
  await signIn(page, app.url, admin, `/login?next=/company/conversations/${ids.Mei}`)
  const reply = page.getByRole('textbox', { name: 'Reply' })
  await reply.fill('It can be there tomorrow.')
  await page.getByRole('button', { name: "Into the customer's language" }).click()
  await page.getByText('Translated. Read it before you send it.').first().waitFor()
  assert.equal(await reply.inputValue(), '明天可以送到。')
  await accessible(page, 'translated draft')
  await page.getByRole('button', { name: 'Undo' }).first().click()
  assert.equal(await reply.inputValue(), 'It can be there tomorrow.')
  page.calm()
  await page.end()
  await ask('DELETE', '/model-providers/1')
  server.close()
})
