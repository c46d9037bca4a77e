import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, before, it } from 'node:test'
import { accessible, askAs, foundCompany, openBrowser, openPage, PASSWORD, startApp } from './app.mjs'

const stamp = Math.random().toString(36).slice(2, 8)
const address = name => `${name}-${stamp}@signin.example`
const SENTENCE = 'Rain on the tin roof at four'
const first = { name: `Rasa ${stamp}`, slug: `rasa-${stamp}`, admin: address('mei') }
const second = { name: `Harmoni ${stamp}`, slug: `harmoni-${stamp}`, admin: address('ravi') }

let app, browser
before(async () => {
  app = await startApp()
  browser = await openBrowser()
  await foundCompany(app.url, { ...first, email: first.admin, admin: 'Mei Lim', preferredLanguage: 'ms' })
  await foundCompany(app.url, { ...second, email: second.admin, admin: 'Mei Lim' })
})
after(async () => {
  await browser?.close()
  await app?.stop()
})

/** The link of the newest letter to this person that has one like it. */
async function linkTo(person, path) {
  for (let tries = 0; tries < 50; tries++) {
    const mailbox = await (await fetch(`${app.url}/demo/mailbox`)).text()
    const found = mailbox.split('<article>').find(letter => letter.includes(person) && letter.includes(path))
    if (found) return /href="([^"]+)"/.exec(found)[1].replace(/^https?:\/\/[^/]+/, app.url)
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  assert.fail(`A letter to ${person} with ${path}`)
}

const person = async (name, more = {}) => {
  const admin = await askAs(app.url, first.admin)
  const email = address(name)
  await admin('POST', '/users', { name: `${name} of ${stamp}`, email, role: 'company_user', language: 'en', password: PASSWORD, ...more })
  return email
}

