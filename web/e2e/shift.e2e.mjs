// What an agent does in a shift, by keyboard alone: no pointer is used below. Each task says how many keys it takes from
// the inbox; a text that is typed counts as one. The list is printed.
import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { askAs, customers, foundCompany, openBrowser, openPage, PASSWORD, signIn, startApp } from './app.mjs'

const stamp = Math.random().toString(36).slice(2, 8)
const slug = `syif-${stamp}`
const admin = `admin@${slug}.demo`
const aina = `aina@${slug}.demo`
/** More than this is a task nobody does by keyboard twice. */
const MOST_STEPS = 12

let app, browser, ask, writes, ids

before(async () => {
  app = await startApp()
  browser = await openBrowser()
  await foundCompany(app.url, { name: `Syif ${stamp}`, slug, email: admin })
  ask = await askAs(app.url, admin)
  const agent = await ask('POST', '/users', { name: 'Aina', email: aina, role: 'company_user', language: 'en', password: PASSWORD })
  ;({ writes, ids } = await customers(app.url, ask))
  await ask('PUT', '/assignment-rule', { automatic: false, strategy: 'rotation', keepsAgent: true, whenAway: 'keep' })
  await ask('POST', '/products', { name: 'Songket', kind: 'product', sku: 'SK-1', price: { amount: '120.00', currency: 'MYR' }, stock: 9 })
  await ask('POST', '/contact-tags', { name: 'Wedding', color: 'green' })
  await ask('POST', '/canned-replies', { own: false, title: 'Hours', shortcut: 'hours', texts: { en: 'We are open from 10 to 7.' } })
  await ask('POST', '/canned-replies', { own: false, title: 'Later', shortcut: 'later', texts: {}, acts: { tags: [], priority: 'high', snoozeHours: 24, close: false } })
  for (const name of ['Devi', 'Mei', 'Nadia']) {
    await writes(name, `Hello, I am ${name}`)
    await ask('PUT', `/conversations/${ids[name]}/assignment`, { userId: agent.id })
  }
})
after(async () => {
  await browser?.close()
  await app?.stop()
})

const at = name => ask('GET', `/conversations/${ids[name]}`)
async function become(what, read, wanted) {
  for (let tries = 0; tries < 100; tries++) {
    if (await read()) return
    await new Promise(done => setTimeout(done, 100))
  }
  assert.fail(`${what}: ${wanted ?? 'did not happen'}`)
}

