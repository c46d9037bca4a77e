import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { accessible, openBrowser, openPage, PEOPLE, signIn, startApp } from './app.mjs'

let app, browser
before(async () => {
  app = await startApp()
  browser = await openBrowser()
})
after(async () => {
  await browser?.close()
  await app?.stop()
})

const stamp = () => Math.random().toString(36).slice(2, 8)
const openFirst = async page => {
  await page.getByRole('option').first().click()
  await page.getByRole('log').locator('article').first().waitFor()
  return page.url().split('/').at(-1)
}

it('wrong credentials are told in words, and the right ones lead back to the page asked for', async () => {
  const page = await openPage(browser, app.url, { allow: [/401/] })
  await page.goto(`${app.url}/agent/conversations?from=link`)
  await page.waitForURL(address => address.pathname === '/login' && address.searchParams.has('next'))
  await page.fill('#email', PEOPLE.agent)
  await page.fill('#password', 'not this one')
  await page.keyboard.press('Enter')
  await page.getByRole('alert').getByText('do not match').waitFor()
  await page.fill('#password', 'demo-sembang')
  await page.keyboard.press('Enter')
  await page.waitForURL(address => address.pathname === '/agent/conversations' && address.search === '?from=link')
  page.calm()
  await page.end()
})

it('a reload keeps the session, and no token is stored', async () => {
  const page = await openPage(browser, app.url)
  await signIn(page, app.url, PEOPLE.agent)
  const id = await openFirst(page)
  await page.reload()
  await page.getByRole('log').locator('article').first().waitFor()
  assert.ok(page.url().endsWith(id))
  const stored = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]))
  assert.doesNotMatch(stored, /eyJ|accessToken/)
  page.calm()
  await page.end()
})

it('a reply is on the screen at once, stands there once, and reaches the colleague who looks on', async () => {
  const agent = await openPage(browser, app.url)
  const admin = await openPage(browser, app.url)
  await signIn(agent, app.url, PEOPLE.agent)
  const id = await openFirst(agent)
  await signIn(admin, app.url, PEOPLE.admin)
  await admin.goto(`${app.url}/company/conversations/${id}`)
  await admin.getByRole('log').locator('article').first().waitFor()

  const words = `Reply ${stamp()}`
  await agent.keyboard.press('r')
  await agent.keyboard.type(words)
  await agent.keyboard.press('Enter')
  await agent.getByRole('log').getByText(words).waitFor({ timeout: 1000 })
  await admin.getByRole('log').getByText(words).waitFor()
  await agent.getByRole('log').getByRole('img', { name: /^(Waiting to be sent|Sent|Delivered|Read)$/ }).last().waitFor()
  assert.equal(await agent.getByRole('log').getByText(words).count(), 1)
  assert.equal(await admin.getByRole('log').getByText(words).count(), 1)

  const note = `Note ${stamp()}`
  await admin.keyboard.press('n')
  await admin.keyboard.type(note)
  await admin.keyboard.press('Control+Enter')
  await agent.getByRole('log').getByText(note).waitFor()
  assert.equal(await admin.getByRole('log').getByText(note).count(), 1)
  agent.calm()
  admin.calm()
  await agent.end()
  await admin.end()
})

it('what is written without a network goes out once when it is back', async () => {
  const page = await openPage(browser, app.url, { allow: [/ERR_INTERNET_DISCONNECTED|ERR_NETWORK/] })
  await signIn(page, app.url, PEOPLE.agent)
  const id = await openFirst(page)
  // What stands beside the thread is fetched after it.
  await page.getByRole('region', { name: 'Tags and fields' }).waitFor()
  await page.getByRole('button', { name: 'Suggest an answer' }).or(page.getByRole('region', { name: 'Suggested answer' }).getByRole('button', { name: /Insert/ })).waitFor()
  await page.context().setOffline(true)
  await page.getByText('No connection').waitFor()
  const words = `Tunnel ${stamp()}`
  await page.keyboard.press('r')
  await page.keyboard.type(words)
  await page.keyboard.press('Enter')
  await page.getByText('Sent when the connection is back').waitFor()
  await page.context().setOffline(false)
  await page.getByText('Sent when the connection is back').waitFor({ state: 'detached' })
  await page.goto(`${app.url}/agent/conversations/${id}`)
  await page.getByRole('log').getByText(words).waitFor()
  assert.equal(await page.getByRole('log').getByText(words).count(), 1)
  page.calm()
  await page.end()
})

it('closing can be undone', async () => {
  const page = await openPage(browser, app.url)
  await signIn(page, app.url, PEOPLE.admin)
  await openFirst(page)
  await page.keyboard.press('e')
  await page.getByLabel('Sale amount').fill('1,250')
  await page.keyboard.press('Enter')
  await page.getByText('This conversation is completed.').waitFor()
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click()
  await page.getByText('This conversation is completed.').waitFor({ state: 'detached' })
  await page.getByRole('button', { name: /^Close/ }).waitFor()
  page.calm()
  await page.end()
})

it('a person takes over from the assistant and hands back, and a colleague sees it happen', async () => {
  const page = await openPage(browser, app.url)
  const agent = await openPage(browser, app.url)
  await signIn(page, app.url, PEOPLE.admin)
  await page.getByRole('option').filter({ hasText: 'Priya Nair' }).click()
  await page.waitForURL('**/company/conversations/*')
  const id = page.url().split('/').at(-1)
  await signIn(agent, app.url, PEOPLE.agent, `/login?next=/agent/conversations/${id}`)
  await agent.getByRole('region', { name: 'AI is answering' }).waitFor()

  await page.getByRole('region', { name: 'AI is answering' }).getByRole('button', { name: 'Take over' }).click()
  await page.getByRole('log').getByText('You took over').waitFor()
  await agent.getByRole('region', { name: 'AI is answering' }).waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Hand back to AI' }).click()
  await agent.getByRole('region', { name: 'AI is answering' }).waitFor()
  page.calm()
  agent.calm()
  await page.end()
  await agent.end()
})

