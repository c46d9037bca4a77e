// Meta's dialogs in the browser, from the page Channels to a connected page, number and account. The test plays Meta. It
// needs a product that was told where this Meta is: its own, or one started with the settings below.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { after, before, it } from 'node:test'
import { accessible, askAs, foundCompany, openBrowser, openPage, signIn, startApp } from './app.mjs'

const stamp = Date.now().toString(36)
const slug = `meta-${stamp}`
const admin = `admin@${slug}.test`
const port = Number(process.env.META_PORT ?? 18999)
const origin = `http://localhost:${port}`
const vendors = ['messenger', 'whatsapp', 'instagram']
const SETTINGS = {
  META_APP_ID: '1001', META_APP_SECRET: 'secret', META_MESSENGER_CONFIGURATION: 'pages', META_WHATSAPP_CONFIGURATION: 'numbers',
  INSTAGRAM_APP_ID: '1002', INSTAGRAM_APP_SECRET: 'secret',
  SPRING_APPLICATION_JSON: JSON.stringify({
    ...Object.fromEntries(vendors.map(vendor => [`sembang.channels.${vendor}.base-url`, origin])),
    'sembang.channels.login.dialog-url': origin, 'sembang.channels.login.instagram-dialog-url': origin, 'sembang.channels.login.instagram-token-url': origin,
  }),
}

/** What the person grants in the dialog that comes next. */
let permissions = []
let tasks = ['MESSAGING', 'MODERATE']
const PAGES = ['pages_show_list', 'pages_manage_metadata', 'pages_messaging', 'pages_read_engagement', 'business_management']
const NUMBERS = ['whatsapp_business_messaging', 'whatsapp_business_management']
const page = `9${Date.now()}`, number = `8${Date.now()}`, waba = `7${Date.now()}`, account = `6${Date.now()}`
const subscribed = []

function meta({ method, url, headers }) {
  const { pathname, searchParams } = new URL(url, origin)
  const path = pathname.replace(/^\/v[\d.]+/, '')
  const token = (headers.authorization ?? '').replace('Bearer ', '')
  if (/\/dialog\/oauth$|\/oauth\/authorize$/.test(path)) {
    const back = `${searchParams.get('redirect_uri')}?state=${searchParams.get('state')}`
    return `<!doctype html><html lang="en"><title>Meta</title><h1>Meta asks</h1><a href="${back}&code=AQ-${searchParams.get('config_id') ?? 'ig'}">Continue</a> <a href="${back}&error=access_denied">Cancel</a></html>`
  }
  if (path === '/oauth/access_token') return method === 'POST' ? { data: [{ access_token: 'IGQ-brief', user_id: account, permissions: permissions.join() }] } : { access_token: 'EAA-person', token_type: 'bearer' }
  if (path === '/access_token') return { access_token: 'IGQ-long-of-the-account', expires_in: 5_184_000 }
  if (path === '/debug_token') return { data: { is_valid: true, expires_at: 0, user_id: '42', scopes: permissions, granular_scopes: permissions.map(scope => ({ scope, target_ids: [waba] })) } }
  if (path === '/me/accounts') return { data: [{ id: page, name: 'Kedai Sutera', access_token: 'EAAP-of-the-page', tasks }] }
  if (path === '/me') return token.startsWith('IGQ') ? { user_id: account, username: 'kedai.sutera', name: 'Kedai Sutera' } : { id: page, name: 'Kedai Sutera' }
  if (path.endsWith('/phone_numbers')) return { data: [{ id: number, display_phone_number: '+60 3-5550 1000', verified_name: 'Kedai Sutera' }] }
  if (path.endsWith('/subscribed_apps')) {
    if (method === 'POST') subscribed.push(path.split('/')[1])
    return { success: true }
  }
  if (path === `/${number}`) return { id: number, display_phone_number: '+60 3-5550 1000', platform_type: 'CLOUD_API' }
  return { success: true }
}

let app, browser, ask, server
before(async () => {
  server = createServer((request, response) => {
    request.resume()
    const answer = meta(request)
    response.setHeader('Content-Type', typeof answer === 'string' ? 'text/html' : 'application/json')
    response.end(typeof answer === 'string' ? answer : JSON.stringify(answer))
  })
  await new Promise(resolve => server.listen(port, resolve))
  app = await startApp({ env: SETTINGS })
  browser = await openBrowser()
  await foundCompany(app.url, { name: 'Kedai Sutera', slug, email: admin })
  ask = await askAs(app.url, admin)
})
after(async () => {
  await browser?.close()
  await app?.stop()
  server?.close()
})

async function dialog(kind) {
  const at = await openPage(browser, app.url, { origins: [origin] })
  await signIn(at, app.url, admin, '/login?next=/company/channels')
  await at.getByRole('button', { name: 'Connect a channel' }).first().click()
  await at.getByRole('dialog').getByRole('radio', { name: kind, exact: true }).press('Space')
  await at.getByRole('dialog').getByRole('button', { name: 'Continue with Meta' }).click()
  await at.getByRole('heading', { name: 'Meta asks' }).waitFor()
  return at
}

it('what was not given at Meta is named, and whoever turns back has connected nothing', async () => {
  permissions = PAGES.filter(one => one !== 'pages_messaging')
  const at = await dialog('Messenger')
  await at.getByRole('link', { name: 'Continue' }).click()
  await at.getByText('These permissions were not given').waitFor()
  await at.getByText('pages_messaging', { exact: true }).waitFor()
  await accessible(at, 'a permission is missing')
  assert.equal(new URL(at.url()).search, '')
  at.calm()
  await at.end()

  const other = await dialog('Messenger')
  await other.getByRole('link', { name: 'Cancel' }).click()
  await other.getByText('Nothing was connected').waitFor()
  assert.deepEqual((await ask('GET', '/channel-accounts')).items, [])
  other.calm()
  await other.end()
})

for (const [kind, granted, name, asset] of [
  ['Messenger', PAGES, 'Kedai Sutera', page],
  ['WhatsApp Cloud', NUMBERS, 'Kedai Sutera +60 3-5550 1000', waba],
  ['Instagram', ['instagram_business_basic', 'instagram_business_manage_messages'], 'kedai.sutera', 'me'],
])
  it(`${kind} is connected by its dialog alone`, async () => {
    permissions = granted
    tasks = ['MESSAGING', 'MODERATE']
    const at = await dialog(kind)
    await at.getByRole('link', { name: 'Continue' }).click()
    await at.getByRole('checkbox', { name }).waitFor()
    await accessible(at, `${kind} is chosen`)
    await at.getByRole('button', { name: 'Connect', exact: true }).click()
    await at.getByRole('list', { name: 'Channels' }).getByText(name, { exact: true }).waitFor()
    const made = (await ask('GET', '/channel-accounts')).items.find(one => one.name === name)
    assert.deepEqual({ status: made.status, provider: made.provider }, { status: 'connected', provider: 'login' })
    assert.ok(subscribed.includes(asset), kind)
    at.calm()
    await at.end()
  })
