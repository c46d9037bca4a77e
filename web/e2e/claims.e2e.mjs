// Who has a conversation, and what is done with it beside the answer: claims, looking on, sending and putting off, many at once.
import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { accessible, askAs, customers, foundCompany, openBrowser, openPage, PASSWORD, signIn, startApp, until } from './app.mjs'

const stamp = Math.random().toString(36).slice(2, 8)
const slug = `tuntut-${stamp}`
const admin = `admin@${slug}.demo`
const puan = `puan@${slug}.demo`
const aina = `aina@${slug}.demo`
const BOTH = { allow: [/status of 409/] }

let app, browser, ask, writes, ids
const people = {}

before(async () => {
  app = await startApp()
  browser = await openBrowser()
  await foundCompany(app.url, { name: `Tuntut ${stamp}`, slug, email: admin })
  ask = await askAs(app.url, admin)
  await ask('PUT', '/assignment-rule', { automatic: false, strategy: 'rotation', keepsAgent: true, whenAway: 'keep' })
  for (const [name, email, role] of [['Puan', puan, 'company_admin'], ['Aina', aina, 'company_user']])
    people[name] = (await ask('POST', '/users', { name, email, role, language: 'en', password: PASSWORD })).id
  ;({ writes, ids } = await customers(app.url, ask))
  for (const name of ['Nadia', 'Mei', 'Devi', 'Lim', 'Zara']) await writes(name, `Boleh saya bercakap dengan orang? ${name}`)
})
after(async () => {
  await browser?.close()
  await app?.stop()
})

const reply = page => page.getByRole('textbox', { name: 'Reply' })
const conversation = name => ask('GET', `/conversations/${ids[name]}`)
async function open(email, scope, name, options) {
  const page = await openPage(browser, app.url, options)
  await signIn(page, app.url, email, `/login?next=/${scope}/conversations/${ids[name]}`)
  await page.getByRole('log').locator('article').first().waitFor()
  await page.locator('[data-ready=keys]').waitFor({ state: 'attached' })
  return page
}

it('of two who take the same hand-over at once one has it, and the other sees who and opens it', async () => {
  const pages = []
  for (const who of [admin, puan]) {
    const page = await openPage(browser, app.url, BOTH)
    await signIn(page, app.url, who, '/login?next=/company/handoffs')
    await page.getByRole('button', { name: 'Take', exact: true }).first().waitFor()
    // Both have pressed before either answer is there.
    await page.route('**/takeover', route => setTimeout(() => route.continue(), 400))
    pages.push(page)
  }
  const tiles = pages.map(page => page.locator('[data-column=nobody] li').filter({ hasText: 'Nadia' }))
  await Promise.all(tiles.map(tile => tile.getByRole('button', { name: 'Take', exact: true }).click()))

  const notices = pages.map(page => page.getByRole('alert').getByText(/has just taken Nadia/))
  const loser = await Promise.any(notices.map(async (notice, index) => (await notice.waitFor(), index)))
  const winner = 1 - loser
  await pages[winner].getByText('You have Nadia now').first().waitFor()
  assert.equal(await notices[winner].count(), 0)
  const { answeringMember } = await conversation('Nadia')
  await pages[loser].getByText(`${answeringMember.name} has just taken Nadia`).waitFor()
  await accessible(pages[loser], 'somebody was faster')
  await pages[loser].getByRole('alert').getByRole('link').click()
  await pages[loser].waitForURL(new RegExp(ids.Nadia))
  for (const page of pages) await page.end()
})

it('who sees a colleague answer takes over on purpose by key', async () => {
  await ask('PUT', `/conversations/${ids.Mei}/assignment`, { userId: people.Aina })
  await (await askAs(app.url, aina))('PUT', `/conversations/${ids.Mei}/takeover`, {})
  const page = await open(admin, 'company', 'Mei')
  await page.keyboard.press('i')
  await until('it is mine', async () => {
    const { assignee, answeringMember } = await conversation('Mei')
    return assignee.name === 'Siti' && answeringMember.name === 'Siti'
  })
  page.calm()
  await page.end()
})

