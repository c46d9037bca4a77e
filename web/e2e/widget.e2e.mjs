import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import { after, before, describe, it } from 'node:test'
import { accessible, askAs, openBrowser, openPage, PEOPLE, signIn, startApp } from './app.mjs'

const HOURS = 'What are your opening hours?'

let app, browser, staff
before(async () => {
  app = await startApp()
  browser = await openBrowser()
  staff = await askAs(app.url, PEOPLE.admin)
})
after(async () => {
  await browser?.close()
  await app?.stop()
})

const stamp = () => Math.random().toString(36).slice(2, 8)
const launcher = page => page.locator('sembang-chat button')
const chat = page => page.frameLocator('sembang-chat iframe')
const log = page => chat(page).getByRole('log')
const field = page => chat(page).getByRole('textbox')
const said = page => log(page).locator('.said:not(.typing) p').allInnerTexts()
const frameOf = page => page.frames().find(frame => frame.url().includes('/widget/frame'))

async function visit(options = {}) {
  const { clock, ...more } = options
  const page = await openPage(browser, app.url, more)
  if (clock) await page.clock.install()
  await page.goto(`${app.url}/demo/shop`)
  await launcher(page).waitFor()
  return page
}

async function openChat(page) {
  await launcher(page).click()
  await field(page).waitFor()
}

async function write(page, text) {
  await field(page).fill(text)
  await field(page).press('Enter')
  await log(page).getByText(text, { exact: true }).waitFor()
}

/** Asks for the opening hours and waits for the template's answer. */
async function ask(page) {
  await write(page, HOURS)
  await log(page).getByText('10 am to 7 pm').waitFor()
}

/** All that was sent stands in the thread. */
const settled = page => log(page).getByText(/ · (Sent|Seen|Dihantar|Dilihat)$/).last().waitFor()

/** What began last; ids grow with time. In an earlier one the assistant may still be answering. */
async function newest() {
  const { items } = await staff('GET', '/conversations?limit=50')
  return items.map(({ id }) => id).sort().at(-1)
}
const reply = async (conversation, text) => staff('POST', `/conversations/${conversation}/messages`, { type: 'text', text })
const stored = async conversation => (await staff('GET', `/conversations/${conversation}/messages`)).items.map(({ content }) => content.text)

async function accessibleChat(page, where) {
  await accessible(frameOf(page), `${where}: chat`)
  await accessible(page, where)
}

async function finish(...pages) {
  for (const page of pages) page.calm()
  for (const page of pages) await page.end()
}

/** One pixel. */
const PICTURE = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==', 'base64')

it('a picture goes to the company and a document comes back, by keyboard and clip', async () => {
  const page = await visit({ allow: [/415/] })
  await openChat(page)
  await chat(page).getByRole('button', { name: 'Send a picture or a file' }).waitFor()
  const input = chat(page).locator('input[type=file]')
  await input.setInputFiles({ name: 'setup.png', mimeType: 'image/png', buffer: Buffer.from('MZ no picture') })
  await chat(page).getByText('setup.png cannot be sent').waitFor()
  await input.setInputFiles({ name: 'baju.png', mimeType: 'image/png', buffer: PICTURE })
  await log(page).getByRole('img', { name: 'baju.png' }).waitFor()
  await settled(page)

  const id = await newest()
  await staff('PUT', `/conversations/${id}/assignment`, { userId: (await staff('GET', '/me')).id })
  const agent = await openPage(browser, app.url)
  await signIn(agent, app.url, PEOPLE.admin, `/login?next=/company/conversations/${id}`)
  await agent.getByRole('log').getByRole('img', { name: 'baju.png' }).waitFor()
  await agent.locator('form input[type=file]').setInputFiles({ name: 'katalog.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 Raya') })
  await agent.getByRole('list', { name: 'Files to send' }).getByText('katalog.pdf').waitFor()
  await agent.getByRole('textbox', { name: 'Reply' }).fill('Our catalogue')
  await accessible(agent, 'file to send')
  await agent.getByRole('button', { name: 'Send', exact: true }).click()
  await agent.getByRole('log').getByRole('link', { name: 'katalog.pdf' }).waitFor()
  await agent.getByRole('list', { name: 'Files to send' }).waitFor({ state: 'detached' })

  await log(page).getByRole('link', { name: /^katalog\.pdf/ }).waitFor()
  await log(page).getByText('Our catalogue').waitFor()
  await accessibleChat(page, 'pictures and files')
  await page.reload()
  await log(page).getByRole('img', { name: 'baju.png' }).waitFor()
  await finish(page, agent)
})

