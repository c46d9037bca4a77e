// A company's SAML provider in the browser, from the button to being inside: another site, which posts a form to us.
import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { accessible, askAs, foundCompany, openBrowser, openPage, startApp } from './app.mjs'
import { startSamlProvider } from './samlProvider.mjs'

const slug = `saml-${Date.now().toString(36)}`
const admin = `admin@${slug}.test`
const member = `nora+o'neil@${slug}.test`

let app, browser, provider, acs
before(async () => {
  app = await startApp()
  browser = await openBrowser()
  provider = await startSamlProvider()
  await foundCompany(app.url, { name: 'Kedai Sutera', slug, email: admin, admin: 'Salmah' })
  const ask = await askAs(app.url, admin)
  await ask('POST', '/users', { name: 'Nora O’Neil', email: member, role: 'company_user', language: 'en' })
  const settings = await ask('PUT', '/single-sign-on', { kind: 'saml', metadata: provider.metadata, domains: [`${slug}.test`], createUsers: true, required: false, countsAsTwoFactor: false })
  acs = settings.saml.acsUrl
})
after(async () => {
  await provider?.stop()
  await browser?.close()
  await app?.stop()
})

async function open() {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB', ignoreHTTPSErrors: true })
  return openPage(browser, app.url, { allow: [/401/], origins: [provider.origin], context })
}

/** From the company's door to the provider's page and back, as the person the provider is told. */
async function come(page, email) {
  await page.goto(`${app.url}/c/${slug}`)
  await page.getByRole('link', { name: 'Sign in with your company' }).click()
  await page.getByRole('heading', { name: 'Your company' }).waitFor()
  await page.getByLabel('Address').fill(email)
  await page.keyboard.press('Enter')
}
const inside = page => page.waitForURL(address => address.origin === app.url && /^\/agent\//.test(address.pathname))
const turnedBack = async page => {
  await page.waitForURL(address => address.origin === app.url && address.pathname === `/c/${slug}`)
  await page.getByText('Signing in with your company did not work').waitFor()
}

it('a member goes to the provider, says who they are there, and is inside', async () => {
  const page = await open()
  await come(page, member)
  await inside(page)
  await page.getByText('Nora O’Neil').first().waitFor()
  assert.match(provider.asked.at(-1).id, /^_/)
  assert.equal(provider.asked.at(-1).acs, acs)
  assert.equal(provider.asked.at(-1).destination, `${provider.origin}/sso`)

  await page.reload()
  await page.getByText('Nora O’Neil').first().waitFor()
  page.calm()
  await page.end()
})

it('who is of one of its domains and not known yet is taken in', async () => {
  const page = await open()
  await come(page, `zul@${slug}.test`)
  await inside(page)
  page.calm()
  await page.end()
})

/** Posts the provider's answer as its page would. */
const post = (page, said) =>
  page.evaluate(([action, value]) => {
    const form = Object.assign(document.createElement('form'), { method: 'post', action })
    form.append(Object.assign(document.createElement('input'), { name: 'SAMLResponse', value }))
    document.body.append(form)
    form.submit()
  }, [acs, said])

it('an answer lets in only the browser that asked for it, and only once', async () => {
  const asking = await open()
  const caught = new Promise(resolve =>
    asking.route(acs, async route => {
      resolve(new URLSearchParams(route.request().postData()).get('SAMLResponse'))
      await route.abort()
    }),
  )
  await come(asking, member)
  const said = await caught
  await asking.end()

  const other = await open()
  for (let tries = 0; tries < 2; tries++) {
    await other.goto(`${app.url}/c/${slug}`)
    await post(other, said)
    await turnedBack(other)
  }
  await accessible(other, 'turned back')

  // Its own way, though, is still open to it.
  await come(other, member)
  await inside(other)
  other.calm()
  await other.end()
})

it('what a stranger signed, and who is of another domain, is turned back', async () => {
  const page = await open()
  provider.forge(true)
  await come(page, member)
  await turnedBack(page)
  provider.forge(false)
  await come(page, 'somebody@elsewhere.test')
  await page.waitForURL(address => address.origin === app.url && address.searchParams.has('problem'))
  page.calm()
  await page.end()
})
