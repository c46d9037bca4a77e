// Ten thousand conversations, and a thread of five thousand messages, against the budgets of the page: nodes and memory,
// how long what is drawn takes, how soon a key is answered, that nothing moves under the reader, and the bytes of fonts.
// The messages are real ones, written beforehand; the list's pages are played here, in the form and by the cursor of the
// real ones. What the server itself takes is measured by HotPathTests and the bench.
// Times are the best of three, for other work slows a machine down; they are printed.
import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { askAs, customers, foundCompany, openBrowser, openPage, PASSWORD, PEOPLE, signIn, startApp } from './app.mjs'

const CONVERSATIONS = 10_000
const MESSAGES = 5_000
const NODES = 1_500
const HEAP = 100_000_000
/** Of 60 frames a second; without a graphics card and beside other work six times that is let pass, and printed. */
const FRAME = { median: 17, p95: 34, slack: 6 }

const KEY_MS = 100
const FONT_BYTES = 50_000
/** From there on browsers call it poor for readers. */

let app, browser, row
before(async () => {
  app = await startApp()
  browser = await openBrowser()
  const ask = await askAs(app.url, PEOPLE.admin)
  ;[row] = (await ask('GET', '/conversations?status=any')).items
})
after(async () => {
  await browser?.close()
  await app?.stop()
})

const id = (kind, n) => `00000000-000${kind}-7000-8000-${String(n).padStart(12, '0')}`
const rowAt = n => ({ ...row, id: id(1, n), contact: { ...row.contact, name: `Customer ${n}` }, updatedAt: new Date(Date.UTC(2026, 10, 27) - n * 60_000).toISOString() })

/** From each key to what is drawn because of it; browsers round to 8 ms and tell nothing of what took less than 16. */
async function keysToPaint(page, keys) {
  await page.evaluate(() => {
    globalThis.slowest = new Map()
    new PerformanceObserver(list => {
      for (const { name, startTime, duration } of list.getEntries()) if (name === 'keydown') globalThis.slowest.set(startTime, duration)
    }).observe({ type: 'event', durationThreshold: 16 })
  })
  for (const key of keys) {
    await page.keyboard.press(key)
    await page.evaluate(() => new Promise(done => requestAnimationFrame(() => setTimeout(done))))
  }
  await page.waitForTimeout(200)
  const slow = await page.evaluate(() => [...globalThis.slowest.values()])
  const all = [...slow, ...Array(Math.max(0, keys.length - slow.length)).fill(16)].sort((one, other) => one - other)
  return { best: all[0], median: all[Math.floor(all.length / 2)] }
}
function prompt(what, { best, median }) {
  console.log(`${what}: ${median} ms from a key to what is drawn in the middle, ${best} at best; budget ${KEY_MS}`)
  assert.ok(best <= KEY_MS * FRAME.slack, `${what}: ${best} ms`)
}

async function scrolled(page, scroller, by, frames) {
  return page.evaluate(
    async ([selector, step, count]) => {
      const box = document.querySelector(selector)
      const took = []
      let before = performance.now()
      for (let n = 0; n < count; n++) {
        box.scrollTop += step
        const now = await new Promise(done => requestAnimationFrame(done))
        took.push(now - before)
        before = now
      }
      took.sort((one, other) => one - other)
      return { median: took[Math.floor(took.length / 2)], p95: took[Math.floor(took.length * 0.95)] }
    },
    [scroller, by, frames],
  )
}
async function best(measure) {
  const runs = []
  for (let n = 0; n < 3; n++) runs.push(await measure())
  return runs.reduce((one, other) => (other.median + other.p95 < one.median + one.p95 ? other : one))
}
function smooth(what, { median, p95 }) {
  console.log(`${what}: frames ${median.toFixed(1)} ms in the middle, ${p95.toFixed(1)} ms at worst of 20; budget ${FRAME.median} and ${FRAME.p95}`)
  assert.ok(median <= FRAME.median * FRAME.slack && p95 <= FRAME.p95 * FRAME.slack, `${what}: ${median} ms, ${p95} ms`)
}
async function weighs(page, what) {
  const { nodes, heap } = await page.evaluate(() => ({ nodes: document.querySelectorAll('*').length, heap: performance.memory.usedJSHeapSize }))
  console.log(`${what}: ${nodes} nodes, ${Math.round(heap / 1e6)} MB`)
  assert.ok(nodes <= NODES, `${what}: ${nodes} nodes`)
  assert.ok(heap <= HEAP, `${what}: ${heap} bytes`)
}

