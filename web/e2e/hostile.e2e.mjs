// What customers send who mean harm, or whose phone does: texts without end or without a space, in both directions, that
// turn what stands beside them around, and of characters that are many in one. Nothing of it moves what stands beside it.
import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { accessible, askAs, foundCompany, openBrowser, openPage, PASSWORD, signIn, startApp, until } from './app.mjs'

const stamp = Math.random().toString(36).slice(2, 8)
const slug = `ganas-${stamp}`
const admin = `admin@${slug}.demo`
const aina = `aina@${slug}.demo`
const FAMILY = '👩‍👩‍👧‍👦'
const FLAG = '🇲🇾'
const RLO = '\u202e'
const WORDS = 'Berapa harga kain batik ini? '
const LONG = WORDS.repeat(Math.ceil(20_000 / WORDS.length)).slice(0, 20_000)
const LINE = 'x'.repeat(5_000)
const MIXED = 'مرحبا، أريد 2 × Kebaya L بسعر 120.50 RM שלום לכם, order #42?'
/** Cut anywhere but between them, one of these shows as something else. */
const CROWD = `${FAMILY}${FLAG}`.repeat(60)
const TURNED = `${RLO}detrevni si siht\u2067 and never closed`
const NAME = `${RLO}nimdA ${'שלום'.repeat(12)}`
const TEXTS = { Long: LONG, Line: LINE, Mixed: MIXED, Crowd: CROWD, Turned: TURNED, Nul: 'before\0after' }

let app, browser, ask, bot, thread
const ids = {}
const post = async (path, body, headers) => fetch(`${app.url}${path}`, { method: 'POST', headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(body) })
let updates = 0
/** As Telegram posts it: whoever writes there chooses a name of up to 64 characters, of whatever kind. */
const telegram = async (chat, first_name, text, reply) => {
  const from = { id: chat, is_bot: false, first_name, last_name: first_name.slice(0, 20) }
  const message = { message_id: ++updates, from, chat: { id: chat, type: 'private', first_name }, date: Math.floor(Date.now() / 1000), text, ...(reply && { reply_to_message: reply }) }
  const posted = await post(new URL(bot.webhookUrl).pathname, { update_id: updates, message }, { 'X-Telegram-Bot-Api-Secret-Token': bot.webhookSecret })
  assert.equal(posted.status, 200)
  return message
}
/** Aina's, and no assistant answers: what the customer writes stays the last that was said. */
const owned = async ({ id, contact, channel }, name, reason) => {
  ids[name] = id
  await ask('PUT', `/conversations/${id}/takeover`)
  await ask('PUT', `/conversations/${id}/assignment`, { userId: ids.Aina, reason })
  if (channel === 'webchat') await ask('PATCH', `/contacts/${contact.id}`, { name })
}
const threads = async () => (await ask('GET', '/conversations?status=any')).items

before(async () => {
  app = await startApp()
  browser = await openBrowser()
  await foundCompany(app.url, { name: `Ganas ${stamp}`, slug, email: admin })
  ask = await askAs(app.url, admin)
  ids.Aina = (await ask('POST', '/users', { name: 'Aina', email: aina, role: 'company_user', language: 'en', password: PASSWORD })).id
  const { siteKey } = await ask('POST', '/channel-accounts', { channel: 'webchat', name: 'Site' })
  bot = await ask('POST', '/channel-accounts', { channel: 'telegram', name: 'Bot', credentials: { botToken: `${Date.now()}:hostile-${stamp}` } })

  for (const [name, text] of Object.entries(TEXTS)) {
    const { session_token: token } = await (await post('/widget/v1/sessions', { site_key: siteKey })).json()
    const say = async words => {
      for (;;) {
        const answer = await write(words)
        if (answer.status !== 429) return answer
        const { error } = await answer.json()
        await new Promise(done => setTimeout(done, error.retry_after * 1000))
      }
    }
    const write = words => post('/widget/v1/messages', { client_message_id: `c-${Math.random().toString(36).slice(2)}`, type: 'text', text: words }, { Authorization: `Bearer ${token}` })
    await say(`Hello from ${name}`)
    await owned((await threads())[0], name)
    const sent = await say(text)
    // A website's chat takes four thousand characters at once and says so.
    if ([...text].length > 4_000) {
      assert.equal(sent.status, 422)
      for (let at = 0; at < text.length; at += 4_000) assert.ok((await say(text.slice(at, at + 4_000))).ok)
    } else assert.ok(sent.ok, `${name}: ${sent.status}`)
  }
  await telegram(7_001, NAME, 'Hello')
  await until('The bot’s customer is there', async () => (thread = (await threads()).find(one => one.channel === 'telegram')), 20_000)
  await owned(thread, 'Telegram', `${RLO}because ${LINE.slice(0, 300)}`)
  for (const text of Object.values(TEXTS)) {
    const said = await telegram(7_001, NAME, text)
    await telegram(7_001, NAME, 'And what about this?', said)
  }
  await until('All of it has arrived', async () => {
    thread = (await threads()).find(one => one.channel === 'telegram')
    return thread.messageCount >= 13
  }, 20_000)
})
after(async () => {
  await browser?.close()
  await app?.stop()
})