it('an admin reads along in a colleague’s conversation and writes once they have joined', async () => {
  await ask('PUT', `/conversations/${ids.Devi}/assignment`, { userId: people.Aina })
  for (const dark of [false, true]) {
    const page = await open(puan, 'company', 'Devi', { dark })
    const bar = page.getByRole('region', { name: 'You only look on' })
    await bar.getByText('Aina looks after Devi').waitFor()
    assert.equal(await reply(page).count(), 0)
    await accessible(page, 'looking on')
    const kept = page.waitForResponse('**/presence/joining')
    await page.keyboard.press('r')
    await reply(page).waitFor()
    await page.waitForFunction(() => document.activeElement?.tagName === 'TEXTAREA')
    await kept
    await page.reload()
    await reply(page).waitFor()
    page.calm()
    await page.end()
  }
  const joined = (await ask('GET', '/audit-entries?kind=conversation_joined')).items
  assert.equal(joined[0].subject, ids.Devi)
  assert.equal((await conversation('Devi')).assignee.name, 'Aina')

  const phone = await open(admin, 'company', 'Devi', { width: 390, height: 844 })
  await phone.getByRole('button', { name: 'Join', exact: true }).click()
  await reply(phone).waitFor()
  await phone.end()
})

it('a reply is sent and the conversation put off in one, by typed words too', async () => {
  const page = await open(admin, 'company', 'Lim')
  const more = page.getByRole('button', { name: 'Other ways to send' })
  await reply(page).fill('I will ask and come back')
  await more.click()
  await accessible(page, 'ways to send')
  await page.getByRole('button', { name: 'Send and snooze' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('When', { exact: true }).fill('next someday')
  await dialog.getByText('This time is not understood, or has passed').waitFor()
  await dialog.getByLabel('When', { exact: true }).fill('tomorrow 3pm')
  await accessible(page, 'send and snooze')
  await page.keyboard.press('Enter')
  await dialog.waitFor({ state: 'detached' })
  await until('it is put off', async () => (await conversation('Lim')).snoozedUntil !== null)
  const { snoozedUntil } = await conversation('Lim')
  assert.equal(new Date(snoozedUntil).getUTCHours(), 7, 'three in the afternoon in Kuala Lumpur')
  const said = (await ask('GET', `/conversations/${ids.Lim}/messages`)).items.map(({ content }) => content.text)
  assert.ok(said.includes('I will ask and come back'))
  page.calm()
  await page.end()
})

it('and sent and closed, on a phone', async () => {
  const page = await open(admin, 'company', 'Zara', { width: 390, height: 844, dark: true })
  await reply(page).fill('Selesai, terima kasih')
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth))
  await page.getByRole('button', { name: 'Other ways to send' }).click()
  await accessible(page, 'ways to send on a phone')
  await page.getByRole('button', { name: 'Send and close' }).click()
  await until('it is closed', async () => (await conversation('Zara')).status === 'completed')
  await page.end()
})

