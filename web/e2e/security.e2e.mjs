import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { accessible, foundCompany, openBrowser, openPage, PEOPLE, signIn, startApp } from './app.mjs'

let app, browser
const slug = `security-${Date.now().toString(36)}`
const admin = `admin@${slug}.test`
/** With a certificate nobody has the key of. */
const IDP = `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example.com/entity">
  <IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>
MIIBNTCB26ADAgECAggjD3AkGqdCsDAKBggqhkjOPQQDAzAOMQwwCgYDVQQDEwNp
ZHAwIBcNMjYxMTI2MDMxNDI5WhgPMjEyNjExMDIwMzE0MjlaMA4xDDAKBgNVBAMT
A2lkcDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABAWRt0BHTSezgDTZSKxnvrka
Cf3HNswIFKuIiz0Ow886SLORrZix5VH6HjFH9kb4ra4IRMpb4qu0Q0jOF2LMcByj
ITAfMB0GA1UdDgQWBBRseEwUfxkplI5OmJkAv1w48lqxiTAKBggqhkjOPQQDAwNJ
ADBGAiEApgDGHjuYKd4/UGREzfGQTYtFKFYA6PA30aDelmA+etkCIQCXqTzx1Yco
072zJOKqLB2QeBZvsn+2IdpnUBgPefw+aA==
    </X509Certificate></X509Data></KeyInfo></KeyDescriptor>
    <SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.example.com/sso"/>
  </IDPSSODescriptor>
</EntityDescriptor>`

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

it('an admin hands over the metadata of a SAML provider, and people find the button', async () => {
  const page = await openPage(browser, app.url, { allow: [/422/] })
  await signIn(page, app.url, admin, '/login?next=/company/security')
  await page.getByRole('radio', { name: 'SAML 2.0' }).click()
  await page.getByText(/\/api\/v1\/auth\/saml\/[0-9a-f-]+\/acs$/).waitFor()
  await page.getByRole('button', { name: /^Copy: Where your provider posts/ }).waitFor()
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download our metadata' }).click()])
  assert.equal(file.suggestedFilename(), 'sembang-saml.xml')
  const metadata = page.getByLabel("Your provider's metadata (XML)").first()
  await metadata.fill('<nonsense/>')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Give the metadata of one identity provider').waitFor()
  await accessible(page, 'SAML refused')
  await page.locator('input[type=file]').setInputFiles({ name: 'idp.xml', mimeType: 'text/xml', buffer: Buffer.from(IDP) })
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Single sign-on saved').first().waitFor()
  await page.getByText('https://idp.example.com/entity', { exact: true }).waitFor()
  await page.getByText(/^Signs with \(SHA-256\), valid until/).waitFor()
  await accessible(page, 'SAML')
  page.calm()
  await page.end()

  const door = await openPage(browser, app.url)
  await door.goto(`${app.url}/c/${slug}`)
  const button = door.getByRole('link', { name: 'Sign in with your company' })
  assert.equal(await button.getAttribute('href'), `/api/v1/auth/single-sign-on/${slug}`)
  const sent = await fetch(app.url + (await button.getAttribute('href')), { redirect: 'manual' })
  assert.match(sent.headers.get('location'), /^https:\/\/idp\.example\.com\/sso\?SAMLRequest=/)
  await accessible(door, 'sign-in page with single sign-on')
  door.calm()
  await door.end()
})