const open = (options = {}) => openPage(browser, app.url, { allow: [/40[134]|422|429/], ...options })
async function enter(page, email, password = PASSWORD, path = '/login') {
  await page.goto(app.url + path)
  await page.fill('#email', email)
  await page.fill('#password', password)
  await page.keyboard.press('Enter')
}
const inside = page => page.waitForURL(address => /\/(agent|company|admin)\//.test(address.pathname))
async function both(page, where) {
  for (const colorScheme of ['dark', 'light']) {
    await page.emulateMedia({ colorScheme })
    await accessible(page, `${where}, ${colorScheme}`)
  }
}

/** What an authenticator app shows, so many steps of 30 s from now (RFC 6238). */
function codeOf(secret, ahead = 0) {
  const bits = [...secret.replaceAll(' ', '')].map(letter => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('')
  const seed = Buffer.from(bits.match(/.{8}/g).map(byte => parseInt(byte, 2)))
  const step = Buffer.alloc(8)
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + ahead))
  const hash = createHmac('sha1', seed).update(step).digest()
  return String((hash.readUInt32BE(hash.at(-1) & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}
const secretOn = async page => (await page.locator('p.font-mono').innerText()).replaceAll(/\s/g, '')

it('who is invited chooses a password and is in; the link works once', async () => {
  const email = await person('nadia', { password: null })
  const link = await linkTo(email, '/invitation#')
  const page = await open()
  await page.goto(link)
  await page.getByRole('heading', { name: `Join ${first.name}` }).waitFor()
  await page.getByText('invited as an agent').waitFor()
  await both(page, 'invitation')
  await page.fill('#password', 'short')
  await page.keyboard.press('Enter')
  await page.getByText('Use at least 8 characters').waitFor()
  await page.fill('#password', email)
  await page.keyboard.press('Enter')
  await page.getByText('Do not use your own name').waitFor()
  await page.fill('#name', 'Nadia Aziz')
  await page.fill('#password', SENTENCE)
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/agent\/conversations/)
  await page.getByText('Nadia Aziz').first().waitFor()
  page.calm()
  await page.end()

  const again = await open()
  await again.goto(link)
  await again.getByRole('heading', { name: 'no longer works' }).waitFor()
  await both(again, 'used invitation')
  await again.end()
})

it('a forgotten password is replaced by a link, and nobody learns who is known', async () => {
  const email = await person('omar')
  const page = await open()
  await page.goto(`${app.url}/login`)
  await page.getByRole('link', { name: 'Forgot your password?' }).click()
  // The page that is left has a field for the address, too.
  await page.getByRole('button', { name: 'Send link' }).waitFor()
  const answers = []
  for (const asked of [address('nobody'), email]) {
    await page.fill('#email', asked)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Look into your mail' }).waitFor()
    answers.push((await page.locator('main').innerText()).replace(asked, ''))
    await page.getByRole('button', { name: 'Use another address' }).click()
  }
  assert.equal(answers[0], answers[1])
  await both(page, 'ask for a link')

  const link = await linkTo(email, '/password-reset#')
  await page.goto(link)
  await page.fill('#password', 'password1')
  await page.keyboard.press('Enter')
  await page.getByText('easily guessed').waitFor()
  await both(page, 'new password')
  await page.fill('#password', SENTENCE)
  await page.keyboard.press('Enter')
  await page.getByText('Your new password is set').waitFor()
  await page.fill('#email', email)
  await page.fill('#password', SENTENCE)
  await page.keyboard.press('Enter')
  await inside(page)
  page.calm()
  await page.end()

  const again = await open()
  await again.goto(link)
  await again.fill('#password', 'Another sentence of mine')
  await again.keyboard.press('Enter')
  await again.getByRole('heading', { name: 'no longer works' }).waitFor()
  await again.getByRole('button', { name: 'Send link' }).waitFor()
  await again.end()
})

it('two-step sign-in is set up, asked for, and turned off; a backup code works once', async () => {
  const email = await person('pei')
  const page = await open()
  await enter(page, email)
  await inside(page)
  await page.goto(`${app.url}/agent/profile`)
  await page.getByRole('button', { name: 'Set up' }).click()
  const secret = await secretOn(page)
  await page.getByRole('img', { name: 'QR code' }).waitFor()
  await both(page, 'two-step set-up')
  await page.fill('#code', '12')
  await page.keyboard.press('Enter')
  await page.getByText('not the code the app shows').waitFor()
  await page.fill('#code', codeOf(secret))
  await page.getByText('Two-step sign-in is on').waitFor()
  const backup = await page.locator('ul.font-mono li').allInnerTexts()
  assert.equal(backup.length, 10)
  await both(page, 'backup codes')
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download' }).click()
  assert.equal((await download).suggestedFilename(), 'sembang-backup-codes.txt')
  await page.getByRole('button', { name: 'I have kept them' }).click()
  await page.getByText('10 backup codes left').waitFor()

  const other = await open()
  await enter(other, email)
  await other.getByRole('heading', { name: 'Your code' }).waitFor()
  await both(other, 'code')
  await other.fill('#code', '000000')
  await other.getByText('This code is wrong').waitFor()
  assert.equal(await other.locator('#code').getAttribute('autocomplete'), 'one-time-code')
  const next = codeOf(secret, 1)
  await other.fill('#code', '')
  await other.locator('#code').evaluate((field, pasted) => {
    field.focus()
    document.execCommand('insertText', false, pasted)
  }, `${next.slice(0, 3)} ${next.slice(3)}`)
  await inside(other)
  await other.end()

  const lost = await open()
  await enter(lost, email)
  await lost.getByRole('button', { name: 'Use a backup code instead' }).click()
  await lost.fill('#code', backup[0].toUpperCase())
  await lost.keyboard.press('Enter')
  await inside(lost)
  await lost.end()

  await page.reload()
  await page.getByText('9 backup codes left').waitFor()
  await page.getByRole('button', { name: 'Turn off' }).click()
  await page.getByRole('dialog').waitFor()
  await both(page, 'turn off')
  await page.getByRole('button', { name: 'Use a backup code instead' }).click()
  await page.fill('#code', backup[1])
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Set up' }).waitFor()
  page.calm()
  await page.end()
})

it('who works in several companies says where, and changes from the menu, on a phone too', async () => {
  const email = await person('qing')
  await (await askAs(app.url, second.admin))('POST', '/users', { name: 'Qing', email, role: 'company_admin' })
  const page = await open()
  await page.goto(await linkTo(email, '/invitation#'))
  await page.getByText('You already sign in').waitFor()
  await page.fill('#password', 'not this one')
  await page.keyboard.press('Enter')
  await page.getByText('not the password you sign in with').waitFor()
  await page.fill('#password', PASSWORD)
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/company\/conversations/)
  await page.getByRole('button', { name: `${second.name} change company` }).click()
  await page.getByRole('group', { name: 'Your companies' }).waitFor()
  await both(page, 'company switcher')
  await page.getByRole('button', { name: first.name, exact: true }).click()
  await page.waitForURL(/\/agent\/conversations/)
  await page.getByRole('button', { name: `${first.name} change company` }).waitFor()
  page.calm()
  await page.end()

  const phone = await open({ width: 390, height: 844 })
  await enter(phone, email)
  await phone.getByRole('heading', { name: 'Where do you want to work?' }).waitFor()
  await both(phone, 'choice of company')
  await phone.getByRole('button', { name: second.name }).click()
  await phone.waitForURL(/\/company\/conversations/)
  await phone.getByRole('button', { name: 'Your settings' }).click()
  await phone.getByRole('group', { name: 'Your companies' }).getByRole('button', { name: first.name }).click()
  await phone.waitForURL(/\/agent\/conversations/)
  phone.calm()
  await phone.end()

  const door = await open()
  await enter(door, email, PASSWORD, `/c/${second.slug}`)
  await door.waitForURL(/\/company\/conversations/)
  await door.getByRole('button', { name: `${second.name} change company` }).waitFor()
  await door.end()
})

it('a company has a door with its own name and language; an unknown one is still a door', async () => {
  const page = await open()
  await page.goto(`${app.url}/c/${first.slug}`)
  await page.getByText(first.name).waitFor()
  await page.getByRole('heading', { name: 'Log masuk' }).waitFor()
  await both(page, 'company sign-in')
  await page.goto(`${app.url}/c/nobody-${stamp}`)
  await page.getByText('No company has this address').waitFor()
  await both(page, 'unknown company')
  page.calm()
  await page.end()

  // Browsers lead every name under localhost to this machine.
  const host = new URL(app.url)
  host.hostname = `${second.slug}.localhost`
  const sub = await openPage(browser, host.origin)
  await sub.goto(host.origin)
  await sub.getByText(second.name).waitFor()
  sub.calm()
  await sub.end()
})

it('too many tries are told with the seconds to wait', async () => {
  const email = address('guessed')
  const page = await open()
  await page.goto(`${app.url}/login`)
  await page.evaluate(async email => {
    const body = JSON.stringify({ email, password: 'x' })
    for (let tries = 0; tries < 8; tries++) await fetch('/api/v1/auth/login', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body })
  }, email)
  await enter(page, email)
  await page.getByText(/Too many attempts\. Try again in \d+ seconds/).first().waitFor()
  await accessible(page, 'throttled')
  page.calm()
  await page.end()
})