it('an answer shows what it answers', async () => {
  const asked = 'Do you have kain pelikat?'
  const page = await visit({ width: 390, height: 844, dark: true })
  await openChat(page)
  await write(page, asked)
  await settled(page)
  const id = await newest()
  const { items } = await staff('GET', `/conversations/${id}/messages`)
  const quotes = items.find(({ content }) => content.text === asked).id
  await staff('POST', `/conversations/${id}/messages`, { type: 'text', text: 'Yes, three kinds.', quotes })
  const answer = log(page).locator('.said').filter({ hasText: 'Yes, three kinds.' })
  await answer.locator('blockquote').getByText(asked).waitFor()
  await accessibleChat(page, 'an answer with what it answers')
  await page.reload()
  await openChat(page)
  await answer.locator('blockquote').getByText(asked).waitFor()
  assert.equal(await log(page).locator('blockquote').count(), 1)
  await finish(page)
})

it('a customer asks, a template answers, and a reload keeps the thread', async () => {
  const page = await visit()
  await openChat(page)
  await chat(page).getByRole('heading', { name: 'How can we help?' }).waitFor()
  await accessibleChat(page, 'nothing said yet')
  await ask(page)
  await log(page).getByText(/^Automatic reply · /).waitFor()
  await settled(page)
  await log(page).getByText('Today').waitFor()
  await accessibleChat(page, 'an answer')
  const before = await said(page)
  assert.equal(before.length, 2)

  await page.reload()
  await log(page).getByText(HOURS).waitFor()
  assert.deepEqual(await said(page), before)
  assert.deepEqual(await stored(await newest()), before)
  await finish(page)
})

it('what a person answers carries the name, is counted while the chat is closed, and is read when it is opened', async () => {
  const page = await visit()
  await openChat(page)
  await ask(page)
  const conversation = await newest()
  await staff('PUT', `/conversations/${conversation}/assignment`, { userId: (await staff('GET', '/me')).id })
  await staff('PUT', `/conversations/${conversation}/read`, { seq: 1 })
  await log(page).getByText(/ · Seen$/).last().waitFor()
  await launcher(page).click()

  await reply(conversation, 'Here is a person.')
  await page.getByRole('button', { name: 'Open chat, 1 unread' }).waitFor()
  await openChat(page)
  await log(page).getByText(/^Puan Rohana · /).waitFor()
  await chat(page).getByText('Puan Rohana is answering you').waitFor()
  await page.getByRole('button', { name: 'Close chat', exact: true }).waitFor()
  await staff('POST', `/conversations/${conversation}/typing`, { on: true })
  await log(page).getByRole('img', { name: 'Puan Rohana is typing' }).waitFor()
  await accessibleChat(page, 'somebody types')
  const read = page.waitForResponse(answer => answer.url().endsWith('/widget/v1/read'))
  await reply(conversation, 'And another word.')
  await read
  await log(page).getByText('And another word.').waitFor()
  await finish(page)
})

it('what is written without a network goes out once when it is back', async () => {
  const page = await visit({ allow: [/ERR_INTERNET_DISCONNECTED|ERR_NETWORK/] })
  await openChat(page)
  await ask(page)
  await page.context().setOffline(true)
  await chat(page).getByText('No connection.').waitFor()
  await write(page, 'From the tunnel')
  await log(page).getByText('Sent when the connection is back').waitFor()
  await page.context().setOffline(false)
  await log(page).getByText('Sent when the connection is back').waitFor({ state: 'detached' })
  await chat(page).getByText('No connection.').waitFor({ state: 'hidden' })
  await page.reload()
  await log(page).getByText('From the tunnel').waitFor()
  assert.equal((await stored(await newest())).filter(text => text === 'From the tunnel').length, 1)
  assert.equal((await said(page)).filter(text => text === 'From the tunnel').length, 1)
  await finish(page)
})