it('many at once: all that are shown, a priority, a snooze to a chosen time, a macro, each undone', async () => {
  await ask('POST', '/contact-tags', { name: 'Ask again', color: 'green' })
  const tag = (await ask('GET', '/contact-tags')).items[0].id
  await ask('POST', '/canned-replies', { own: false, title: 'Later', shortcut: 'later', texts: { en: 'One moment please' }, acts: { tags: [tag], priority: 'low', snoozeHours: 24, close: false } })
  const names = ['Nadia', 'Mei', 'Devi']
  const all = () => Promise.all(names.map(conversation))
  const page = await openPage(browser, app.url)
  await signIn(page, app.url, admin, '/login?next=/company/conversations')
  await page.getByRole('option').filter({ hasText: 'Mei' }).click()
  await page.locator('[data-ready=keys]').waitFor({ state: 'attached' })
  const bar = page.getByRole('region', { name: 'Selected conversations' })
  async function select() {
    await page.keyboard.press('x')
    await bar.getByRole('button', { name: 'All shown' }).click()
    await bar.getByText(/^[3-9] selected/).waitFor()
  }
  const undo = () => page.getByRole('button', { name: 'Undo' }).last().click()

  await select()
  await accessible(page, 'many are chosen')
  await bar.getByLabel('Priority').selectOption('urgent')
  await page.getByText(/^Priority changed: /).waitFor()
  await until('they are urgent', async () => (await all()).every(one => one.priority === 'urgent'))
  await undo()
  await until('they are as before', async () => (await all()).every(one => one.priority === 'normal'))

  await select()
  await bar.getByRole('button', { name: 'Snooze' }).click()
  const choice = page.getByRole('form', { name: 'Snooze' })
  await choice.getByLabel('When').fill('2h')
  await accessible(page, 'a time for many')
  await choice.getByRole('button', { name: 'Snooze' }).click()
  await until('they are put off', async () => (await all()).every(one => one.snoozedUntil !== null))
  await undo()
  await until('they are back', async () => (await all()).every(one => one.snoozedUntil === null))

  await select()
  await bar.getByLabel('Macro').selectOption({ label: 'Later' })
  await page.getByText(/^Done for/).waitFor()
  assert.ok((await all()).every(one => one.priority === 'low' && one.tags.length === 1))
  await undo()
  await until('nothing of it is left', async () => (await all()).every(one => one.priority === 'normal' && one.tags.length === 0 && one.snoozedUntil === null))
  for (const name of names) {
    const last = (await ask('GET', `/conversations/${ids[name]}/messages`)).items.find(({ content }) => content.text === 'One moment please')
    assert.equal(last.state, 'cancelled', name)
  }
  page.calm()
  await page.end()
})

it('the command menu does what the menus do', async () => {
  const page = await open(admin, 'company', 'Mei')
  await ask('POST', '/conversation-views', { name: 'Only urgent', shared: false, query: { view: 'all', status: 'open', priority: 'urgent', waiting: false, snoozed: false, sort: 'newest' } })
  async function command(words) {
    await page.keyboard.press('Control+k')
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('combobox').fill(words)
    await dialog.getByRole('option', { name: words }).first().click()
    await dialog.waitFor({ state: 'detached' })
  }
  await page.keyboard.press('Control+k')
  const menu = page.getByRole('dialog')
  const listed = async () => (await menu.getByRole('option').allTextContents()).join('\n')
  await until('saved views are listed', async () => (await listed()).includes('View: Only urgent'))
  for (const words of ['Block this contact', 'Mark as spam', 'Mute this conversation', 'Priority: urgent', 'Show or hide translations', 'Download with notes', 'Attach a file', 'Add a task', 'Be away', 'Your profile', 'Sign out', 'Language: 中文', 'Compact lists', 'Order: oldest first'])
    assert.ok((await listed()).includes(words), words)
  await accessible(page, 'command menu')
  await page.keyboard.press('Escape')
  await menu.waitFor({ state: 'detached' })

  await command('Priority: high')
  await until('the priority', async () => (await conversation('Mei')).priority === 'high')
  await command('Add a task')
  await page.getByRole('dialog').getByLabel('What is to be done').fill('Call Mei')
  await page.getByRole('dialog').getByRole('button', { name: 'Add a task' }).click()
  await until('the task', async () => (await ask('GET', `/tasks?conversation=${ids.Mei}`)).items.length === 1)
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await command('Be away')
  await until('away', async () => (await ask('GET', '/me')).available === false)
  await command('View: Only urgent')
  await page.getByText('Nothing matches').or(page.getByRole('option').first()).first().waitFor()
  await command('Language: Bahasa Melayu')
  await page.waitForFunction(() => document.documentElement.lang === 'ms')
  page.calm()
  await page.end()
})

