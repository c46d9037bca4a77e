import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { after, before, it } from 'node:test'
import { accessible, askAs, foundCompany, openBrowser, openPage, PASSWORD, PEOPLE, signIn, startApp } from './app.mjs'

const stamp = Math.random().toString(36).slice(2, 8)
const slug = `bantu-${stamp}`
const admin = `admin@${slug}.demo`
const viewer = `viewer@${slug}.demo`

let app, browser, ask, conversation, customerWrites
before(async () => {
  app = await startApp()
  browser = await openBrowser()
  await foundCompany(app.url, { name: `Bantu ${stamp}`, slug, email: admin })
  ask = await askAs(app.url, admin)
  await ask('POST', '/users', { name: 'Vikram', email: viewer, role: 'viewer', language: 'en', password: PASSWORD })
  await ask('POST', '/products', { name: 'Batik shirt', kind: 'product', sku: 'BTK-001', price: { amount: '189.90', currency: 'MYR' }, stock: 4 })
  await customer('How much is the batik shirt?')
})
after(async () => {
  await browser?.close()
  await app?.stop()
})

/** Somebody writes to the company's website, and can write again. */
async function customer(text) {
  const { siteKey } = await ask('POST', '/channel-accounts', { channel: 'webchat', name: 'Shop' })
  const post = (path, body, token) =>
    fetch(app.url + path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
    }).then(answer => answer.json())
  const page = { url: 'https://shop.example/', title: 'Shop', referrer: '' }
  const { session_token: token } = await post('/widget/v1/sessions', { site_key: siteKey, locale: 'en', page, resume_token: null })
  customerWrites = words => post('/widget/v1/messages', { client_message_id: crypto.randomUUID(), type: 'text', text: words }, token)
  await customerWrites(text)
  for (;;) {
    const { items } = await ask('GET', '/conversations?view=all')
    if (items.length) {
      conversation = items[0].id
      // A person answers here, so that the assistant does not.
      return ask('PUT', `/conversations/${conversation}/takeover`)
    }
    await new Promise(resolve => setTimeout(resolve, 100))
  }
}

it('the assistant is switched off in one conversation and offers nothing there until it suggests again', async () => {
  const page = await openPage(browser, app.url, { allow: [/status of 409/] })
  await signIn(page, app.url, admin, `/login?next=/company/conversations/${conversation}`)
  await page.getByRole('button', { name: 'Suggest an answer' }).click()
  const panel = page.getByRole('region', { name: 'Suggested answer' })
  await panel.getByText('RM 189.90').first().waitFor()
  const here = panel.getByRole('group', { name: 'Assistant here' })
  const isOn = name => here.getByRole('button', { name, pressed: true }).waitFor()
  await isOn('Suggests')

  await here.getByRole('button', { name: 'Off' }).focus()
  await page.keyboard.press('Enter')
  await panel.getByRole('alert').getByText('The assistant is off in this conversation.').waitFor()
  await isOn('Off')
  await page.getByText('You switched the assistant off here').waitFor()
  await accessible(page, 'assistant off')
  await page.setViewportSize({ width: 390, height: 800 })
  await accessible(page, 'assistant off on a phone')
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth))
  await page.setViewportSize({ width: 1280, height: 800 })

  await here.getByRole('button', { name: 'Suggests' }).click()
  await panel.getByText('RM 189.90').first().waitFor()
  await isOn('Suggests')
  await page.close()
})