it('what could not be sent before a reload is sent after it, once, though the answer to it is lost', async () => {
  const page = await visit({ allow: [/ERR_FAILED/] })
  await openChat(page)
  await ask(page)
  // The server gets it, the browser does not hear so.
  await page.route('**/widget/v1/messages', async route => {
    await route.fetch()
    await route.abort()
  })
  await page.route('**/widget/v1/stream', route => route.abort())
  await page.route('**/widget/v1/events**', route => route.abort())
  await page.reload()
  await field(page).waitFor()
  const lost = page.waitForEvent('requestfailed', request => request.method() === 'POST' && request.url().endsWith('/widget/v1/messages'))
  await write(page, 'Does this arrive?')
  await lost
  await page.unrouteAll({ behavior: 'wait' })
  await page.reload()
  await log(page).getByText('Does this arrive?').waitFor()
  await settled(page)
  const thread = await stored(await newest())
  assert.equal(thread.filter(text => text === 'Does this arrive?').length, 1)
  assert.deepEqual(await said(page), thread)
  await finish(page)
})

it('where streams are blocked, polling ends in the same state', async () => {
  const page = await visit({ allow: [/ERR_FAILED/] })
  await page.route('**/widget/v1/stream', route => route.abort())
  await openChat(page)
  await ask(page)
  const conversation = await newest()
  await reply(conversation, 'First by poll')
  await log(page).getByText('First by poll').waitFor()
  await reply(conversation, 'Second by poll')
  await log(page).getByText('Second by poll').waitFor()
  await write(page, 'Thank you')
  await settled(page)
  assert.deepEqual(await said(page), await stored(conversation))
  await finish(page)
})

it('a session that has ended is renewed unseen', async () => {
  const page = await visit({ allow: [/401/] })
  await openChat(page)
  await ask(page)
  let refused = 0
  await page.route('**/widget/v1/messages', route =>
    refused++ ? route.continue() : route.fulfill({ status: 401, json: { error: { code: 'session_expired', message: 'The session has ended' } } }),
  )
  await write(page, 'Still me')
  await settled(page)
  assert.deepEqual(await said(page), await stored(await newest()))
  assert.equal(refused, 2)
  await finish(page)
})

it('told to wait, the chat waits and sends in order', async () => {
  const page = await visit({ allow: [/429/] })
  await openChat(page)
  const texts = Array.from({ length: 7 }, (_, n) => `Word ${n} ${stamp()}`)
  for (const text of texts) await write(page, text)
  await settled(page)
  const thread = await stored(await newest())
  assert.deepEqual(thread.filter(text => texts.includes(text)), texts)
  assert.deepEqual(await said(page), thread)
  await finish(page)
})

it('a tab nobody looks at for five minutes lets its line go, and catches up when it is looked at', async () => {
  const page = await visit({ clock: true })
  await openChat(page)
  await ask(page)
  const conversation = await newest()
  const lines = new Set()
  const isLine = request => /\/widget\/v1\/(stream|events)/.test(request.url())
  page.on('request', request => isLine(request) && lines.add(request))
  for (const ended of ['requestfinished', 'requestfailed']) page.on(ended, request => lines.delete(request))
  const look = async state => {
    await frameOf(page).evaluate(state => {
      Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state })
      document.dispatchEvent(new Event('visibilitychange'))
    }, state)
  }
  // A line of this test's own, which it sees end.
  await look('visible')

  await look('hidden')
  await page.clock.fastForward(4 * 60_000)
  await reply(conversation, 'While you were elsewhere')
  await log(page).getByText('While you were elsewhere').waitFor()

  await page.clock.fastForward(2 * 60_000)
  await reply(conversation, 'When nobody listened')
  await page.waitForTimeout(2000)
  assert.deepEqual([...lines].map(request => request.url()), [])
  assert.equal(await log(page).getByText('When nobody listened').count(), 0)

  await look('visible')
  await log(page).getByText('When nobody listened').waitFor()
  await finish(page)
})

