import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { accessible, foundCompany, openBrowser, openPage, PEOPLE, signIn, startApp } from './app.mjs'

let app, browser
const slug = `security-${Date.now().toString(36)}`
const admin = `admin@${slug}.test`
before(async () => {
  app = await startApp()
  browser = await openBrowser()
  await foundCompany(app.url, { name: 'Kedai Selamat', slug, email: admin, admin: 'Salmah' })
})
after(async () => {
  await browser?.close()
  await app?.stop()
})

it('who has not set up two steps cannot ask everybody for them', async () => {
  const page = await openPage(browser, app.url)
  await signIn(page, app.url, admin, '/login?next=/company/security')
  const policy = page.getByRole('switch', { name: 'Everyone must use it' })
  await policy.waitFor()
  assert.ok(await policy.isDisabled())
  await page.getByText('Set it up for yourself first').waitFor()
  await page.getByRole('heading', { name: 'Single sign-on' }).waitFor()
  await accessible(page, 'sign-in policy')
  page.calm()
  await page.end()
})

it('a key is shown once, and revoked by its name', async () => {
  const page = await openPage(browser, app.url)
  await signIn(page, app.url, admin, '/login?next=/company/security%3Ftab%3Dkeys')
  await page.getByText('There are no keys').waitFor()
  await accessible(page, 'no keys')
  await page.getByRole('button', { name: 'New key' }).click()
  await page.getByRole('button', { name: 'Make the key' }).click()
  await page.getByText('Choose at least one right').waitFor()
  await page.getByLabel('Name', { exact: true }).fill('Till')
  await page.getByRole('checkbox', { name: 'Read contacts' }).click()
  await accessible(page, 'new key')
  await page.getByRole('button', { name: 'Make the key' }).click()
  const key = await page.getByTestId('key').textContent()
  const answer = await fetch(`${app.url}/api/v1/contacts`, { headers: { Authorization: `Bearer ${key}` } })
  assert.equal(answer.status, 200)
  await page.getByRole('button', { name: 'Done' }).click()
  await page.getByRole('button', { name: 'Revoke' }).click()
  await page.getByLabel('Type Till to confirm').fill('Till')
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
  await page.getByText('There are no keys').waitFor()
  assert.equal((await fetch(`${app.url}/api/v1/contacts`, { headers: { Authorization: `Bearer ${key}` } })).status, 401)
  page.calm()
  await page.end()
})

it('the allowlist keeps who writes it inside, and says which line is wrong', async () => {
  const page = await openPage(browser, app.url, { allow: [/422|409/] })
  await signIn(page, app.url, admin, '/login?next=/company/security%3Ftab%3Dnetwork')
  const list = page.getByLabel('Networks')
  await list.fill('nonsense')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.locator('[aria-invalid="true"]').waitFor()
  await accessible(page, 'a wrong network')
  await list.fill('')
  await page.getByRole('button', { name: 'Add mine' }).click()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('The allowlist is saved').waitFor()
  page.calm()
  await page.end()
})

it('the audit log tells who did what and can be verified, on a phone in the dark too', async () => {
  const page = await openPage(browser, app.url, { dark: true, width: 390, height: 844 })
  await signIn(page, app.url, admin, '/login?next=/company/security%3Ftab%3Daudit')
  await page.getByText('API key: revoked').first().waitFor()
  await page.getByText('IP allowlist: changed').first().waitFor()
  await page.getByText('Details').first().click()
  await page.getByRole('button', { name: 'Verify' }).click()
  await page.getByText(/All \d+ entries are intact/).waitFor()
  await accessible(page, 'audit log')
  page.calm()
  await page.end()
})

it('the operator reads the log of the platform', async () => {
  const page = await openPage(browser, app.url)
  await signIn(page, app.url, PEOPLE.operator, '/login?next=/admin/audit')
  await page.getByRole('heading', { name: 'Audit log' }).first().waitFor()
  await page.getByText('Signed in').first().waitFor()
  await accessible(page, 'the log of the platform')
  page.calm()
  await page.end()
})