async function opened() {
  // Home and End open what the server has never heard of.
  const page = await openPage(browser, app.url, { allow: [/status of 404/] })
  await page.route(/\/api\/v1\/conversations\?/, async route => {
    const query = new URL(route.request().url()).searchParams
    const from = Number(query.get('after') ?? 0)
    const to = Math.min(CONVERSATIONS, from + Number(query.get('limit') ?? 50))
    const items = Array.from({ length: to - from }, (_, n) => rowAt(from + n))
    await route.fulfill({ json: { items, next: to < CONVERSATIONS ? String(to) : null } })
  })
  await signIn(page, app.url, PEOPLE.admin, '/login?next=/company/conversations')
  await page.getByRole('option').first().waitFor()
  return page
}

it('ten thousand conversations are gone through without a stumble', async () => {
  const page = await opened()
  const list = '[role="listbox"]'
  const scroller = await page.evaluate(selector => {
    for (let box = document.querySelector(selector); box; box = box.parentElement)
      if (/auto|scroll/.test(getComputedStyle(box).overflowY)) return box.setAttribute('data-scroller', ''), '[data-scroller]'
    return null
  }, list)
  assert.ok(scroller)
  const end = page.getByRole('option', { name: new RegExp(`Customer ${CONVERSATIONS - 1}\\b`) })
  const began = Date.now()
  for (let n = 0; n < 600 && !(await end.count()); n++) {
    await page.evaluate(selector => (document.querySelector(selector).scrollTop = 1e9), scroller)
    await page.waitForTimeout(20)
  }
  await end.waitFor()
  console.log(`${CONVERSATIONS} conversations are there after ${Date.now() - began} ms`)
  assert.equal(await end.getAttribute('aria-posinset'), String(CONVERSATIONS))
  await weighs(page, `${CONVERSATIONS} conversations`)
  smooth(`${CONVERSATIONS} conversations`, await best(async () => {
    await page.evaluate(selector => (document.querySelector(selector).scrollTop = 300_000), scroller)
    return scrolled(page, scroller, 120, 90)
  }))
  await page.evaluate(selector => (document.querySelector(selector).scrollTop = 0), scroller)
  await page.getByRole('listbox').focus()
  prompt(`Home and End in ${CONVERSATIONS} conversations`, await keysToPaint(page, ['End', 'Home', 'End', 'Home', 'End', 'Home']))
  page.calm()
  await page.end()
})

/** Where a message is once it has stayed there for five frames. */
const atRest = (page, selector, text) =>
  page.evaluate(async ([selector, text]) => {
    const place = () => [...document.querySelector(selector).querySelectorAll('article')].find(one => one.textContent === text)?.getBoundingClientRect().top ?? 9999
    for (let before = NaN, still = 0; still < 5; before = place()) {
      await new Promise(requestAnimationFrame)
      still = place() === before ? still + 1 : 0
    }
    return place()
  }, [selector, text])

/** A conversation of that many real messages: who writes alone may write only so much a minute. */
async function longThread(ask, stamp) {
  const { writes, ids } = await customers(app.url, ask)
  await writes('Aina', 'Message 1.')
  await ask('PUT', `/conversations/${ids.Aina}/takeover`)
  const writers = [ask]
  for (let n = 0; n < 4; n++) {
    const email = `writer${n}@besar-${stamp}.demo`
    await ask('POST', '/users', { name: `Writer ${n}`, email, role: 'company_admin', language: 'en', password: PASSWORD })
    writers.push(await askAs(app.url, email))
  }
  const { messageCount } = await ask('GET', `/conversations/${ids.Aina}`)
  let next = messageCount + 1
  const write = async one => {
    for (let seq = next++; seq <= MESSAGES; seq = next++)
      await one('POST', `/conversations/${ids.Aina}/messages`, { type: 'text', text: `Message ${seq}. ${'It goes on for a while. '.repeat(seq % 7)}`.trim() })
  }
  await Promise.all(writers.map(write))
  assert.equal((await ask('GET', `/conversations/${ids.Aina}`)).messageCount, MESSAGES)
  return ids.Aina
}