it('two tabs show the same, and one goes on when the other is closed', async () => {
  const one = await visit()
  await openChat(one)
  await ask(one)
  const other = await visit({ context: one.context() })
  await openChat(other)
  await log(other).getByText(HOURS).waitFor()
  await write(other, 'From the second tab')
  await log(one).getByText('From the second tab').waitFor()
  const conversation = await newest()
  await reply(conversation, 'To both tabs')
  for (const page of [one, other]) await log(page).getByText('To both tabs').waitFor()
  assert.deepEqual(await said(one), await said(other))
  one.calm()
  await one.close()
  await reply(conversation, 'To the one that is left')
  await log(other).getByText('To the one that is left').waitFor()
  assert.deepEqual(await said(other), await stored(conversation))
  await finish(other)
})

describe('on a page of another origin with a strict policy', () => {
  let host, origin, otherSite
  before(async () => {
    host = createServer((request, response) => {
      const csp = `default-src 'none'; script-src ${app.url}; frame-src ${app.url}; style-src 'self'; img-src 'self'`
      response.setHeader('Content-Security-Policy', csp)
      response.setHeader('Content-Type', 'text/html;charset=utf-8')
      const asked = new URL(request.url, origin).searchParams
      const language = asked.has('lang') ? ` data-lang="${asked.get('lang')}"` : ''
      response.end(`<!doctype html><html lang="${asked.get('page') ?? 'ms'}"><head><title>Kedai</title></head><body><main><h1>Kedai</h1>
        <script async src="${app.url}/widget/loader.js" data-site-key="${asked.get('key')}"${language} data-color="#ffd54a" data-side="start" data-dark="on"></script></main></body></html>`)
    })
    await new Promise(resolve => host.listen(0, resolve))
    origin = `http://localhost:${host.address().port}`
    otherSite = `http://127.0.0.1:${host.address().port}`
  })
  after(() => host?.close())

  const site = async allowedOrigins => {
    const { siteKey } = await staff('POST', '/channel-accounts', { channel: 'webchat', name: `Kedai ${stamp()}`, settings: { allowedOrigins, brandName: 'Kedai Ketat' } })
    return siteKey
  }

  it('the chat works in the language of the page, with its colour, side and darkness', async () => {
    const page = await openPage(browser, origin, { origins: [app.url] })
    await page.goto(`${origin}/?key=${await site([origin])}`)
    await page.getByRole('button', { name: 'Buka sembang' }).click()
    await chat(page).getByRole('heading', { name: 'Kedai Ketat' }).waitFor()
    await write(page, 'Selamat pagi')
    await log(page).getByText(/^Balasan automatik · /).first().waitFor()
    const box = await page.locator('sembang-chat iframe').boundingBox()
    assert.equal(box.x, 20)
    await accessibleChat(page, 'a strict page')
    await page.reload()
    await log(page).getByText('Selamat pagi', { exact: true }).first().waitFor()
    await finish(page)
  })

  it('it speaks as its tag says, else as the page, else as the browser, before anything is written', async () => {
    const key = await site([origin])
    for (const [asked, locale, opens, language, greets] of [
      ['lang=ta&page=ms', 'zh-CN', 'அரட்டையைத் திற', 'ta', 'நாங்கள் எப்படி உதவலாம்?'],
      ['page=ms-MY', 'zh-CN', 'Buka sembang', 'ms', 'Apa yang boleh kami bantu?'],
      ['page=fr', 'zh-CN', '打开聊天', 'zh', '有什么可以帮您？'],
      ['page=fr', 'de-DE', 'Open chat', 'en', 'How can we help?'],
    ]) {
      const page = await openPage(browser, origin, { origins: [app.url], locale })
      await page.goto(`${origin}/?key=${key}&${asked}`)
      await page.getByRole('button', { name: opens, exact: true }).click()
      await chat(page).getByRole('heading', { name: greets, exact: true }).waitFor()
      assert.equal(await chat(page).locator('html').getAttribute('lang'), language)
      await finish(page)
    }
  })

  /** A site of its own, set up before anybody has seen it. */
  const setUp = async (settings, secret, outletId) => {
    const { id, siteKey } = await staff('POST', '/channel-accounts', { channel: 'webchat', name: `Kedai ${stamp()}`, settings: { allowedOrigins: [origin] }, outletId })
    const made = secret && (await staff('POST', `/channel-accounts/${id}/identity-secret`, {}))
    const plain = { side: 'end', texts: [], askName: 'off', askEmail: 'off', askPhone: 'off', rating: false, identityVerification: 'off' }
    await staff('PUT', `/channel-accounts/${id}/website`, { ...plain, ...settings })
    return { siteKey, secret: made?.secret }
  }
  const come = async siteKey => {
    const page = await openPage(browser, origin, { origins: [app.url] })
    await page.goto(`${origin}/?key=${siteKey}`)
    return page
  }

  it('a site greets in its own words, and asks before the first message what it wants to know', async () => {
    const name = `Aina ${stamp()}`
    const texts = [{ language: 'ms', greeting: 'Selamat datang ke kedai', launcherLabel: 'Tanya kami', consent: 'Saya setuju dengan notis privasi.' }]
    const { siteKey } = await setUp({ title: 'Kedai Bertanya', texts, askName: 'required', askEmail: 'optional' })
    const page = await come(siteKey)
    await page.getByRole('button', { name: 'Tanya kami' }).click()
    await chat(page).getByRole('heading', { name: 'Sebelum anda menulis' }).waitFor()
    await accessibleChat(page, 'questions')
    await chat(page).getByLabel('Nama').press('Enter')
    await chat(page).getByText('Isikan ini').waitFor()
    await chat(page).getByText('Setuju dengan ini untuk meneruskan').waitFor()
    await accessibleChat(page, 'questions refused')
    await chat(page).getByLabel('Nama').fill(name)
    await chat(page).getByLabel('E-mel').fill('aina@example.test')
    await chat(page).getByRole('checkbox').press('Space')
    await chat(page).getByLabel('Nama').press('Enter')
    await chat(page).getByRole('heading', { name: 'Selamat datang ke kedai' }).waitFor()
    await write(page, 'Selamat pagi')
    await settled(page)
    const { contact } = await staff('GET', `/conversations/${await newest()}`)
    assert.deepEqual({ name: contact.name, email: contact.email }, { name, email: 'aina@example.test' })
    await page.reload()
    await log(page).getByText('Selamat pagi', { exact: true }).first().waitFor()
    await finish(page)
  })

  it('after a conversation is closed it is rated, and the company sees it at once', async () => {
    const { siteKey } = await setUp({ rating: true })
    const page = await come(siteKey)
    await page.getByRole('button', { name: 'Buka sembang' }).click()
    await write(page, 'Terima kasih')
    await settled(page)
    const id = await newest()
    await staff('PUT', `/conversations/${id}/completion`, { status: 'completed' })
    await chat(page).getByRole('group', { name: 'Bagaimanakah sembang ini?' }).waitFor()
    const agent = await openPage(browser, app.url)
    await signIn(agent, app.url, PEOPLE.admin, `/login?next=/company/conversations/${id}`)
    await agent.getByRole('log').getByText('Terima kasih').waitFor()
    await chat(page).getByRole('radio', { name: '4 daripada 5' }).press('Space')
    await chat(page).getByPlaceholder('Ada apa-apa lagi?').fill('Pantas')
    await accessibleChat(page, 'rating')
    await chat(page).getByRole('button', { name: 'Hantar penilaian' }).click()
    await chat(page).getByText('Terima kasih atas penilaian anda.').waitFor()
    await agent.getByText('4 of 5').waitFor()
    await agent.getByText('Pantas').waitFor()
    await accessibleChat(page, 'rated')
    await write(page, 'Satu lagi')
    await chat(page).getByText('Terima kasih atas penilaian anda.').waitFor({ state: 'detached' })
    await finish(page, agent)
  })

  it('while nobody is there a message is left with an address, the chat is mailed to it, and the visitor ends it', async () => {
    const week = Object.fromEntries(['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'].map(day => [day, []]))
    const outlet = await staff('POST', '/outlets', { name: `Tutup ${stamp()}`, businessHours: week })
    const { siteKey } = await setUp({ whenClosed: 'leave_message', ending: true, transcript: true, rating: true }, undefined, outlet.id)
    const page = await come(siteKey)
    await page.getByRole('button', { name: 'Buka sembang' }).click()
    await chat(page).getByRole('heading', { name: 'Tinggalkan mesej' }).waitFor()
    await accessibleChat(page, 'leaving a message')
    const address = `aina-${stamp()}@example.test`
    await chat(page).getByLabel('E-mel').fill(address)
    await chat(page).getByRole('button', { name: 'Teruskan ke mesej' }).click()
    await write(page, 'Ada saiz XL?')
    await settled(page)
    const id = await newest()
    assert.equal((await staff('GET', `/conversations/${id}`)).contact.email, address)
    await chat(page).getByRole('button', { name: /^Hantar sembang ini ke a•••@/ }).click()
    await chat(page).getByText('Dihantar ke a•••@example.test').waitFor()
    await chat(page).getByRole('button', { name: 'Tamatkan sembang' }).press('Enter')
    await accessibleChat(page, 'end or not')
    await chat(page).getByRole('button', { name: 'Tamatkan sekarang?' }).press('Enter')
    await chat(page).getByRole('group', { name: 'Bagaimanakah sembang ini?' }).waitFor()
    assert.equal((await staff('GET', `/conversations/${id}`)).status, 'completed')
    await finish(page)
  })

  it('what is asked after the first message stands below it; a tapped button comes back by its id, and what is taken back goes', async () => {
    const { siteKey } = await setUp({ askName: 'optional', askWhen: 'after' })
    const page = await come(siteKey)
    await page.getByRole('button', { name: 'Buka sembang' }).click()
    await write(page, 'Ada saiz XL?')
    await chat(page).getByRole('heading', { name: 'Bagaimana kami boleh menghubungi anda?' }).waitFor()
    await log(page).getByText('Ada saiz XL?', { exact: true }).waitFor()
    await accessibleChat(page, 'asked after')
    await chat(page).getByLabel('Nama').fill('Aina')
    await chat(page).getByRole('button', { name: 'Hantar', exact: true }).click()
    await field(page).waitFor()
    await settled(page)
    const id = await newest()
    assert.equal((await staff('GET', `/conversations/${id}`)).contact.name, 'Aina')

    const options = [{ id: 'size:xl', title: 'XL', description: null }, { id: 'size:l', title: 'L', description: null }]
    await staff('POST', `/conversations/${id}/messages`, { type: 'content', content: { type: 'choices', text: 'Saiz mana?', label: null, options } })
    await chat(page).getByRole('button', { name: 'XL', exact: true }).click()
    await settled(page)
    const reply = (await staff('GET', `/conversations/${id}/messages`)).items.at(-1)
    assert.deepEqual([reply.content.type, reply.content.buttonId], ['button_reply', 'size:xl'])

    const wrong = await staff('POST', `/conversations/${id}/messages`, { type: 'text', text: 'RM 1.00' })
    await log(page).getByText('RM 1.00').waitFor()
    await staff('DELETE', `/conversations/${id}/messages/${wrong.id}`)
    await log(page).getByText('RM 1.00').waitFor({ state: 'detached' })
    await finish(page)
  })

  it('a customer whom the site proves goes on in the same thread on another browser; a forged proof gets nothing', async () => {
    const { siteKey, secret } = await setUp({ identityVerification: 'required' }, true)
    const user_id = `cust-${stamp()}`
    const user_hash = createHmac('sha256', secret).update(user_id).digest('hex')
    const identify = (page, identity) => page.evaluate(given => window.Sembang('identify', given), identity)
    const laptop = await come(siteKey)
    await laptop.getByRole('button', { name: 'Buka sembang' }).click()
    await write(laptop, 'Sebelum log masuk')
    await settled(laptop)
    await identify(laptop, { user_id, user_hash })
    await write(laptop, 'Selepas log masuk')
    await settled(laptop)

    const phone = await come(siteKey)
    phone.calm()
    await phone.getByRole('button', { name: 'Buka sembang' }).click()
    await field(phone).waitFor()
    const refused = phone.evaluate(() => new Promise(resolve => window.Sembang('on', 'error', resolve)))
    await identify(phone, { user_id, user_hash: 'f'.repeat(64) })
    assert.deepEqual(await refused, { code: 'identity_invalid' })
    assert.equal(await log(phone).getByText('Sebelum log masuk').count(), 0)
    await identify(phone, { user_id, user_hash })
    await log(phone).getByText('Sebelum log masuk').waitFor()
    await log(phone).getByText('Selepas log masuk').waitFor()
    await write(phone, 'Dari telefon')
    await log(laptop).getByText('Dari telefon').waitFor()
    await laptop.end()
    await phone.end()
  })

  it('where the browser lets a foreign frame store nothing, the chat lasts as long as the page', async () => {
    const page = await openPage(browser, otherSite, { origins: [app.url] })
    await page.goto(`${otherSite}/?key=${await site([otherSite])}`)
    await page.getByRole('button', { name: 'Buka sembang' }).click()
    await chat(page).getByRole('heading', { name: 'Apa yang boleh kami bantu?' }).waitFor()
    const denied = await frameOf(page).evaluate(() => {
      try {
        return !localStorage
      } catch {
        return true
      }
    })
    assert.equal(denied, true)
    await write(page, 'Selamat pagi')
    await log(page).getByText(/^Balasan automatik · /).waitFor()
    await page.reload()
    await chat(page).getByRole('heading', { name: 'Apa yang boleh kami bantu?' }).waitFor()
    await finish(page)
  })

  it('a page that is not allowed gets no chat', async () => {
    const page = await openPage(browser, origin, { origins: [app.url], allow: [/frame-ancestors/] })
    await page.goto(`${origin}/?key=${await site(['https://elsewhere.example'])}`)
    const forbidden = page.waitForEvent('console', message => /frame-ancestors/.test(message.text()))
    await page.getByRole('button', { name: 'Buka sembang' }).click()
    await forbidden
    assert.equal(await field(page).count(), 0)
    await page.end()
  })
})