it('what cannot be loaded says so and can be asked for again', async () => {
  const page = await openPage(browser, app.url, { allow: [/503/] })
  const refuse = route =>
    route.fulfill({ status: 503, contentType: 'application/problem+json', json: { status: 503, code: 'unavailable', title: 'x', requestId: 'request-1' } })
  await page.route('**/api/v1/conversations?*', refuse)
  await signIn(page, app.url, PEOPLE.admin)
  await page.getByRole('alert').getByText('Conversations could not be loaded').waitFor()
  await page.getByRole('alert').getByText('request-1').waitFor()
  await page.unroute('**/api/v1/conversations?*', refuse)
  let asked = 0
  const refuseNotes = route => refuse(route, asked++)
  await page.route('**/api/v1/conversations/*/notes', refuseNotes)
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByRole('option').first().click()
  await page.getByText('The conversation could not be loaded').waitFor()
  const before = asked
  const askedAgain = page.waitForResponse(answer => answer.url().endsWith('/notes'))
  await page.getByRole('button', { name: 'Try again' }).click()
  await askedAgain
  assert.ok(asked > before)
  await page.unroute('**/api/v1/conversations/*/notes', refuseNotes)
  // Asked for once more by hand, where news of the conversation has not brought it already.
  await page.getByRole('button', { name: 'Try again' }).or(page.getByRole('log').locator('article')).first().click()
  await page.getByRole('log').locator('article').first().waitFor()
  page.calm()
  await page.end()
})

it('an admin assigns with a reason, and the agent sees who did it', async () => {
  const page = await openPage(browser, app.url)
  await signIn(page, app.url, PEOPLE.admin)
  const id = await openFirst(page)
  const reason = `Knows the range ${stamp()}`
  const name = await (async () => {
    const agent = await openPage(browser, app.url)
    await signIn(agent, app.url, PEOPLE.otherAgent)
    const own = await agent.getByRole('complementary', { name: 'Navigation' }).innerText()
    await agent.end()
    return own.split('\n').find(line => line.trim().startsWith('Wei'))?.trim() ?? 'Wei'
  })()
  await page.keyboard.press('a')
  await page.getByPlaceholder('Reason').fill(reason)
  const choice = page.getByRole('dialog').getByRole('button', { name })
  const other = page.getByRole('dialog').getByRole('button', { name: 'Nobody' })
  if (await other.count()) {
    await other.click()
    await page.getByRole('button', { name: /Assigned to Unassigned/ }).waitFor()
    await page.keyboard.press('a')
    await page.getByPlaceholder('Reason').fill(reason)
  }
  await choice.click()
  await page.getByRole('log').getByText(reason).last().waitFor()

  const agent = await openPage(browser, app.url)
  await signIn(agent, app.url, PEOPLE.otherAgent, `/login?next=/agent/conversations/${id}`)
  await agent.getByRole('log').getByText(new RegExp(`Assigned to you by .*${reason}`)).waitFor()
  agent.calm()
  page.calm()
  await agent.end()
  await page.end()
})

it('the keyboard alone walks the list and comes back from the thread', async () => {
  const page = await openPage(browser, app.url)
  await signIn(page, app.url, PEOPLE.admin)
  await page.getByRole('option').nth(2).waitFor()
  await page.keyboard.press('j')
  await page.waitForURL('**/company/conversations/*')
  const first = page.url()
  await page.keyboard.press('j')
  await page.waitForURL(address => address.href !== first)
  await page.keyboard.press('k')
  await page.waitForURL(first)
  await page.getByRole('log').waitFor()
  await page.keyboard.press('Escape')
  await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'listbox')
  await page.keyboard.press('Enter')
  await page.waitForFunction(() => document.activeElement?.tagName === 'TEXTAREA')
  page.calm()
  await page.end()
})

it('a customer who wants to buy is marked in the list, with the reasons in the panel, and found by the filter', async () => {
  const words = `I want to buy two, how do I pay? ${stamp()}`
  const customer = await openPage(browser, app.url)
  await customer.goto(`${app.url}/demo/shop`)
  await customer.getByRole('button', { name: 'Open chat' }).click()
  const field = customer.frameLocator('sembang-chat iframe').getByRole('textbox')
  await field.fill(words)
  await field.press('Enter')
  const page = await openPage(browser, app.url)
  await signIn(page, app.url, PEOPLE.admin)
  const row = page.getByRole('option').first()
  await row.getByText('Hot').waitFor()
  await row.click()
  await page.getByRole('log').getByText(words).waitFor()
  const panel = page.getByRole('complementary', { name: 'Customer' })
  await panel.getByRole('heading', { name: 'Likely to buy' }).waitFor()
  await panel.getByText('“how do I pay”').waitFor()
  await page.getByRole('button', { name: 'Filter' }).click()
  await page.getByRole('radiogroup', { name: 'Likely to buy' }).getByRole('radio', { name: 'Hot' }).click()
  await page.getByRole('option').filter({ hasNotText: 'Hot' }).first().waitFor({ state: 'detached' })
  await page.getByRole('option').first().getByText('Hot').waitFor()
  assert.equal(await page.getByRole('option').count(), await page.getByRole('option').filter({ hasText: 'Hot' }).count())
  await accessible(page, 'an inbox with scores')
  page.calm()
  await page.end()
  await customer.end()
})