/** The list with some of them chosen, and one more open. */
async function chosen(names, opened) {
  const page = await openPage(browser, app.url)
  await signIn(page, app.url, puan, `/login?next=/company/conversations/${opened ? ids[opened] : ''}`)
  await page.locator('[data-ready=list-keys]').waitFor({ state: 'attached' })
  if (opened) await page.locator('[data-ready=keys]').waitFor({ state: 'attached' })
  const bar = page.getByRole('region', { name: 'Selected conversations' })
  async function select() {
    for (const name of names) await page.locator(`#conversation-${ids[name]} > span.size-8`).click()
    await bar.getByText(`${names.length} selected`).waitFor()
  }
  await select()
  return { page, bar, select, undo: () => page.getByRole('button', { name: 'Undo' }).last().click() }
}

it('what is taken back from many leaves the tag and the time one of them had before', async () => {
  const tag = (await ask('GET', '/contact-tags')).items[0].id
  const early = new Date(Date.now() + 3_600_000).toISOString().replace(/\.\d+/, '')
  await ask('PUT', `/conversations/${ids.Mei}/tags`, { tags: [tag] })
  await ask('PUT', `/conversations/${ids.Mei}/snooze`, { until: early })
  const both = () => Promise.all(['Mei', 'Devi'].map(conversation))
  const { page, bar, select, undo } = await chosen(['Mei', 'Devi'])
  await bar.getByLabel('Tag').selectOption('Ask again')
  await until('both carry it', async () => (await both()).every(one => one.tags.length === 1))
  await undo()
  await until('one of them does not', async () => (await conversation('Devi')).tags.length === 0)
  assert.equal((await conversation('Mei')).tags.length, 1)

  await select()
  await page.keyboard.press('z')
  const choice = page.getByRole('form', { name: 'Snooze' })
  await choice.getByLabel('When').fill('3h')
  await choice.getByRole('button', { name: 'Snooze' }).click()
  await until('both are put off', async () => (await both()).every(one => one.snoozedUntil > early))
  await undo()
  await until('one of them is back', async () => (await conversation('Devi')).snoozedUntil === null)
  assert.equal(Date.parse((await conversation('Mei')).snoozedUntil), Date.parse(early))
  page.calm()
  await page.end()
})

it('what a search or a view no longer shows is no longer chosen', async () => {
  const { page, bar } = await chosen(['Mei', 'Devi'])
  await page.getByRole('searchbox').fill('Mei')
  await bar.getByText('1 selected').waitFor()
  await page.getByRole('searchbox').fill('')
  await page.locator(`#conversation-${ids.Devi}`).waitFor()
  await bar.getByText('1 selected').waitFor()
  await page.getByRole('group', { name: 'Whose' }).getByRole('button', { name: 'Mine' }).click()
  await bar.waitFor({ state: 'detached' })
  page.calm()
  await page.end()
})

it('single keys mean what is chosen, not what is open', async () => {
  const { page, bar, undo } = await chosen(['Nadia', 'Devi'], 'Mei')
  await page.keyboard.press('a')
  const person = page.getByLabel('Find a person')
  await until('the person to give it to is asked for', () => person.evaluate(one => one === document.activeElement).catch(() => false))
  await page.keyboard.press('Escape')
  await person.waitFor({ state: 'detached' })
  for (const [key, label] of [['t', 'Tag'], ['m', 'Macro']]) {
    await page.keyboard.press(key)
    await until(`${label} has the focus`, () => bar.getByLabel(label).evaluate(one => one === document.activeElement))
    await page.keyboard.press('Escape')
    await bar.getByLabel(label).blur()
  }
  assert.equal(await page.getByRole('dialog').count(), 0)
  await page.keyboard.press('z')
  await page.getByRole('form', { name: 'Snooze' }).waitFor()
  await accessible(page, 'snooze many by key')
  await page.keyboard.press('Escape')
  await page.getByRole('form', { name: 'Snooze' }).waitFor({ state: 'detached' })
  await page.keyboard.press('e')
  const closed = name => conversation(name).then(({ status }) => status === 'completed')
  await until('those that were chosen are closed', async () => (await closed('Nadia')) && (await closed('Devi')))
  assert.equal(await closed('Mei'), false)
  await undo()
  await until('and open again', async () => !(await closed('Nadia')) && !(await closed('Devi')))
  await page.keyboard.press('t')
  await page.getByRole('dialog').waitFor()
  page.calm()
  await page.end()
})

