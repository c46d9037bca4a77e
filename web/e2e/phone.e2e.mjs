// The demo's phone: whoever types there is a customer on Telegram, whose messages take the way of any bot's.
import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { accessible, askAs, openBrowser, openPage, PEOPLE, signIn, startApp, until } from './app.mjs'

let app, browser
before(async () => {
  app = await startApp()
  browser = await openBrowser()
})
after(async () => {
  await browser?.close()
  await app?.stop()
})

const PICTURE = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==', 'base64')
const QUESTION = 'What are your opening hours?'

it('a customer on Telegram asks, a template answers, a person takes over, and pictures and buttons go both ways', async () => {
  const name = `Zara ${Math.random().toString(36).slice(2, 8)}`
  const phone = await openPage(browser, app.url)
  await phone.goto(`${app.url}/demo/phone`)
  await phone.getByLabel('Writing to').selectOption({ label: 'Kedai Batik · Telegram' })
  await phone.getByText('bot · @kedai_batik_demo_bot').waitFor()
  await phone.getByRole('button', { name: 'Someone new' }).click()
  await phone.getByLabel('First name').fill(name)
  await phone.getByText('No messages yet. Say hello.').waitFor()
  await accessible(phone, 'nothing said yet')
  const log = phone.getByRole('log')
  const write = async text => {
    await phone.getByLabel('Message', { exact: true }).fill(text)
    await phone.keyboard.press('Enter')
    await log.getByText(text, { exact: true }).waitFor()
  }
  await write(QUESTION)
  await log.getByText('10 am to 7 pm').waitFor()
  await log.getByRole('img', { name: 'Delivered to the shop' }).waitFor()

  const staff = await openPage(browser, app.url)
  await signIn(staff, app.url, PEOPLE.admin)
  await staff.getByRole('option').filter({ hasText: name }).first().click()
  const thread = staff.getByRole('log')
  await thread.getByText(QUESTION, { exact: true }).waitFor()
  await thread.getByText('10 am to 7 pm').waitFor()
  await staff.getByRole('button', { name: /^Take over/ }).click()
  await staff.getByRole('textbox', { name: 'Reply' }).fill('Good day, I am a person.')
  await staff.keyboard.press('Enter')
  await log.getByText('Good day, I am a person.').waitFor()

  const asked = thread.locator('article').filter({ hasText: QUESTION })
  await asked.hover()
  await asked.getByRole('button', { name: 'Add a reaction' }).click()
  await accessible(staff, 'a reaction is chosen')
  await staff.getByRole('button', { name: 'React with 🙏' }).click()
  await asked.getByRole('list', { name: 'Reactions' }).getByText('🙏').waitFor()
  await log.getByText('🙏').waitFor()

  await phone.locator('#photo').setInputFiles({ name: 'baju.png', mimeType: 'image/png', buffer: PICTURE })
  await log.getByRole('img', { name: 'Photo' }).waitFor()
  await thread.locator('article img').last().waitFor()

  const articles = await thread.locator('article').count()
  await phone.locator('#photo').setInputFiles(['satu.png', 'dua.png', 'tiga.png'].map(name => ({ name, mimeType: 'image/png', buffer: PICTURE })))
  const album = thread.locator('article').last()
  await staff.waitForFunction(() => [...document.querySelectorAll('[role="log"] article')].at(-1).querySelectorAll('img').length === 3)
  assert.equal(await thread.locator('article').count(), articles + 1)
  await album.scrollIntoViewIfNeeded()
  await accessible(staff, 'an album')

  const admin = await askAs(app.url, PEOPLE.admin)
  const conversation = staff.url().split('/').at(-1)
  const options = ['Silk', 'Cotton'].map(title => ({ id: title.toLowerCase(), title, description: null }))
  await admin('POST', `/conversations/${conversation}/messages`, { type: 'content', content: { type: 'choices', text: 'Which cloth?', label: null, options } })
  await log.getByRole('button', { name: 'Silk' }).click()
  await thread.getByText('Silk', { exact: true }).last().waitFor()
  await phone.waitForFunction(() => !document.querySelector('.keys [aria-busy]'))
  await accessible(phone, 'a whole chat')

  const ask = async kind => {
    await staff.getByRole('button', { name: 'Other ways to send' }).click()
    await staff.getByRole('button', { name: kind }).click()
    return staff.getByRole('dialog', { name: kind })
  }
  const buttons = await ask('Send buttons')
  await buttons.getByRole('button', { name: 'Send', exact: true }).click()
  await buttons.getByText('Say what is being asked').waitFor()
  await accessible(staff, 'buttons without words')
  await staff.keyboard.type('Which colour?')
  await buttons.getByLabel('Answer 1', { exact: true }).fill('Indigo')
  await buttons.getByLabel('Answer 2', { exact: true }).fill('indigo')
  await staff.keyboard.press('Enter')
  await buttons.getByText('This answer stands above already').waitFor()
  await staff.keyboard.press('Control+A')
  await staff.keyboard.type('Red')
  await buttons.getByRole('region', { name: 'How it looks' }).getByText('Red', { exact: true }).waitFor()
  await accessible(staff, 'buttons are made')
  await staff.keyboard.press('Enter')
  await buttons.waitFor({ state: 'detached' })
  await log.getByRole('button', { name: 'Indigo' }).waitFor({ timeout: 20_000 })
  await log.getByRole('button', { name: 'Red' }).click()
  await thread.getByText('Red', { exact: true }).last().waitFor()

  const place = await ask('Send a place')
  await place.getByLabel('Where').fill('our shop')
  await staff.keyboard.press('Enter')
  await place.getByText('No place can be read from this').waitFor()
  await place.getByLabel('Where').fill('https://www.google.com/maps/place/KLCC/@3.1579,101.7116,17z')
  await place.getByLabel('Name').fill('Kedai Batik')
  await place.getByRole('link', { name: 'Kedai Batik' }).waitFor()
  await accessible(staff, 'a place is chosen')
  await staff.keyboard.press('Enter')
  await log.getByText('3.1579, 101.7116').waitFor({ timeout: 20_000 })

  const person = await ask('Send a contact')
  await person.getByLabel('Name').fill('Wei')
  await staff.keyboard.press('Enter')
  await person.getByText('Give a phone number or an e-mail address').waitFor()
  await staff.keyboard.type('+60 12-345 6789')
  await accessible(staff, 'a person is named')
  await staff.keyboard.press('Enter')
  await log.getByText('+60 12-345 6789').waitFor({ timeout: 20_000 })

  const said = await log.locator('.words').allInnerTexts()
  await phone.reload()
  await log.getByText('Which cloth?').waitFor()
  assert.deepEqual(await log.locator('.words').allInnerTexts(), said)
  for (const page of [phone, staff]) page.calm()
  await phone.end()
  await staff.end()
})