it('the twenty tasks of a shift are done by keyboard alone', async () => {
  const page = await openPage(browser, app.url)
  await page.addInitScript(() => addEventListener('pointerdown', () => (globalThis.__pointer = true), true))
  await signIn(page, app.url, aina, '/login?next=/agent/conversations')
  await page.getByRole('option').first().waitFor()

  const steps = []
  let keys = 0
  const press = async key => {
    keys++
    await page.keyboard.press(key)
  }
  const type = async text => {
    keys++
    await page.keyboard.type(text)
  }
  const dialog = page.getByRole('dialog')
  const thread = page.getByRole('log')
  const reply = page.getByRole('textbox', { name: 'Reply' })
  const gone = () => dialog.waitFor({ state: 'detached' })
  const task = async (name, work) => {
    keys = 0
    await work()
    steps.push([name, keys])
    assert.ok(keys <= MOST_STEPS, `${name} took ${keys} steps`)
  }
  const focused = locator => become('the focus', () => locator.evaluate(element => element === document.activeElement), 'is elsewhere')
  /** Tab until it has the focus. */
  const tabTo = async locator => {
    for (let tries = 0; tries < 12 && !(await locator.evaluate(element => element === document.activeElement)); tries++) await press('Tab')
    await focused(locator)
  }

  await task('Open the newest conversation', async () => {
    await press('j')
    await page.waitForURL(new RegExp(ids.Nadia))
    await thread.getByText('Hello, I am Nadia').waitFor()
  })
  await page.getByRole('region', { name: 'Tags', exact: true }).or(page.getByText('Tags and fields')).first().waitFor()
  await task('Reply', async () => {
    await press('r')
    await focused(reply)
    await type('Good morning, Nadia')
    await press('Enter')
    await thread.getByText('Good morning, Nadia').waitFor()
  })
  await task('Leave a note for colleagues', async () => {
    await press('Escape')
    await press('n')
    await focused(page.getByRole('textbox', { name: 'Note' }))
    await type('She marries in June')
    await press('Enter')
    await thread.getByText('She marries in June').waitFor()
    await press('Escape')
  })
  await task('Put a tag on', async () => {
    await press('t')
    const tag = dialog.getByRole('button', { name: 'Wedding' })
    await tag.waitFor()
    await tabTo(tag)
    await press('Space')
    await become('the tag', async () => (await at('Nadia')).tags.some(({ name }) => name === 'Wedding'))
    await press('Escape')
    await gone()
  })
  await task('Move the lead', async () => {
    await press('s')
    const stage = dialog.getByRole('button', { name: 'Qualified' })
    await stage.waitFor()
    await tabTo(stage)
    await press('Enter')
    await page.getByText('The lead is in Qualified').first().waitFor()
    await gone()
  })
  await task('Send a product', async () => {
    await press('p')
    const find = page.getByRole('combobox').last()
    await focused(find)
    await type('Songket')
    await page.getByRole('option', { name: /Songket/ }).last().waitFor()
    await press('Enter')
    const send = page.getByRole('button', { name: 'Send card' })
    await send.waitFor()
    await tabTo(send)
    await press('Enter')
    await thread.getByText('Songket').first().waitFor()
    await press('Escape')
  })
  await task('Answer with a canned reply', async () => {
    await press('r')
    await focused(reply)
    await press('/')
    await type('hours')
    await press('Enter')
    await become('the reply', async () => (await reply.inputValue()).startsWith('We are open'))
    await focused(reply)
    await press('Enter')
    await thread.getByText('We are open from 10 to 7.').waitFor()
    await press('Escape')
  })
  await task('Ask the assistant and insert what it offers', async () => {
    await press('Control+j')
    const panel = page.getByRole('region', { name: 'Suggested answer' })
    await panel.getByRole('button', { name: /Insert/ }).waitFor()
    await press('Control+j')
    await become('the words', async () => (await reply.inputValue()).length > 0)
    await press('Control+a')
    await press('Delete')
    await press('Escape')
  })
  await task('Search for a customer and open them', async () => {
    await press('Control+k')
    await dialog.getByRole('combobox').waitFor()
    await type('Mei')
    await dialog.getByRole('option', { name: /Hello, I am Mei/ }).waitFor()
    for (const option = dialog.getByRole('option', { name: /Hello, I am Mei/ }); (await option.getAttribute('aria-selected')) !== 'true'; ) await press('ArrowDown')
    await press('Enter')
    await page.waitForURL(new RegExp(ids.Mei))
    await thread.getByText('Hello, I am Mei').waitFor()
  })
  await task('Take over', async () => {
    await become('the pane', async () => !(await dialog.count()))
    if ((await at('Mei')).answering !== 'member') await press('i')
    await become('the take-over', async () => (await at('Mei')).answering === 'member')
  })
  await task('Hand back to AI', async () => {
    await press('Control+k')
    await dialog.getByRole('combobox').waitFor()
    await type('hand back')
    await press('Enter')
    await become('the hand-back', async () => (await at('Mei')).answering === 'assistant')
    await gone()
  })
  await task('Snooze until tomorrow', async () => {
    await press('z')
    const choice = dialog.getByRole('radio', { name: /Tomorrow morning/ })
    await choice.waitFor()
    await tabTo(dialog.getByRole('radio').first())
    while ((await choice.getAttribute('aria-checked')) !== 'true') await press('ArrowDown')
    await press('Enter')
    await become('the snooze', async () => (await at('Mei')).snoozedUntil !== null)
    await gone()
  })
  await task('Undo that', async () => {
    await press('Control+z')
    await become('the undo', async () => (await at('Mei')).snoozedUntil === null)
  })
  await task('Run a macro', async () => {
    await press('m')
    await dialog.getByRole('option', { name: /Later/ }).waitFor()
    await press('Enter')
    await become('the macro', async () => (await at('Mei')).priority === 'high')
    await gone()
  })
  await task('Ask for a transfer', async () => {
    await press('Control+k')
    await dialog.getByRole('combobox').waitFor()
    await type('transfer')
    await press('Enter')
    const why = dialog.getByLabel('Reason')
    await focused(why)
    await type('My shift ends')
    await tabTo(dialog.getByRole('button', { name: 'Ask', exact: false }).last())
    await press('Enter')
    await become('the transfer', async () => Boolean((await at('Mei')).transfer))
    await gone()
  })
  await task('Close as lost, with the reason', async () => {
    await press('l')
    const why = dialog.getByLabel(/Reason|Why/)
    await why.waitFor()
    await tabTo(why)
    await type('Bought elsewhere')
    await press('Control+Enter')
    await become('the end', async () => (await at('Mei')).status === 'lost')
    await gone()
  })
  await task('Reopen', async () => {
    await press('Shift+E')
    await become('the reopening', async () => (await at('Mei')).status === 'in_progress')
  })
  await task('Send and close', async () => {
    await press('r')
    await focused(reply)
    await type('Thank you, Mei')
    await press('Control+Shift+Enter')
    await become('the end', async () => (await at('Mei')).status === 'completed')
    await thread.getByText('Thank you, Mei').waitFor()
    await press('Escape')
  })
  await task('Close with a sale', async () => {
    await page.keyboard.press('Control+k')
    await dialog.getByRole('combobox').waitFor()
    await page.keyboard.type('I am Nadia')
    await dialog.getByRole('option', { name: /I am Nadia/ }).waitFor()
    for (const option = dialog.getByRole('option', { name: /I am Nadia/ }); (await option.getAttribute('aria-selected')) !== 'true'; ) await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.waitForURL(new RegExp(ids.Nadia))
    await gone()
    await press('w')
    const amount = dialog.getByLabel('Sale amount')
    await amount.waitFor()
    await tabTo(amount)
    await type('120')
    await press('Enter')
    await become('the sale', async () => (await at('Nadia')).completion?.saleAmount?.amount === '120.00')
    await gone()
  })
  await writes('Devi', 'Are you there?')
  await page.goto(`${app.url}/agent/conversations/${ids.Devi}`)
  await thread.getByText('Are you there?').waitFor()
  await page.getByRole('heading', { name: 'Tags and fields' }).waitFor()
  await task('Select for several at once, and put off', async () => {
    await press('x')
    const bar = page.getByRole('region', { name: 'Selected conversations' })
    await bar.waitFor()
    await press('z')
    await dialog.getByRole('radio').first().waitFor()
    await tabTo(dialog.getByRole('radio').first())
    await press('Enter')
    await become('the snooze', async () => (await at('Devi')).snoozedUntil !== null)
    await gone()
    await bar.waitFor({ state: 'detached' })
  })

  assert.equal(steps.length, 20)
  assert.equal(await page.evaluate(() => globalThis.__pointer ?? false), false)
  console.log(`Twenty tasks, ${steps.reduce((sum, [, n]) => sum + n, 0)} steps:\n${steps.map(([name, n]) => `  ${String(n).padStart(2)}  ${name}`).join('\n')}`)
  page.calm()
  await page.end()
})