it('a suggestion is asked for, tied to what it rests on, explained, changed and sent, and another is stale once the customer writes', async () => {
  const page = await openPage(browser, app.url, { allow: [/status of 409/] })
  await signIn(page, app.url, admin, `/login?next=/company/conversations/${conversation}`)
  await page.getByRole('button', { name: 'Suggest an answer' }).click()
  const panel = page.getByRole('region', { name: 'Suggested answer' })
  const claim = panel.locator('mark', { hasText: 'RM 189.90' })
  await claim.waitFor()
  const source = panel.getByRole('list', { name: 'Sources' }).getByRole('button', { name: /Batik shirt/ })
  await source.waitFor()
  await accessible(page, 'suggestion')

  // What is under the pointer or the focus shows what it belongs to, from both sides.
  await claim.hover()
  await panel.locator('li [data-lit]', { hasText: 'Batik shirt' }).waitFor()
  await source.hover()
  await panel.locator('mark[data-lit]', { hasText: 'RM 189.90' }).waitFor()
  await page.mouse.move(0, 0)
  await panel.locator('mark[data-lit]').waitFor({ state: 'detached' })
  const number = claim.getByRole('button', { name: 'Source 1: Batik shirt' })
  await number.focus()
  await panel.locator('li [data-lit]', { hasText: 'Batik shirt' }).waitFor()
  await page.keyboard.press('Enter')
  const evidence = page.getByRole('document', { name: 'Source 1: Batik shirt' })
  await evidence.getByText('4 in stock').waitFor()
  assert.match(await evidence.getByRole('link', { name: 'Open its page' }).getAttribute('href'), /\/company\/products\?q=Batik/)
  await accessible(page, 'evidence')
  await page.keyboard.press('Escape')
  await evidence.waitFor({ state: 'detached' })
  assert.ok(await number.evaluate(one => one === document.activeElement), 'the focus is where it came from')

  await panel.getByRole('button', { name: 'Why?' }).click()
  const why = page.getByRole('dialog')
  await why.getByText('Your own data, without a model').waitFor()
  await why.getByRole('region', { name: 'Looked at' }).getByText('Used', { exact: true }).waitFor()
  await accessible(page, 'trace')
  await page.keyboard.press('Escape')
  await why.waitFor({ state: 'detached' })

  await panel.getByRole('button', { name: 'Bad suggestion' }).click()
  await panel.getByRole('button', { name: 'Tone' }).click()
  await accessible(page, 'rated')
  await page.keyboard.press('Control+j')
  const field = page.getByRole('textbox', { name: 'Reply' })
  assert.match(await field.inputValue(), /RM 189\.90/)
  await field.press('End')
  await page.keyboard.type(' Shall I keep one for you?')
  await page.keyboard.press('Enter')
  await page.getByRole('log').getByText('Shall I keep one for you?').waitFor()
  const newest = async () => (await ask('GET', `/conversations/${conversation}/suggestions`)).items[0]
  let made = await newest()
  for (let i = 0; i < 50 && made.ratingReason === null; i++) {
    await new Promise(done => setTimeout(done, 100))
    made = await newest()
  }
  assert.deepEqual([made.rating, made.ratingReason], [1, 'tone'])

  await panel.getByRole('button', { name: 'Another' }).click()
  await panel.getByRole('button', { name: 'Send as is' }).waitFor()
  // What has nothing to spare stays, and it is said why.
  await panel.getByRole('button', { name: 'Shorter' }).click()
  await page.getByText('It cannot be said in fewer words without saying less.').first().waitFor()
  await panel.getByText('RM 189.90').first().waitFor()
  await accessible(page, 'not shorter')
  await customerWrites('And is it in stock?')
  await panel.getByText('The customer has written since.').waitFor()
  assert.ok(await panel.getByRole('button', { name: 'Send as is' }).isDisabled())
  await accessible(page, 'stale')

  await panel.getByRole('button', { name: 'Another' }).click()
  const send = panel.getByRole('button', { name: 'Send as is' })
  await send.and(page.locator(':enabled')).waitFor()
  // Once the customer pauses, one that answers what they have written since comes by itself.
  await customerWrites('Do you have it in blue?')
  await panel.getByText('The customer has written since.').waitFor()
  await panel.getByText('The customer has written since.').waitFor({ state: 'detached' })
  await send.and(page.locator(':enabled')).or(panel.getByRole('button', { name: 'Insert' })).first().waitFor()
  await send.and(page.locator(':enabled')).waitFor()
  await send.click()
  await panel.waitFor({ state: 'detached' })
  const [latest] = (await ask('GET', `/conversations/${conversation}/suggestions`)).items
  await page.getByRole('log').getByText(latest.message).last().waitFor()
  page.calm()
  await page.end()
})

it('where nothing is known it says what is missing, in the dark and on a phone', async () => {
  await customerWrites('Can you print our logo on the inside of the collar?')
  const page = await openPage(browser, app.url, { dark: true, width: 390, height: 844 })
  await signIn(page, app.url, admin, `/login?next=/company/conversations/${conversation}`)
  await page.getByRole('log').getByText('inside of the collar').waitFor()
  await page.getByRole('button', { name: 'Suggest an answer' }).click()
  const panel = page.getByRole('region', { name: 'Suggested answer' })
  await panel.getByText('What is missing: nothing your company wrote down answers it.').waitFor()
  assert.equal(await panel.getByRole('button', { name: 'Send as is' }).count(), 0)
  await accessible(page, 'unsure')
  page.calm()
  await page.end()
})