it('on a phone the chat covers the screen, and the page behind it cannot be reached', async () => {
  const page = await visit({ width: 390, height: 844 })
  await openChat(page)
  await ask(page)
  assert.deepEqual(await page.locator('sembang-chat iframe').boundingBox(), { x: 0, y: 0, width: 390, height: 844 })
  assert.equal(await page.locator('main').evaluate(main => main.inert), true)
  await launcher(page).waitFor({ state: 'hidden' })
  await accessibleChat(page, 'a phone')
  await chat(page).getByRole('button', { name: 'Close chat' }).click()
  await launcher(page).waitFor()
  assert.equal(await page.locator('main').evaluate(main => main.inert), false)
  await finish(page)
})

it('in the dark it is as readable as in the light', async () => {
  const page = await visit({ dark: true })
  await openChat(page)
  await accessibleChat(page, 'dark and empty')
  await ask(page)
  await accessibleChat(page, 'dark')
  assert.equal(await chat(page).locator('html').evaluate(html => getComputedStyle(html).colorScheme), 'dark')
  await finish(page)
})

for (const [language, words] of Object.entries({
  en: { person: 'Talk to a person', passed: 'I am passing it to a colleague' },
  ms: { person: 'Cakap dengan orang', passed: 'Saya serahkan kepada rakan sekerja' },
  zh: { person: '转人工', passed: '我已转交给同事' },
  ta: { person: 'ஒருவரிடம் பேச', passed: 'எங்கள் சக ஊழியரிடம் ஒப்படைக்கிறேன்' },
}))
  it(`a person can be asked for at any time: ${language}`, async () => {
    const page = await visit()
    await page.evaluate(tag => window.Sembang('locale', tag), language)
    await openChat(page)
    await chat(page).getByRole('button', { name: words.person }).click()
    await log(page).getByText(words.passed).waitFor()
    assert.equal(await chat(page).locator('html').getAttribute('lang'), language)
    const conversation = await newest()
    const { answering, language: spoken } = await staff('GET', `/conversations/${conversation}`)
    assert.deepEqual({ answering, spoken }, { answering: 'nobody', spoken: language })
    await accessibleChat(page, language)
    await finish(page)
  })

