import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { accessible, askAs, foundCompany, openBrowser, openPage, PASSWORD, PEOPLE, signIn, startApp } from './app.mjs'

const stamp = Math.random().toString(36).slice(2, 8)
const slug = `loceng-${stamp}`
const admin = `admin@${slug}.demo`
const agent = `agent@${slug}.demo`
const viewer = `viewer@${slug}.demo`

let app, browser, ask, agentId, thread
before(async () => {
  app = await startApp()
  browser = await openBrowser()
  await foundCompany(app.url, { name: `Loceng ${stamp}`, slug, email: admin })
  ask = await askAs(app.url, admin)
  await ask('PUT', '/assignment-rule', { automatic: false, strategy: 'manual', keepsAgent: true, whenAway: 'keep' })
  const { siteKey } = await ask('POST', '/channel-accounts', { channel: 'webchat', name: 'Site' })
  const visitor = async name => {
    const post = (path, body, token) =>
      fetch(`${app.url}/widget/v1/${path}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) },
        body: JSON.stringify(body),
      }).then(answer => answer.json())
    const session = await post('sessions', { site_key: siteKey })
    await post('messages', { client_message_id: `m-${name}`, type: 'text', text: 'Hello' }, session.session_token)
    const [newest] = (await ask('GET', '/conversations?status=any')).items
    await ask('PATCH', `/contacts/${newest.contact.id}`, { name })
    return newest
  }
  thread = await visitor('Aina')
  await visitor('Bala')
  ;({ id: agentId } = await ask('POST', '/users', { name: 'Lim', email: agent, role: 'company_user', language: 'en', password: PASSWORD }))
  await ask('POST', '/users', { name: 'Vikram', email: viewer, role: 'viewer', language: 'en', password: PASSWORD })
})
after(async () => {
  await browser?.close()
  await app?.stop()
})

it('what concerns somebody arrives while they look, and is opened and marked by keyboard', async () => {
  const page = await openPage(browser, app.url)
  await signIn(page, app.url, agent, '/login?next=/agent/tasks')
  const bell = page.getByRole('button', { name: /^Notifications, 0 unread/ })
  await bell.waitFor()
  await page.getByRole('status').filter({ hasText: 'Online' }).waitFor()
  await ask('PUT', `/conversations/${thread.id}/assignment`, { userId: agentId, reason: 'Speaks Tamil' })
  await page.getByRole('button', { name: /^Notifications, 1 unread/ }).waitFor()
  await page.locator('main').focus()
  await page.keyboard.press('b')
  const notice = page.getByRole('button', { name: /Aina was assigned to you/ })
  await notice.waitFor()
  await page.getByText('Speaks Tamil').waitFor()
  await accessible(page, 'notifications')
  await notice.focus()
  await page.keyboard.press('Enter')
  await page.waitForURL(new RegExp(`/agent/conversations/${thread.id}`))
  await page.getByRole('button', { name: /^Notifications, 0 unread/ }).waitFor()
  page.calm()
  await page.end()
})

it('the key opens the bell that is seen, on a wide screen, and on a narrow one after a conversation too', async () => {
  const page = await openPage(browser, app.url)
  await signIn(page, app.url, admin, '/login?next=/company/conversations')
  const list = page.getByRole('option').first()
  await list.waitFor()
  const panel = page.getByRole('dialog')
  const button = page.getByRole('button', { name: /^Notifications,/ })
  const opens = async () => {
    await button.waitFor()
    await page.keyboard.press('b')
    await panel.waitFor()
    const [bell, box] = [await button.boundingBox(), await panel.boundingBox()]
    assert.ok(bell.width && box.x + box.width > bell.x && box.y + box.height <= bell.y + bell.height, JSON.stringify([bell, box]))
    await page.keyboard.press('Escape')
    await panel.waitFor({ state: 'detached' })
  }
  await opens()
  await list.click()
  await page.getByRole('log').waitFor()
  await page.getByRole('heading', { level: 1 }).first().focus()
  await opens()

  await page.setViewportSize({ width: 390, height: 844 })
  await page.getByRole('button', { name: 'Back to the list' }).click()
  await page.getByRole('heading', { level: 1 }).focus()
  await opens()
  await page.getByRole('option').first().click()
  await page.getByRole('button', { name: 'Back to the list' }).click()
  await page.getByRole('heading', { level: 1 }).focus()
  await opens()
  page.calm()
  await page.end()
})

it('on a phone the command menu is opened by touch', async () => {
  const page = await openPage(browser, app.url, { width: 390, height: 844, dark: true })
  await signIn(page, app.url, admin, '/login?next=/company/conversations')
  await page.getByRole('button', { name: 'Jump to or do' }).click()
  await page.getByRole('combobox', { name: 'Type a command' }).fill('notif')
  await page.getByRole('option', { name: /Notifications/ }).first().waitFor()
  await accessible(page, 'command menu on a phone')
  await page.getByRole('option', { name: /Notifications/ }).first().click()
  await page.getByRole('dialog').getByText(/Notifications|notification/i).first().waitFor()
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth))
  page.calm()
  await page.end()
})

it('how one is told is chosen in the profile, and a test shows it', async () => {
  const page = await openPage(browser, app.url, { dark: true })
  await signIn(page, app.url, admin, '/login?next=/company/profile%23notifications')
  const about = page.getByRole('row', { name: /A conversation has nobody responsible/ })
  await about.waitFor()
  await about.getByRole('checkbox').first().click()
  await page.getByRole('switch', { name: 'Quiet hours' }).click()
  await page.getByLabel('From').fill('21:30')
  await accessible(page, 'preferences')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('Saved', { exact: true }).waitFor()
  const kept = await ask('GET', '/notifications/preferences')
  assert.equal(kept.kinds.find(({ kind }) => kind === 'unassigned').inApp, false)
  assert.equal(kept.quietFrom.slice(0, 5), '21:30')
  await page.getByText('Send yourself a test:').locator('..').getByRole('button', { name: 'Here' }).click()
  await page.getByRole('button', { name: /^Notifications, [1-9]\d* unread/ }).click()
  await page.getByText('This is how a notification reaches you').waitFor()
  await page.getByRole('button', { name: 'Read all' }).click()
  await page.getByText('Nothing').or(page.getByText('All marked as read')).first().waitFor()
  page.calm()
  await page.end()
})

it('a task is added beside the conversation, done on the page of tasks, and that is undone', async () => {
  await ask('PUT', `/conversations/${thread.id}/assignment`, { userId: agentId })
  const page = await openPage(browser, app.url)
  await signIn(page, app.url, agent, `/login?next=/agent/conversations/${thread.id}`)
  const panel = page.getByRole('complementary').filter({ has: page.getByRole('heading', { name: 'Tasks' }) })
  await panel.getByRole('button', { name: 'Add a task' }).click()
  await panel.getByLabel('What is to be done').fill('Send the size chart')
  await accessible(page, 'task beside a conversation')
  await panel.getByLabel('What is to be done').press('Enter')
  await panel.getByText('Send the size chart').waitFor()

  await page.goto(`${app.url}/agent/tasks`)
  const row = page.locator('[data-task]').filter({ hasText: 'Send the size chart' })
  await row.getByRole('link', { name: 'Aina' }).waitFor()
  await accessible(page, 'tasks')
  await row.getByRole('checkbox').click()
  await page.locator('section', { has: page.getByRole('heading', { name: 'Done' }) }).getByText('Send the size chart').waitFor()
  await page.getByRole('button', { name: 'Undo' }).click()
  await row.getByRole('checkbox', { checked: false }).waitFor()
  await page.getByRole('button', { name: 'Add a task' }).click()
  await page.getByLabel('What is to be done').fill('Call back')
  await page.getByLabel('Due').fill('2020-01-01T09:00')
  await page.getByLabel('What is to be done').press('Enter')
  await page.locator('[data-task]').filter({ hasText: 'Call back' }).getByText('overdue').waitFor()
  await page.getByRole('button', { name: /^Notifications, [1-9]/ }).waitFor()
  page.calm()
  await page.end()

  const dark = await openPage(browser, app.url, { dark: true })
  await signIn(dark, app.url, viewer, '/login?next=/company/tasks')
  await dark.locator('[data-task]').first().waitFor()
  assert.equal(await dark.getByRole('button', { name: 'Add a task' }).count(), 0)
  await accessible(dark, 'tasks of the company')
  dark.calm()
  await dark.end()
})

it('each dashboard shows its figures, and each figure the rows behind it', async () => {
  await ask('PUT', `/conversations/${thread.id}/assignment`, { userId: agentId })
  for (const [who, path, dark, figure] of [
    [admin, '/company/dashboard', false, 'open'],
    [agent, '/agent/dashboard', true, 'own_open'],
    [PEOPLE.operator, '/admin/dashboard', false, 'companies_active'],
  ]) {
    const page = await openPage(browser, app.url, { dark })
    await signIn(page, app.url, who, `/login?next=${path}`)
    const card = page.locator(`[data-figure="${figure}"]`)
    await card.waitFor()
    await accessible(page, path)
    await Promise.all([page.waitForResponse(/period=30d/), page.getByRole('button', { name: '30 days' }).click()])
    await page.getByRole('button', { name: '30 days', pressed: true }).waitFor()
    const counted = Number((await card.locator('span').nth(1).textContent()).replace(/\D/g, ''))
    if (path === '/company/dashboard') {
      // The period before had none of it, so the figure of this one stands beside it, and has a course.
      await page.locator('[data-figure="begun"]').getByText('compared with the period before').waitFor({ state: 'attached' })
      for (const part of ['Open conversations by score', 'AI could not answer', 'Unassigned', 'Load']) await page.getByRole('heading', { name: part, exact: true }).waitFor()
      assert.ok(await page.evaluate(() => document.querySelector('main').scrollWidth <= document.querySelector('main').clientWidth))
    }
    if (path === '/agent/dashboard') {
      const scores = page.getByRole('region', { name: 'My open conversations by score' })
      let scored = 0
      for (const band of ['hot', 'warm', 'cold']) {
        const figure = scores.locator(`[data-figure="own_${band}"]`)
        const number = Number((await figure.locator('span').last().textContent()).replace(/\D/g, ''))
        scored += number
        await figure.click()
        await page.getByRole('dialog').locator('[data-row]').nth(Math.max(0, number - 1)).waitFor({ state: number ? 'visible' : 'detached' })
        await page.keyboard.press('Escape')
        await page.getByRole('dialog').waitFor({ state: 'detached' })
      }
      assert.ok(scored <= counted)
      await page.getByRole('region', { name: 'Ratings by stars' }).waitFor()
    }
    await card.click()
    const panel = page.getByRole('dialog')
    await panel.locator('[data-row]').first().waitFor()
    for (const more = panel.getByRole('button', { name: 'More' }); await more.count(); ) await more.click()
    assert.equal(await panel.locator('[data-row]').count(), counted)
    await accessible(page, `${path}: rows`)
    page.calm()
    await page.end()
  }
})

it('the dashboard and the tasks fit on a phone', async () => {
  for (const [path, shown] of [['/agent/dashboard', '[data-figure]'], ['/agent/tasks', '[data-task]']]) {
    const page = await openPage(browser, app.url, { width: 390, height: 844 })
    await signIn(page, app.url, agent, `/login?next=${path}`)
    await page.locator(shown).first().waitFor()
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), path)
    await accessible(page, `${path} on a phone`)
    page.calm()
    await page.end()
  }
})

it('the day is begun with what is most urgent, and the profile tells how one does', async () => {
  const page = await openPage(browser, app.url)
  await signIn(page, app.url, agent, '/login?next=/agent/dashboard')
  await page.getByRole('button', { name: 'Start with the most urgent' }).click()
  await page.waitForURL(new RegExp(`/agent/conversations/${thread.id}`))
  await page.goto(`${app.url}/agent/profile`)
  await page.locator('[data-figure="own_won"]').waitFor()
  await page.getByRole('switch', { name: 'Compact lists' }).click()
  await accessible(page, 'profile with history')
  await page.goto(`${app.url}/agent/conversations`)
  assert.equal((await page.getByRole('option').first().boundingBox()).height, 68)
  page.calm()
  await page.end()
})

it('can be installed, and its worker is served', async () => {
  const manifest = await (await fetch(`${app.url}/manifest.webmanifest`)).json()
  assert.equal(manifest.id, '/')
  assert.ok(manifest.icons.some(({ purpose }) => purpose === 'maskable'))
  const page = await (await fetch(`${app.url}/login`)).text()
  for (const [, path] of page.matchAll(/rel="apple-touch-icon" href="([^"]+)"/g)) assert.equal((await fetch(app.url + path)).headers.get('content-type'), 'image/png')
  assert.match(page, /rel="apple-touch-icon"/)
  assert.match(page, /name="theme-color"/)
  for (const { src } of manifest.icons) assert.equal((await fetch(app.url + src)).status, 200, src)
  const worker = await fetch(`${app.url}/push.js`)
  assert.match(worker.headers.get('content-type'), /javascript/)
})

it('who is given a task is told, and sees what became of the transfers they asked for', async () => {
  const asAgent = await askAs(app.url, agent)
  const page = await openPage(browser, app.url)
  await signIn(page, app.url, agent, '/login?next=/agent/tasks')
  await page.getByRole('status').filter({ hasText: 'Online' }).waitFor()
  await ask('POST', '/tasks', { title: 'Wrap the shawl', dueAt: new Date(Date.now() + 86_400_000 * 3).toISOString(), assigneeId: agentId })
  await page.locator('[data-task]').filter({ hasText: 'Wrap the shawl' }).waitFor()
  await page.locator('main').focus()
  await page.keyboard.press('b')
  await page.getByText('Siti gave you a task: Wrap the shawl').waitFor()
  await page.keyboard.press('Escape')

  await ask('PUT', `/conversations/${thread.id}/assignment`, { userId: agentId })
  const { id } = await asAgent('POST', `/conversations/${thread.id}/transfer-requests`, { reason: 'My shift ends' })
  await ask('PUT', `/transfer-requests/${id}/refusal`, { answer: 'Please finish this one' })
  const own = page.getByRole('region', { name: 'My transfer requests' })
  await page.reload()
  await own.getByText('Declined by Siti').waitFor()
  await own.getByText('Please finish this one').waitFor()
  await accessible(page, 'own transfer requests')
  await asAgent('POST', `/conversations/${thread.id}/transfer-requests`, { reason: 'I am ill' })
  await page.reload()
  await own.getByText('Waits for an answer').waitFor()
  await own.getByRole('button', { name: 'Take back' }).click()
  await own.getByText('Taken back').waitFor()
  page.calm()
  await page.end()
})

it('the bars of a chart and the stages lead to their rows, the load says who is at work, and the platform’s rows lead on', async () => {
  const boss = await openPage(browser, app.url)
  await signIn(boss, app.url, admin, '/login?next=/company/dashboard')
  const panel = boss.getByRole('dialog')
  await boss.locator('[data-bar] [data-series]').last().click()
  await panel.locator('[data-row]').first().waitFor()
  await boss.keyboard.press('Escape')
  await panel.waitFor({ state: 'detached' })
  const chart = boss.getByRole('figure', { name: 'Who answered first' })
  await chart.getByRole('combobox').selectOption({ index: 1 })
  await panel.locator('[data-row]').first().waitFor()
  await accessible(boss, 'rows of a day')
  await boss.keyboard.press('Escape')
  await panel.waitFor({ state: 'detached' })
  await boss.getByRole('button', { name: /Lim At work/ }).waitFor()
  await (await askAs(app.url, agent))('PUT', '/me/availability', { available: false })
  await boss.reload()
  await boss.getByRole('button', { name: /Lim Away/ }).waitFor()
  await (await askAs(app.url, agent))('PUT', '/me/availability', { available: true })
  boss.calm()
  await boss.end()

  const own = await openPage(browser, app.url)
  await signIn(own, app.url, agent, '/login?next=/agent/dashboard')
  const stage = own.locator('[data-stage]').first()
  await stage.waitFor()
  const counted = Number((await stage.locator('span').last().textContent()).replace(/\D/g, ''))
  await stage.click()
  await own.getByRole('dialog').waitFor()
  await own.getByRole('dialog').locator('[data-row]').nth(Math.max(0, counted - 1)).or(own.getByText('Nothing is counted here')).first().waitFor()
  assert.equal(await own.getByRole('dialog').locator('[data-row]').count(), counted)
  own.calm()
  await own.end()

  const operator = await openPage(browser, app.url)
  await signIn(operator, app.url, PEOPLE.operator, '/login?next=/admin/dashboard')
  for (const figure of ['ai_share', 'ai_cost']) await operator.locator(`[data-figure="${figure}"]`).waitFor()
  await operator.getByRole('figure', { name: 'Messages sent per day' }).getByRole('combobox').selectOption({ index: 1 })
  await operator.getByRole('dialog').locator('[data-row] a').first().click()
  await operator.waitForURL(/\/admin\/companies\/[0-9a-f-]{36}/)
  operator.calm()
  await operator.end()
})

it('an iPhone is told how to take push, and a page that is opened without a network says so in one’s language', async () => {
  const context = await browser.newContext({ userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1', viewport: { width: 390, height: 844 }, locale: 'ms' })
  const page = await openPage(browser, app.url, { context, allow: [/ERR_INTERNET_DISCONNECTED/, /Failed to load resource/] })
  await page.addInitScript(() => delete window.PushManager)
  await signIn(page, app.url, agent, '/login?next=/agent/profile')
  await page.getByRole('note').getByText(/home screen|Skrin Utama/).waitFor()
  await accessible(page, 'push on an iPhone')

  await page.evaluate(async () => {
    await navigator.serviceWorker.ready
    localStorage.setItem('sembang.language', 'ms')
  })
  await context.setOffline(true)
  await page.goto(`${app.url}/agent/tasks`)
  await page.getByRole('heading', { name: 'Tiada sambungan' }).waitFor()
  await accessible(page, 'without a network')
  await context.setOffline(false)
  await page.waitForFunction(() => document.querySelector('main h1')?.id !== 'title')
  assert.match(page.url(), /\/agent\/tasks$/)
  await page.end()
})
