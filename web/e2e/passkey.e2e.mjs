// Passkeys from making one to coming in by it, with an authenticator that the browser plays itself.
import { after, before, test } from 'node:test'
import { accessible, foundCompany, openBrowser, openPage, signIn, startApp } from './app.mjs'

let app, browser, admin
before(async () => {
  app = await startApp()
  browser = await openBrowser()
  const slug = `kunci-${Date.now().toString(36)}`
  admin = `admin@${slug}.example`
  await foundCompany(app.url, { name: 'Kedai Kunci', slug, email: admin, admin: 'Kim' })
})
after(async () => {
  await browser?.close()
  await app?.stop()
})

test('a passkey made on the profile page signs its owner in', async () => {
  const page = await openPage(browser, app.url, { allow: [/401/] })
  const devices = await page.context().newCDPSession(page)
  await devices.send('WebAuthn.enable')
  await devices.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  })
  await signIn(page, app.url, admin)
  await page.goto(`${app.url}/company/profile`)
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await page.getByRole('dialog').locator('input[name=name]').fill('Laptop')
  await page.keyboard.press('Enter')
  await page.getByText('Laptop', { exact: true }).waitFor()
  await accessible(page, 'profile with a passkey')

  await page.context().clearCookies()
  await page.goto(`${app.url}/login`)
  await accessible(page, 'sign-in page')
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await page.waitForURL(address => address.pathname.startsWith('/company/'))
  page.calm()
  await page.end()
})

test('the sign-in page says why a way by the company ended', async () => {
  const page = await openPage(browser, app.url, { dark: true, width: 390, height: 844, allow: [/401/] })
  await page.goto(`${app.url}/c/klinik-damai?problem=single-sign-on-unknown`)
  await page.getByText('Klinik Damai').waitFor()
  await page.getByRole('alert').filter({ hasText: 'Ask an administrator to invite you' }).waitFor({ state: 'attached' })
  await accessible(page, 'sign-in page with a notice')
  page.calm()
  await page.end()
})