it('text that runs from right to left does so, and web addresses are links that say nothing of the page', async () => {
  const page = await visit()
  await openChat(page)
  const text = 'مرحبا، هل لديكم حرير؟'
  await write(page, text)
  assert.equal(await log(page).getByText(text, { exact: true }).evaluate(line => getComputedStyle(line).direction), 'rtl')
  await write(page, 'See https://example.com/a?b=1. And <b>this</b> javascript:alert(1)')
  const link = log(page).getByRole('link')
  assert.equal(await link.count(), 1)
  assert.equal(await link.getAttribute('href'), 'https://example.com/a?b=1')
  assert.equal(await link.getAttribute('rel'), 'noopener noreferrer nofollow')
  await accessibleChat(page, 'right to left')
  await finish(page)
})

it('the keyboard alone opens, writes, and comes back to where it was', async () => {
  const page = await visit()
  await page.getByRole('link', { name: 'Write as a Telegram customer' }).focus()
  await page.keyboard.press('Tab')
  await page.waitForFunction(() => document.activeElement?.shadowRoot?.activeElement?.tagName === 'BUTTON')
  await page.keyboard.press('Enter')
  await field(page).waitFor()
  await frameOf(page).waitForFunction(() => document.activeElement?.tagName === 'TEXTAREA')
  await page.keyboard.type(HOURS)
  await page.keyboard.press('Shift+Enter')
  await page.keyboard.press('Backspace')
  await page.keyboard.press('Enter')
  await log(page).getByText('10 am to 7 pm').waitFor()
  await page.keyboard.press('Escape')
  await page.waitForFunction(() => document.activeElement?.shadowRoot?.activeElement?.tagName === 'BUTTON')
  assert.equal(await launcher(page).getAttribute('aria-expanded'), 'false')
  await finish(page)
})