it('a version is made, tried, tested and activated', async () => {
  const page = await openPage(browser, app.url)
  await signIn(page, app.url, admin, '/login?next=/company/assistant')
  await page.getByText('There is no version yet').waitFor()
  await accessible(page, 'no versions')
  await page.getByRole('button', { name: 'New version' }).first().click()
  await page.getByLabel('Name', { exact: true }).fill('Raya')
  await page.getByRole('radio', { name: /^Answers by itself/ }).check()
  await page.getByRole('button', { name: 'Add rule' }).click()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('Enter at least one word.').waitFor()
  await page.getByLabel('If a message says').fill('borong')
  await page.keyboard.press('Enter')
  await page.getByLabel('Then').selectOption('reply')
  await page.getByLabel('Reply', { exact: true }).fill('Our wholesale team will write to you.')
  await accessible(page, 'draft')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByRole('region', { name: 'Unsaved changes' }).waitFor({ state: 'detached' })

  const side = page.getByRole('complementary', { name: 'Try it out' })
  await side.getByLabel('Message of a customer').fill('harga borong?')
  await page.keyboard.press('Enter')
  await side.getByText('Our wholesale team will write to you.').waitFor()
  await side.getByLabel('Message of a customer').fill('How much is the batik shirt?')
  await page.keyboard.press('Enter')
  await side.getByText('RM 189.90').first().waitFor()
  await side.getByRole('button', { name: 'Why?' }).last().click()
  await side.getByText('Your own data, without a model').waitFor()
  await accessible(page, 'tried')

  await side.getByRole('tab', { name: 'Tests' }).click()
  await side.getByLabel('Message to test').fill('How much is the batik shirt?')
  await side.getByRole('button', { name: 'Add expectation' }).click()
  await side.getByLabel('Words').fill('batik')
  await side.getByRole('button', { name: 'Add expectation' }).click()
  await side.getByLabel('Expected').last().selectOption('action')
  await side.getByLabel('Choice').selectOption('silent')
  await side.getByRole('button', { name: 'Run', exact: true }).click()
  await side.getByText('Failed', { exact: true }).first().waitFor()
  await accessible(page, 'tested')

  await side.getByRole('tab', { name: 'What the model reads' }).click()
  await side.getByLabel('What a customer would ask').fill('How much is the batik shirt?')
  await page.keyboard.press('Enter')
  await side.getByText(/^About [\d,]+ tokens, to be answered in English/).waitFor()
  await side.getByText("Evidence and the customer's message").click()
  await side.locator('pre', { hasText: 'Batik shirt (BTK-001): RM 189.90' }).waitFor()
  await accessible(page, 'prompt')

  await page.getByRole('button', { name: 'Activate' }).click()
  const sure = page.getByRole('dialog')
  await sure.getByText('From now on it answers customers by itself').waitFor()
  await accessible(page, 'activation')
  await sure.getByRole('button', { name: 'Activate' }).click()
  await page.getByText('This version has answered customers and stays as it is').waitFor()
  await page.getByRole('region', { name: 'What it has done' }).getByText('Handed over', { exact: true }).waitFor()
  await accessible(page, 'active version')
  await page.getByRole('link', { name: 'All versions' }).click()
  await page.getByText('Raya is active.').waitFor()

  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'More for Raya' }).click()
  await page.getByRole('menuitem', { name: 'Export a file' }).click()
  await page.locator('input[type=file]').setInputFiles(await (await download).path())
  await page.getByText('Imported as a draft').waitFor()
  const { items } = await ask('GET', '/model-versions')
  assert.deepEqual(items.map(({ number, state, mode }) => [number, state, mode]), [[2, 'draft', 'auto'], [1, 'active', 'auto']])
  await ask('PUT', `/model-versions/${items[0].id}`, { systemPrompt: items[0].systemPrompt, mode: 'suggest' })
  await page.goto(`${app.url}/company/assistant`)
  await page.getByRole('button', { name: /^More for/ }).first().click()
  await page.getByRole('menuitem', { name: 'Compare with Raya' }).click()
  const compared = page.getByRole('dialog')
  await compared.getByText('Our wholesale team will write to you.').waitFor()
  await accessible(page, 'compared')
  page.calm()
  await page.end()
})

