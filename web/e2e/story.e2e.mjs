// The whole story: a customer on a website, a template's answer, a person who takes over, and a server that dies in
// between. Nothing is lost and nothing stands twice, on either screen and in the database.
import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { askAs, foundCompany, openBrowser, openPage, PASSWORD, PEOPLE, signIn, startApp } from './app.mjs'

const QUESTION = 'What are your opening hours?'
const DOWN = [/ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_SOCKET_NOT_CONNECTED/]

let app, browser
before(async () => {
  app = await startApp()
  browser = await openBrowser()
})
after(async () => {
  await browser?.close()
  await app?.stop()
})

it('what a customer and a person say to each other survives reloads and the death of the server', { skip: process.env.SEMBANG_URL && 'It needs an application it may kill' }, async () => {
  const customer = await openPage(browser, app.url, { allow: DOWN })
  const staff = await openPage(browser, app.url, { allow: DOWN })
  // After a long wait both try again within half a minute.
  for (const page of [customer, staff]) page.setDefaultTimeout(60_000)
  const chat = customer.frameLocator('sembang-chat iframe')
  const [hers, theirs] = [chat.getByRole('log'), staff.getByRole('log')]
  const write = async (field, text) => {
    await field.fill(text)
    await field.press('Enter')
  }
  const customerWrites = text => write(chat.getByRole('textbox'), text)
  const staffWrites = text => write(staff.getByRole('textbox', { name: 'Reply' }), text)
  const both = async text => {
    for (const log of [hers, theirs]) await log.getByText(text, { exact: true }).waitFor()
  }

  // Somebody at work looks on while the customer comes.
  await signIn(staff, app.url, PEOPLE.admin)
  await staff.getByRole('option').first().waitFor()
  await customer.goto(`${app.url}/demo/shop`)
  await customer.getByRole('button', { name: 'Open chat' }).click()
  await customerWrites(QUESTION)
  await hers.getByText('10 am to 7 pm').waitFor()
  const [, answer] = await hers.locator('.said p').allInnerTexts()
  await staff.getByRole('option').filter({ hasText: 'Visitor' }).filter({ hasText: '10 am to 7 pm' }).click()
  await both(QUESTION)
  await theirs.getByText(answer, { exact: true }).waitFor()

  // A person takes over; from here on the assistant is silent.
  await staff.getByRole('button', { name: /^Take over/ }).click()
  await staff.getByRole('button', { name: 'Hand back to AI' }).waitFor()
  await staffWrites('Good day, I am a person.')
  await both('Good day, I am a person.')
  await hers.getByText(/^Puan Rohana · /).waitFor()
  await customerWrites('Can you keep the indigo one for me?')
  await both('Can you keep the indigo one for me?')
  await hers.getByText(/ · Seen$/).last().waitFor()

  // Both come back to the same.
  const told = [QUESTION, answer, 'Good day, I am a person.', 'Can you keep the indigo one for me?']
  await customer.reload()
  await staff.reload()
  for (const text of told) await both(text)

  // The server dies. The customer goes on writing, and so does the person.
  const conversation = staff.url().split('/').at(-1)
  await app.kill()
  await customerWrites('Are you still there?')
  await hers.getByText('Are you still there?', { exact: true }).waitFor()
  await chat.getByText('No connection.').waitFor()
  await staffWrites('I will keep it until Friday.')
  await theirs.getByText('I will keep it until Friday.', { exact: true }).waitFor()
  app = await startApp({ home: app.home, port: app.port })

  // Nobody reloads: what waited goes out by itself, and both are in touch again.
  await both('Are you still there?')
  await both('I will keep it until Friday.')
  await chat.getByText('No connection.').waitFor({ state: 'hidden' })
  await staffWrites('See you on Friday.')
  await both('See you on Friday.')
  await customerWrites('Thank you')
  await both('Thank you')

  // Nothing lost, nothing twice: in the database, on both screens, and after a reload of both.
  const ask = await askAs(app.url, PEOPLE.admin)
  const all = [...told, 'Are you still there?', 'I will keep it until Friday.', 'See you on Friday.', 'Thank you']
  const { items } = await ask('GET', `/conversations/${conversation}/messages`)
  const stored = items.map(({ content }) => content.text)
  assert.deepEqual([...stored].sort(), [...all].sort())
  assert.deepEqual(items.map(({ seq }) => seq), items.map((_, index) => index + 1))
  const onScreens = async () => {
    await both('Thank you')
    assert.deepEqual(await hers.locator('.said p').allInnerTexts(), stored)
    assert.deepEqual(await theirs.locator('article p').allInnerTexts(), stored)
  }
  await onScreens()
  await customer.reload()
  await staff.reload()
  await onScreens()
  customer.calm()
  staff.calm()
  await customer.end()
  await staff.end()
})

it('a file that was being taken in when the server died is taken in to its end, nothing of it twice', { skip: process.env.SEMBANG_URL && 'It needs an application it may kill' }, async () => {
  const rows = 20_000
  const slug = `fail-${Math.random().toString(36).slice(2, 8)}`
  const admin = `admin@${slug}.demo`
  await foundCompany(app.url, { name: `Fail ${slug}`, slug, email: admin })
  const headers = { 'Content-Type': 'application/json', Origin: app.url, 'X-Sembang': '1' }
  const { accessToken } = await (await fetch(`${app.url}/api/v1/auth/login`, { method: 'POST', headers, body: JSON.stringify({ email: admin, password: PASSWORD }) })).json()
  const send = async (path, body) => {
    const answer = await fetch(`${app.url}/api/v1${path}`, { method: body ? 'POST' : 'GET', headers: { Authorization: `Bearer ${accessToken}`, ...(body && { 'Content-Type': 'text/csv' }) }, body })
    assert.ok(answer.ok, `${path}: ${answer.status}`)
    return answer
  }
  const file = (heading, row) => [heading, ...Array.from({ length: rows }, (_, n) => row(n))].join('\n')
  const until = async (path, fits) => {
    for (const end = Date.now() + 120_000; Date.now() < end; await new Promise(done => setTimeout(done, 50))) {
      const now = await (await send(path)).json()
      if (fits(now)) return now
    }
    assert.fail(`${path} stands where it stood`)
  }
  const lines = async path => (await (await send(path)).text()).trim().split('\n').length - 1

  for (const [into, from, name, text] of [
    ['/products/import?fileName=goods.csv', '/products/imports', '/products/export', file('sku,name,price,stock', n => `G-${n},Thing number ${n},${n % 90}.50,${n % 50}`)],
    ['/contact-imports?map=name%3Dname&map=phone%3Dphone', '/contact-imports', '/contacts/export', file('name,phone', n => `Person ${n},+6011${String(n).padStart(8, '0')}`)],
  ]) {
    const { id } = await (await send(into, text)).json()
    const broken = await until(`${from}/${id}`, ({ done }) => done >= 2000)
    assert.ok(broken.done < rows, 'It was still under way')
    await app.kill()
    app = await startApp({ home: app.home, port: app.port })
    const { created, wrong } = await until(`${from}/${id}`, ({ status }) => status === 'done')
    assert.deepEqual({ created, wrong, kept: await lines(name) }, { created: rows, wrong: 0, kept: rows })
  }
})