it('many are given to somebody with a reason, and taken back go to whom each was before', async () => {
  await ask('PUT', `/conversations/${ids.Mei}/assignment`, { userId: people.Puan })
  await ask('PUT', `/conversations/${ids.Devi}/assignment`, { userId: null })
  const { page, bar, undo } = await chosen(['Mei', 'Devi'])
  await bar.getByRole('button', { name: 'Assign' }).click()
  await page.getByLabel('Reason (optional)').fill('Speaks Tamil')
  await accessible(page, 'many are given')
  await page.getByRole('group', { name: 'Assign to' }).getByRole('button', { name: 'Aina' }).click()
  const held = async name => (await conversation(name)).assignee?.name ?? null
  await until('both are hers', async () => (await held('Mei')) === 'Aina' && (await held('Devi')) === 'Aina')
  assert.ok((await ask('GET', `/conversations/${ids.Mei}/assignments`)).items.some(({ reason }) => reason === 'Speaks Tamil'))
  await undo()
  await until('each is whose it was', async () => (await held('Mei')) === 'Puan' && (await held('Devi')) === null)
  page.calm()
  await page.end()
})

it('what the rule gave, and a tag that was put on, are taken back in one', async () => {
  await ask('PUT', `/conversations/${ids.Devi}/assignment`, { userId: null })
  await ask('PUT', `/conversations/${ids.Devi}/tags`, { tags: [] })
  const page = await open(puan, 'company', 'Devi')
  const undo = () => page.getByRole('button', { name: 'Undo' }).last().click()
  const held = async () => (await conversation('Devi')).assignee
  await page.keyboard.press('a')
  await page.getByRole('button', { name: 'By the company’s rule' }).click()
  await until('somebody has it', async () => (await held()) !== null)
  await page.getByText(/^Assigned to /).first().waitFor()
  await undo()
  await until('nobody has it again', async () => (await held()) === null)

  const tags = async () => (await conversation('Devi')).tags.length
  await page.keyboard.press('t')
  const tag = page.getByRole('dialog').getByRole('button', { name: 'Ask again' })
  await tag.click()
  await until('it carries the tag', async () => (await tags()) === 1)
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await undo()
  await until('it does not', async () => (await tags()) === 0)
  page.calm()
  await page.end()
})

it('Enter goes into the thread from wherever one is and Escape back to the list; who only reads comes to what was said', async () => {
  await ask('PUT', `/conversations/${ids.Devi}/assignment`, { userId: null })
  const focused = locator => until(`${locator} has the focus`, () => locator.evaluate(one => one === document.activeElement).catch(() => false))
  const page = await open(puan, 'company', 'Devi')
  await page.keyboard.press('Enter')
  await focused(reply(page))
  await page.keyboard.press('Escape')
  await focused(page.getByRole('listbox'))
  await page.keyboard.press('Enter')
  await focused(reply(page))
  page.calm()
  await page.end()

  const viewer = `vikram@${slug}.demo`
  await ask('POST', '/users', { name: 'Vikram', email: viewer, role: 'viewer', language: 'en', password: PASSWORD })
  const reader = await open(viewer, 'company', 'Devi')
  await reader.keyboard.press('Enter')
  await focused(reader.getByRole('log'))
  await reader.keyboard.press('Escape')
  await focused(reader.getByRole('listbox'))
  await reader.keyboard.press('Enter')
  await focused(reader.getByRole('log'))
  reader.calm()
  await reader.end()
})