it('the demo shop answers from its catalog and its hours from the first start', async () => {
  const shop = await (await fetch(`${app.url}/demo/shop`)).text()
  const [, key] = /data-site-key="([^"]+)"/.exec(shop)
  const post = (path, body, token) =>
    fetch(app.url + path, { method: 'POST', headers: { 'Content-Type': 'application/json', Origin: app.url, ...(token && { Authorization: `Bearer ${token}` }) }, body: JSON.stringify(body) }).then(answer => answer.json())
  for (const [question, answer] of [
    ['How much is the Songket Pengantin?', /Songket Pengantin costs RM/],
    ['What are your opening hours?', /10 am to 7 pm/],
  ]) {
    const { session_token: token } = await post('/widget/v1/sessions', { site_key: key, locale: 'en', page: { url: `${app.url}/demo/shop`, title: 'Shop', referrer: '' }, resume_token: null })
    await post('/widget/v1/messages', { client_message_id: crypto.randomUUID(), type: 'text', text: question }, token)
    let said = ''
    for (let i = 0; i < 200 && !answer.test(said); i++) {
      await new Promise(done => setTimeout(done, 100))
      said = await (await fetch(`${app.url}/widget/v1/messages`, { headers: { Authorization: `Bearer ${token}`, Origin: app.url } })).text()
    }
    assert.match(said, answer)
  }
})

it('a message of AI says how it came about', async () => {
  const kedai = await askAs(app.url, PEOPLE.admin)
  const { items } = await kedai('GET', '/conversations?view=all&q=Songket')
  const page = await openPage(browser, app.url)
  await signIn(page, app.url, PEOPLE.admin, `/login?next=/company/conversations/${items[0].id}`)
  await page.getByRole('log').getByText('Songket Pengantin costs').waitFor()
  await page.getByRole('button', { name: /Why\?/ }).last().click()
  await page.getByRole('button', { name: 'How it came about' }).click()
  await page.getByRole('region', { name: 'Looked at' }).getByText('Used', { exact: true }).first().waitFor()
  await accessible(page, 'message trace')
  page.calm()
  await page.end()
})