it('where the company asks everybody for two steps, nothing else is shown before they are set up', async () => {
  const admin = await askAs(app.url, second.admin)
  const email = address('sara')
  await admin('POST', '/users', { name: 'Sara', email, role: 'company_user', language: 'en', password: PASSWORD })
  const page = await open()
  await enter(page, email)
  await page.waitForURL(/\/agent\/conversations/)
  await page.getByRole('button', { name: 'Your settings' }).waitFor()
  await admin('PUT', '/security-policy', { twoFactorRequired: true })
  const asked = []
  await page.goto(`${app.url}/agent/profile`)
  page.on('request', request => asked.push(new URL(request.url()).pathname))
  await page.getByRole('heading', { name: 'Set up two-step sign-in' }).waitFor()
  await page.getByText(`${second.name} asks everybody for it`).waitFor()
  await both(page, 'gate')
  await page.goto(`${app.url}/agent/conversations`)
  const secret = await secretOn(page)
  assert.deepEqual(asked.filter(path => path.startsWith('/api/') && !/auth\/refresh|me\/two-factor/.test(path)), [])
  await page.fill('#code', codeOf(secret))
  await page.getByRole('button', { name: 'I have kept them' }).click()
  await page.getByRole('searchbox').waitFor()
  page.calm()
  await page.end()
})

it('people change what is theirs', async () => {
  const email = await person('tam')
  const other = await open()
  await enter(other, email)
  await inside(other)
  const page = await open()
  await enter(page, email)
  await inside(page)
  await page.goto(`${app.url}/agent/profile`)
  await page.getByText('This browser', { exact: true }).waitFor()
  await both(page, 'profile')
  await page.getByLabel('Name', { exact: true }).fill('Tam Dalyell')
  await page.getByLabel('Signature').fill('Tam, Rasa')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Saved', { exact: true }).waitFor()
  await page.getByRole('switch', { name: 'Available' }).click()
  await page.getByText(/^Nothing new is given to you/).waitFor()

  await page.fill('#currentPassword', 'wrong one')
  await page.fill('#newPassword', SENTENCE)
  await page.getByRole('button', { name: 'Change password' }).click()
  await page.getByText('This is not your password').waitFor()
  await page.fill('#currentPassword', PASSWORD)
  await page.getByRole('button', { name: 'Change password' }).click()
  await page.getByText('Your password is changed').waitFor()
  await other.reload()
  await other.getByRole('heading', { name: 'Sign in' }).waitFor()

  await enter(other, email, SENTENCE)
  await inside(other)
  await page.reload()
  await page.getByRole('button', { name: 'Sign out Chrome on Linux' }).click()
  await page.getByText('Signed out Chrome on Linux').waitFor()
  await page.getByRole('button', { name: 'Sign out Chrome on Linux' }).waitFor({ state: 'detached' })
  await other.reload()
  await other.getByRole('heading', { name: 'Sign in' }).waitFor()
  await other.end()

  await page.getByRole('combobox', { name: 'Language' }).click()
  await page.getByRole('option', { name: 'Bahasa Melayu' }).click()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('heading', { name: 'Profil anda' }).waitFor()
  page.calm()
  await page.end()

  const phone = await open({ width: 390, height: 844 })
  await enter(phone, email, SENTENCE)
  await inside(phone)
  await phone.goto(`${app.url}/agent/profile`)
  await phone.getByText('Pelayar ini', { exact: true }).waitFor()
  await both(phone, 'profile on a phone')
  assert.ok(await phone.evaluate(() => document.documentElement.scrollWidth <= innerWidth))
  await phone.end()
})