it('four thousand characters can be sent, one more cannot', async () => {
  const page = await visit()
  await openChat(page)
  await field(page).fill('😀'.repeat(4_001))
  await chat(page).getByText('Characters over the limit: 1').waitFor()
  assert.equal(await chat(page).getByRole('button', { name: 'Send', exact: true }).isDisabled(), true)
  await accessibleChat(page, 'too long')
  const longest = 'a'.repeat(4_000)
  await write(page, longest)
  await settled(page)
  assert.equal((await stored(await newest()))[0], longest)
  await finish(page)
})

it('the page can command the chat, before it has loaded as well, and hears what happens but not what is said', async () => {
  const page = await openPage(browser, app.url)
  await page.addInitScript(() => {
    window.heard = []
    window.Sembang = (...call) => (window.Sembang.q ??= []).push(call)
    for (const name of ['ready', 'open', 'close', 'unread', 'message', 'error']) window.Sembang('on', name, detail => window.heard.push([name, detail]))
    window.Sembang('open')
  })
  await page.goto(`${app.url}/demo/shop`)
  await field(page).waitFor()
  await ask(page)
  await page.evaluate(() => window.Sembang('close'))
  const heard = await page.evaluate(() => window.heard)
  assert.deepEqual([...new Set(heard.map(([name]) => name))].sort(), ['close', 'message', 'open', 'ready', 'unread'])
  assert.deepEqual(heard.filter(([name]) => name === 'message').map(([, detail]) => detail), [{ direction: 'in' }, { direction: 'out' }])
  await finish(page)
})