it('a thread of five thousand messages opens at once, answers keys, and older pages leave what is read where it is', async () => {
  const stamp = Math.random().toString(36).slice(2, 8)
  const email = `admin@besar-${stamp}.demo`
  await foundCompany(app.url, { name: `Besar ${stamp}`, slug: `besar-${stamp}`, email })
  const began = Date.now()
  const long = await longThread(await askAs(app.url, email), stamp)
  console.log(`${MESSAGES} messages are written after ${Math.round((Date.now() - began) / 1000)} s`)

  const page = await openPage(browser, app.url)
  // What is read has come to rest before older ones come.
  await page.route(/\/messages\?.*before=/, async route => {
    await new Promise(done => setTimeout(done, 400))
    await route.continue()
  })
  await signIn(page, app.url, email, '/login?next=/company/conversations')
  const times = []
  for (let n = 0; n < 3; n++) {
    await page.goto(`${app.url}/company/conversations`)
    const only = page.getByRole('option').first()
    await only.hover()
    const began = Date.now()
    await only.click()
    await page.getByRole('log').locator('article').last().waitFor()
    times.push(Date.now() - began)
  }
  assert.ok(page.url().endsWith(long))
  console.log(`A thread opens in ${Math.min(...times)} ms; budget 300`)
  assert.ok(Math.min(...times) <= 300 * FRAME.slack, `${times} ms`)

  const log = '[role="log"]'
  await page.waitForTimeout(400)
  let worst = 0
  for (let pages = 0; pages < 20; pages++) {
    const loaded = page.waitForResponse(/messages\?.*before=/)
    const seen = await page.evaluate(selector => {
      const box = document.querySelector(selector)
      box.scrollTop = 60
      const read = [...box.querySelectorAll('article')].find(one => one.getBoundingClientRect().top >= box.getBoundingClientRect().top)
      return read.textContent
    }, log)
    const top = await atRest(page, log, seen)
    await loaded
    const moved = Math.abs((await atRest(page, log, seen)) - top)
    worst = Math.max(worst, moved)
  }
  console.log(`Over 20 older pages what was read moved by ${worst.toFixed(1)} px at most`)
  assert.ok(worst <= 8, `${worst} px`)
  await weighs(page, 'A thread of 1,050 of 5,000')
  smooth('The thread', await best(async () => {
    await page.evaluate(selector => (document.querySelector(selector).scrollTop = 20_000), log)
    return scrolled(page, log, 60, 90)
  }))
  await page.keyboard.press('r')
  await page.getByRole('textbox', { name: 'Reply' }).and(page.locator(':focus')).waitFor()
  prompt('Typing in the thread', await keysToPaint(page, [...'selamat']))
  page.calm()
  await page.end()
})

it('the first load brings one font', async () => {
  const page = await openPage(browser, app.url)
  await signIn(page, app.url, PEOPLE.admin, `/login?next=/company/conversations/${row.id}`)
  await page.reload()
  await page.getByRole('log').locator('article').first().waitFor()
  await page.getByRole('region', { name: 'Tags and fields' }).waitFor()
  await page.evaluate(() => document.fonts.ready)
  const fonts = await page.evaluate(() => performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.woff2')).map(({ name, decodedBodySize }) => ({ name, bytes: decodedBodySize })))
  const bytes = fonts.reduce((sum, one) => sum + one.bytes, 0)
  console.log(`The first load brings ${bytes} bytes of fonts; budget ${FONT_BYTES}`)
  assert.ok(bytes > 0 && bytes <= FONT_BYTES, JSON.stringify(fonts))
  page.calm()
  await page.end()
})