it('who takes a conversation from AI sees what was asked and tried', async () => {
  await ask('DELETE', `/conversations/${conversation}/takeover`)
  await customerWrites('I want two of the Batik shirt before 25 December. Can I speak to a person?')
  const page = await openPage(browser, app.url)
  await signIn(page, app.url, admin, '/login?next=/company/conversations')
  await page.getByRole('button', { name: 'Filter' }).click()
  await page.getByRole('radio', { name: 'Handed over by AI' }).click()
  await page.getByRole('option').first().click()
  const card = page.getByRole('region', { name: 'Handed over by AI' })
  await card.getByText('AI handed over: the customer asked for a person').waitFor()
  await card.getByText('waiting for').waitFor()
  await card.getByText('Batik shirt', { exact: false }).first().waitFor()
  await card.getByText('date: 25 December').waitFor()
  await accessible(page, 'handed over')
  // The server takes its time, while the page already shows who takes it.
  await page.route('**/takeover', route => setTimeout(() => route.continue(), 500))
  await page.getByRole('button', { name: /^Take over/ }).click()
  await card.getByText('taken by').waitFor()
  const remembered = page.getByRole('region', { name: 'Remembered' })
  await remembered.getByText('I want two of the Batik shirt before 25 December').first().waitFor()
  await accessible(page, 'taken')
  const interest = remembered.getByRole('button', { name: 'Forget: Batik shirt' })
  await interest.click()
  await interest.waitFor({ state: 'detached' })
  await page.getByText('Forgotten', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Undo' }).click()
  await interest.waitFor()
  page.calm()
  await page.end()
})

it('a provider is tried before it is saved, shown without its key, and removed', async () => {
  const page = await openPage(browser, app.url, { allow: [/422/] })
  await signIn(page, app.url, admin, '/login?next=/company/assistant/providers')
  await page.getByText('No model is connected').waitFor()
  await accessible(page, 'no provider')
  await page.getByRole('button', { name: 'Connect' }).first().click()
  const panel = page.getByRole('dialog')
  await panel.getByLabel('Provider').selectOption('ollama')
  await panel.getByRole('button', { name: 'Test' }).click()
  await panel.getByText('Enter the address of your server.').waitFor()
  await accessible(page, 'provider form')
  await panel.getByLabel('Provider').selectOption('anthropic')
  await panel.getByText('is worked on in the United States').waitFor()
  await panel.getByLabel('Key').fill('sk-simulated-nobody-knows-1234')
  await panel.getByLabel('Budget a month (US$)').fill('50')
  await panel.getByLabel('Ask it').uncheck()
  await panel.getByRole('button', { name: 'Save' }).click()
  await panel.waitFor({ state: 'detached' })
  await page.getByText('••••1234').waitFor()
  await page.getByText('US$0.00 of US$50.00').waitFor()
  await accessible(page, 'provider')
  await page.getByRole('button', { name: 'Remove Anthropic' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
  await page.getByText('No model is connected').waitFor()
  page.calm()
  await page.end()
})

it('an open question becomes an answer, and a question knows what rests on it', async () => {
  await ask('DELETE', `/conversations/${conversation}/takeover`)
  await customerWrites('Do you engrave names on wooden boxes?')
  for (let open = []; !open.some(({ question }) => /engrave/.test(question)); ) {
    await new Promise(done => setTimeout(done, 300))
    open = (await ask('GET', '/unanswered-questions')).items
  }
  const page = await openPage(browser, app.url)
  await signIn(page, app.url, admin, '/login?next=/company/knowledge')
  await page.getByRole('tab', { name: 'Unanswered' }).click()
  await page.getByText('Do you engrave names on wooden boxes?').first().waitFor()
  await accessible(page, 'unanswered')
  await page.getByRole('button', { name: /^Write an answer to: .*engrave/ }).click()
  const panel = page.getByRole('dialog')
  assert.match(await panel.getByLabel('Question').inputValue(), /engrave names/)
  await panel.getByLabel('Answer').fill('Yes, we engrave names for RM 10.00 a box.')
  await panel.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('button', { name: /^Write an answer to: .*engrave/ }).waitFor({ state: 'detached' })
  await page.getByRole('tab', { name: 'Questions and answers' }).click()
  await page.getByRole('button', { name: /engrave names/ }).first().click()
  await page.getByText('No reply rests on it yet.').waitFor()
  await accessible(page, 'citations')
  page.calm()
  await page.end()
})

it('the library is checked for success cases that cannot answer', async () => {
  const draft = { category: 'other', language: 'en', examples: [], response: 'It is worth it.' }
  await ask('POST', '/templates', { ...draft, name: 'First', patterns: ['is it expensive'] })
  await ask('POST', '/templates', { ...draft, name: 'Second', patterns: ['is it expensive'] })
  const page = await openPage(browser, app.url)
  await signIn(page, app.url, admin, '/login?next=/company/templates')
  await page.getByRole('button', { name: 'Check all' }).click()
  const check = page.getByRole('region', { name: 'Does every success case work?' })
  await check.getByText('“First” has the same pattern (English).').waitFor()
  await accessible(page, 'template check')
  page.calm()
  await page.end()
})

it('a viewer reads versions and changes nothing', async () => {
  const page = await openPage(browser, app.url)
  await signIn(page, app.url, viewer, '/login?next=/company/assistant')
  await page.getByRole('link', { name: 'Raya' }).first().waitFor()
  assert.equal(await page.getByRole('button', { name: /New version|Import/ }).count(), 0)
  await page.getByRole('link', { name: 'Raya' }).last().click()
  await page.getByLabel('Message of a customer').waitFor()
  assert.equal(await page.getByRole('button', { name: /^(Activate|Deactivate|Save)$/ }).count(), 0)
  await accessible(page, 'viewer version')
  await page.goto(`${app.url}/company/conversations/${conversation}`)
  await page.getByText('You can read this conversation.').waitFor()
  assert.equal(await page.getByRole('button', { name: 'Suggest an answer' }).count(), 0)
  page.calm()
  await page.end()
})

it('what customers write in another language is shown in the reader’s, too', async () => {
  const translator = `translator@${slug}.demo`
  await ask('POST', '/users', { name: 'Lina', email: translator, role: 'company_admin', language: 'zh', password: PASSWORD })
  const page = await openPage(browser, app.url, { allow: [/409/] })
  await signIn(page, app.url, translator, `/login?next=/company/conversations/${conversation}`)
  const log = page.getByRole('log')
  await log.getByText('How much is the batik shirt?').waitFor()
  const toggle = async () => {
    await page.getByRole('button', { name: '更多', exact: true }).click()
    await page.getByRole('menuitemcheckbox', { name: '用我的语言显示客户的话' }).click()
  }
  await toggle()
  await log.getByText('没有连接语言模型，无法翻译。').first().waitFor()

  // A server in the words of OpenAI's, of the company's own.
  const asked = []
  const server = createServer(async (request, response) => {
    const parts = []
    for await (const part of request) parts.push(part)
    asked.push(JSON.stringify(JSON.parse(Buffer.concat(parts)).messages))
    const message = { role: 'assistant', content: '蜡染衬衫多少钱？' }
    response.setHeader('Content-Type', 'application/json')
    response.end(JSON.stringify({ id: '1', object: 'chat.completion', created: 1, model: 'own', choices: [{ index: 0, message, finish_reason: 'stop' }], usage: { prompt_tokens: 9, completion_tokens: 9, total_tokens: 18 } }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    await ask('PUT', '/model-providers/1', { kind: 'compatible', baseUrl: `http://127.0.0.1:${server.address().port}`, model: 'own', enabled: true })
    await page.reload()
    await log.getByRole('note', { name: '译文' }).getByText('蜡染衬衫多少钱？').first().waitFor()
    assert.ok(asked.some(words => /<message [0-9a-f]{12}>/.test(words) && words.includes('Chinese')))
    await accessible(page, 'translated')
    await toggle()
    await log.getByText('蜡染衬衫多少钱？').first().waitFor({ state: 'detached' })
    assert.equal(await log.getByRole('note', { name: '译文' }).count(), 0)
    assert.ok((await log.locator('article').count()) > 0)
  } finally {
    await ask('DELETE', '/model-providers/1')
    server.close()
  }
  page.calm()
  await page.end()
})

it('scenarios are kept, asked of a version all at once, compared and judged by a person', async () => {
  await ask('POST', '/model-versions', { systemPrompt: 'You sell batik, kindly and briefly.' })
  const page = await openPage(browser, app.url)
  await signIn(page, app.url, admin, '/login?next=/company/assistant')
  await page.getByRole('link', { name: 'Test bench' }).click()
  await page.getByText('There are no scenarios yet').waitFor()
  await accessible(page, 'no scenarios')

  await page.getByRole('button', { name: 'New scenario' }).click()
  const panel = page.getByRole('dialog')
  await panel.getByRole('button', { name: 'Save' }).waitFor()
  await panel.getByLabel('Name').fill('Price of the shirt')
  await panel.getByLabel('Message 1', { exact: true }).fill('How much is the batik shirt?')
  await panel.getByRole('button', { name: 'Add expectation' }).click()
  await panel.getByLabel('Words').fill('RM 189.90')
  await accessible(page, 'new scenario')
  await panel.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Saved', { exact: true }).waitFor()
  await page.locator('header').getByRole('button', { name: 'Add our collection' }).click()
  await page.getByText('40 scenarios added').waitFor()

  await page.getByRole('button', { name: 'Run all' }).click()
  await page.getByText('40 passed', { exact: false }).or(page.getByText('41 passed', { exact: false })).first().waitFor({ timeout: 60_000 })
  const row = page.getByRole('listitem').filter({ has: page.getByRole('button', { name: 'Price of the shirt', exact: true }) })
  await row.getByText('Passed', { exact: true }).waitFor()
  await accessible(page, 'results')

  await page.getByRole('button', { name: 'Run all' }).click()
  await page.getByLabel('Results of').locator('option').nth(1).waitFor({ state: 'attached' })
  await page.getByText('tests are running').waitFor({ state: 'detached' })
  await page.getByLabel('Compare with').selectOption({ index: 1 })
  await row.getByText('Passed', { exact: true }).nth(1).waitFor()
  await row.getByRole('button', { name: 'Price of the shirt', exact: true }).click()
  const result = page.getByRole('dialog')
  await result.getByText('RM 189.90').first().waitFor()
  await result.getByLabel('Note').first().fill('Too short.')
  await result.getByRole('button', { name: 'Bad answer' }).first().click()
  await result.getByText('Failed', { exact: true }).waitFor()
  await accessible(page, 'judged')
  await page.keyboard.press('Escape')
  await page.getByLabel('Show').selectOption('failed')
  await row.getByText('Failed', { exact: true }).waitFor()

  const file = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export' }).click()
  await page.getByRole('menuitem', { name: 'CSV' }).click()
  assert.match(await text(await file), /Price of the shirt.*Too short\./)
  await page.setViewportSize({ width: 390, height: 800 })
  await accessible(page, 'results on a phone')
  page.calm()
  await page.end()

  const thread = await openPage(browser, app.url)
  await signIn(thread, app.url, admin, `/login?next=/company/conversations/${conversation}`)
  await thread.getByRole('button', { name: 'More', exact: true }).click()
  await thread.getByRole('menuitem', { name: 'Keep as a test scenario' }).click()
  await thread.getByText('Kept as a test scenario').waitFor()
  thread.calm()
  await thread.end()
})

const text = async download => (await import('node:fs/promises')).readFile(await download.path(), 'utf8')