it('who leaves a shared computer is forgotten, in all tabs', async () => {
  const page = await visit()
  await openChat(page)
  await ask(page)
  const other = await visit({ context: page.context() })
  await openChat(other)
  await log(other).getByText(HOURS).waitFor()
  const gone = page.waitForResponse(answer => answer.request().method() === 'DELETE')
  await page.evaluate(() => window.Sembang('shutdown'))
  assert.equal((await gone).status(), 204)
  await log(other).getByText(HOURS).waitFor({ state: 'detached' })
  const kept = await page.evaluate(() => Object.keys(localStorage).filter(key => key.startsWith('sembang')))
  assert.deepEqual(kept, [])
  await page.reload()
  await openChat(page)
  await chat(page).getByRole('heading', { name: 'How can we help?' }).waitFor()
  await finish(page, other)
})

it('what cannot be verified is refused, and the page is told', async () => {
  const page = await visit({ allow: [/403/] })
  const refused = page.evaluate(() => new Promise(resolve => window.Sembang('on', 'error', resolve)))
  await openChat(page)
  await page.evaluate(() => window.Sembang('identify', { user_id: 'cust-1', user_hash: 'no' }))
  assert.deepEqual(await refused, { code: 'identity_verification_off' })
  await ask(page)
  await finish(page)
})