/** What moves sideways though it should not, and what was cut within a character. */
async function whole(page, where) {
  await page.waitForFunction(() => document.getAnimations().every(one => one.playState !== 'running' || one.effect?.getTiming().iterations === Infinity))
  const wrong = await page.evaluate(known => {
    const shown = [...document.querySelectorAll('body *')].filter(one => one.checkVisibility() && one.clientWidth > 1 && !one.closest('.sr-only'))
    const slides = one => /auto|scroll/.test(getComputedStyle(one).overflowX) && !/^(PRE|TEXTAREA|CODE)$/.test(one.tagName) && !one.closest('nav')
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const halves = []
    while (texts.nextNode()) {
      const { data } = texts.currentNode
      const pictures = [...new Intl.Segmenter().segment(data)].map(({ segment }) => segment).filter(one => one.codePointAt(0) > 0x1f000 || one.includes('\u200d'))
      if (!data.isWellFormed() || pictures.some(one => !known.includes(one))) halves.push(`cut: ${data.slice(-20)}`)
    }
    return [
      ...[document.documentElement, ...shown.filter(slides)].filter(one => one.scrollWidth > one.clientWidth + 1).map(one => `slides: ${one.tagName}.${one.className} ${one.scrollWidth} of ${one.clientWidth}`),
      ...shown.filter(one => one.getBoundingClientRect().right > innerWidth + 1 && !one.closest('[inert], nav')).map(one => `outside: ${one.tagName}.${one.className} ${one.textContent.slice(0, 30)}`),
      ...halves,
    ]
  }, [FAMILY, FLAG])
  assert.deepEqual(wrong.slice(0, 8), [], where)
}

/**
 * Where our words stand beside theirs within a line: each of our letters further right than the one before, as if theirs were
 * not there.
 */
async function ours(page, locator, words, where) {
  const places = await locator.evaluate((element, wanted) => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) {
      const at = walker.currentNode.data.indexOf(wanted)
      if (at < 0) continue
      return [...wanted].map((_, index) => {
        const range = document.createRange()
        range.setStart(walker.currentNode, at + index)
        range.setEnd(walker.currentNode, at + index + 1)
        const { left, top } = range.getBoundingClientRect()
        return { left, top: Math.round(top) }
      })
    }
    return null
  }, words)
  assert.ok(places, `${where}: “${words}” stands there`)
  places.slice(1).forEach((place, index) => assert.ok(place.top > places[index].top || place.left >= places[index].left, `${where}: “${words}” runs backwards at ${index}`))
}

for (const width of [1280, 390]) {
  const phone = width === 390
  it(`the list, each thread, its quotes and the customer beside it stay whole at ${width} px`, async () => {
    const page = await openPage(browser, app.url, { width, height: 844 })
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await signIn(page, app.url, aina)
    await page.getByRole('option').nth(Object.keys(TEXTS).length).waitFor()
    await whole(page, 'list')
    for (const row of await page.getByRole('option').all()) assert.ok(((await row.boundingBox()).height) <= 77)
    await page.getByRole('option').filter({ hasText: FAMILY }).waitFor()
    for (const name of [...Object.keys(TEXTS), 'Telegram']) {
      await page.goto(`${app.url}/agent/conversations/${ids[name]}`)
      await page.getByRole('log').locator('article').first().waitFor()
      await whole(page, `thread ${name}`)
      if (name === 'Telegram') await page.getByRole('log').locator('article').filter({ hasText: 'And what about this?' }).filter({ hasText: /x{50}|مرحبا/ }).first().waitFor()
      if (phone) await page.getByRole('button', { name: 'Show customer' }).click()
      const panel = phone ? page.getByRole('dialog') : page.getByRole('complementary', { name: 'Customer' })
      await panel.getByText('Writes from').waitFor()
      await whole(page, `customer ${name}`)
      if (phone) await page.keyboard.press('Escape')
    }
    await accessible(page, `hostile ${width}`)
    page.calm()
    await page.end()
  })
}

it('what turns the direction ends with the text it stands in', async () => {
  const page = await openPage(browser, app.url, { width: 1280, height: 844 })
  await signIn(page, app.url, aina, `/login?next=/agent/conversations/${thread.id}`)
  const log = page.getByRole('log')
  await log.locator('article').first().waitFor()
  await log.evaluate(box => box.scrollTo(0, 0))
  await log.getByText('started the conversation').waitFor()
  await ours(page, log, 'started the conversation', 'event')
  await page.getByRole('button', { name: /^Notifications/ }).first().click()
  const notice = page.getByRole('listitem').filter({ hasText: 'nimdA' }).filter({ hasText: 'was assigned to you' })
  await notice.waitFor()
  await ours(page, notice, 'was assigned to you', 'notification')
  await whole(page, 'notifications')
  await page.end()
})