it('what was sent by mistake is taken back, for the customer too', async () => {
  const name = `Zul ${Math.random().toString(36).slice(2, 8)}`
  const phone = await openPage(browser, app.url)
  await phone.goto(`${app.url}/demo/phone`)
  await phone.getByLabel('Writing to').selectOption({ label: 'Kedai Batik · Telegram' })
  await phone.getByText('bot · @kedai_batik_demo_bot').waitFor()
  await phone.getByRole('button', { name: 'Someone new' }).click()
  await phone.getByLabel('First name').fill(name)
  await phone.getByLabel('Message', { exact: true }).fill('Is anybody there?')
  await phone.keyboard.press('Enter')
  const log = phone.getByRole('log')

  for (const [index, options] of [{}, { width: 390, height: 844, dark: true }].entries()) {
    const staff = await openPage(browser, app.url, { ...options, allow: [/status of 409/] })
    await signIn(staff, app.url, PEOPLE.admin)
    await staff.getByRole('option').filter({ hasText: name }).first().click()
    const thread = staff.getByRole('log')
    await thread.getByText('Is anybody there?', { exact: true }).waitFor()
    const words = `Your parcel costs RM ${index}.`
    if (!index) await staff.getByRole('button', { name: /^Take over/ }).click()
    await staff.getByRole('textbox', { name: 'Reply' }).fill(words)
    await staff.getByRole('button', { name: 'Send', exact: true }).click()
    await log.getByText(words).waitFor({ timeout: 20_000 })
    const message = thread.locator('article').filter({ hasText: words })
    await message.getByRole('img', { name: 'Sent', exact: true }).waitFor()
    await message.hover()
    const menu = message.getByRole('button', { name: 'Message menu' })

    // What the channel refuses stands there again.
    await staff.route('**/messages/*', route =>
      route.request().method() === 'DELETE'
        ? route.fulfill({ status: 409, contentType: 'application/problem+json', body: JSON.stringify({ status: 409, code: 'withdrawal-too-late', title: 'Conflict' }) })
        : route.continue())
    await menu.click()
    await staff.getByRole('menuitem', { name: 'Take back' }).waitFor()
    await accessible(staff, 'the menu of a message')
    assert.ok(await staff.evaluate(() => document.documentElement.scrollWidth <= innerWidth))
    await staff.getByRole('menuitem', { name: 'Take back' }).click()
    await staff.getByText('The message is too old to be taken back on this channel.').waitFor()
    await message.waitFor()
    await staff.unroute('**/messages/*')

    await menu.focus()
    await staff.keyboard.press('Enter')
    await staff.getByRole('menuitem', { name: 'Take back' }).waitFor()
    await staff.keyboard.press('ArrowDown')
    await until('The entry has the focus', () => staff.getByRole('menuitem', { name: 'Take back' }).evaluate(entry => entry === document.activeElement))
    await staff.keyboard.press('Enter')
    await thread.getByText('Taken back', { exact: true }).nth(index).waitFor()
    await message.waitFor({ state: 'detached' })
    await log.getByText(words).waitFor({ state: 'detached' })
    await until('The focus is in the thread', () => thread.evaluate(box => box === document.activeElement))
    await accessible(staff, 'a message is taken back')
    staff.calm()
    await staff.end()
  }
  phone.calm()
  await phone.end()
})

it('it fits a small screen in four languages, in the dark too', async () => {
  for (const [language, message] of Object.entries({ en: 'Message', ms: 'Mesej', zh: '消息', ta: 'செய்தி' })) {
    const page = await openPage(browser, app.url, { dark: true, width: 390, height: 844, locale: language })
    await page.goto(`${app.url}/demo/phone`)
    await page.getByRole('textbox', { name: message, exact: true }).waitFor()
    assert.equal(await page.locator('html').getAttribute('lang'), language)
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), language)
    await accessible(page, `phone in ${language}`)
    await page.locator('#open-settings').click()
    await accessible(page, `who writes, in ${language}`)
    page.calm()
    await page.end()
  }
})
