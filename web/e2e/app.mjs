// The product as a browser meets it: starts the built application with a home of its own on a free port, and opens
// pages that fail the test on console errors, page errors, violations of the content security policy and requests
// to any other host. With SEMBANG_URL set, an application that already runs is used instead.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

export const PASSWORD = 'demo-sembang'
export const PEOPLE = {
  operator: 'super@sembang.demo',
  admin: 'admin@kedai.demo',
  agent: 'aina@kedai.demo',
  otherAgent: 'wei@kedai.demo',
  otherCompany: 'admin@klinik.demo',
}

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const AXE = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }

const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer().on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })

/** Until the attempt is true; fails with what was waited for. */
export async function until(what, attempt, ms = 15_000) {
  const end = Date.now() + ms
  for (;;) {
    if (await attempt()) return
    assert.ok(Date.now() < end, `${what} within ${ms / 1000} s`)
    await new Promise(resolve => setTimeout(resolve, 200))
  }
}

/** Takes back what the newest notice with these words says was done. */
export const undo = (page, words) =>
  page.getByRole('status', { name: 'Notices' }).locator(':scope > div', { hasText: words }).last().getByRole('button', { name: 'Undo' }).click()

/** The running application. `stop()` ends it and, unless it is kept, removes its home; `kill()` ends it as a power cut would. */
export async function startApp({ home = mkdtempSync(join(tmpdir(), 'sembang-e2e-')), port, env = {} } = {}) {
  if (process.env.SEMBANG_URL) return { url: process.env.SEMBANG_URL, home: null, stop: async () => {}, kill: async () => {} }
  const launcher = join(root, 'sembang')
  assert.ok(existsSync(launcher), `${launcher} does not exist`)
  const listensOn = port ?? (await freePort())
  const url = `http://localhost:${listensOn}`
  let said = ''
  const child = spawn(launcher, [], {
    cwd: root,
    // A test may play the server of a language model.
    env: { ...process.env, PORT: String(listensOn), SEMBANG_HOME: home, SEMBANG_DEMO: 'true', LLM_PRIVATE_HOSTS: '127.0.0.1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise(resolve => child.once('exit', resolve))
  for (const stream of [child.stdout, child.stderr]) stream.on('data', bytes => (said = (said + bytes).slice(-20_000)))
  await until(
    `The application is up at ${url}`,
    async () => {
      assert.equal(child.exitCode, null, `The application ended at its start:\n${said}`)
      return fetch(`${url}/actuator/health`).then(answer => answer.ok, () => false)
    },
    300_000,
  ).catch(problem => {
    child.kill('SIGKILL')
    throw new Error(`${problem.message}\n${said}`)
  })
  return {
    url,
    home,
    port: listensOn,
    output: () => said,
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
    async stop({ keep = false } = {}) {
      child.kill('SIGTERM')
      await ended
      if (!keep) rmSync(home, { recursive: true, force: true })
    },
  }
}

export const openBrowser = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync',
    ],
  })

/**
 * A page of its own, like a browser nobody has used, or another tab of the same with `context`. What goes wrong in it
 * is collected; `calm()` fails on it. `allow` names console errors that the test brings about itself, `origins` who
 * may be asked besides the application.
 */
export async function openPage(browser, url, { dark = false, width = 1440, height = 900, locale = 'en-GB', allow = [], origins = [], context: shared } = {}) {
  const context = shared ?? (await browser.newContext({ viewport: { width, height }, colorScheme: dark ? 'dark' : 'light', locale }))
  const page = await context.newPage()
  const wrong = []
  const allowed = text => allow.some(pattern => pattern.test(text))
  await page.exposeBinding('__violated', (_source, what) => wrong.push(`Security policy: ${what}`))
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', event => globalThis.__violated(`${event.violatedDirective} ${event.blockedURI}`))
  })
  page.on('console', message => {
    if (message.type() === 'error' && !allowed(message.text())) wrong.push(`Console: ${message.text()} ${message.location().url}`)
  })
  page.on('pageerror', problem => wrong.push(`Page: ${problem.stack ?? problem.message}`))
  page.on('request', request => {
    const asked = request.url()
    if (![url, ...origins].some(origin => asked.startsWith(`${origin}/`)) && !/^(data|blob):/.test(asked)) wrong.push(`Foreign request: ${asked}`)
  })
  return Object.assign(page, {
    calm: () => assert.deepEqual(wrong, []),
    end: () => context.close(),
  })
}

export async function signIn(page, url, email, path = '/login') {
  await page.goto(url + path)
  await page.fill('#email', email)
  await page.fill('#password', PASSWORD)
  await page.keyboard.press('Enter')
  await page.waitForURL(address => address.pathname !== '/login')
  await page.locator('main h1').first().waitFor({ state: 'attached' })
}

/** The staff's API, as somebody signed in: `await ask('GET', '/conversations')`. */
export async function askAs(url, email) {
  const call = async (method, path, body, token) => {
    const answer = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { 'Content-Type': 'application/json', Origin: url, 'X-Sembang': '1', ...(token && { Authorization: `Bearer ${token}` }) },
      body: body && JSON.stringify(body),
    })
    const text = await answer.text()
    assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`)
    return text && JSON.parse(text)
  }
  const { accessToken } = await call('POST', '/auth/login', { email, password: PASSWORD })
  return (method, path, body) => call(method, path, body, accessToken)
}

/** A company of the test's own, made by the operator, with an admin who has the demo's password. */
export async function foundCompany(url, { slug, email, admin = 'Siti', ...company }) {
  const operator = await askAs(url, PEOPLE.operator)
  return operator('POST', '/companies', { country: 'MY', preferredLanguage: 'en', slug, ...company, admin: { name: admin, email, password: PASSWORD } })
}

/** Customers of a company's website, made for it: `writes` says something as the one of that name, `ids` has their conversations. */
export async function customers(url, ask) {
  const { siteKey } = await ask('POST', '/channel-accounts', { channel: 'webchat', name: 'Site' })
  const tokens = {}
  const ids = {}
  const post = async (path, body, token) =>
    (await fetch(`${url}/widget/v1${path}`, { method: 'POST', headers: { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) }, body: JSON.stringify(body) })).json()
  async function writes(name, text) {
    const known = name in tokens
    tokens[name] ??= (await post('/sessions', { site_key: siteKey })).session_token
    await post('/messages', { client_message_id: `c-${Math.random().toString(36).slice(2)}`, type: 'text', text }, tokens[name])
    if (known) return
    const [thread] = (await ask('GET', '/conversations?status=any')).items
    ids[name] = thread.id
    await ask('PATCH', `/contacts/${thread.contact.id}`, { name })
  }
  return { writes, ids }
}

/** No finding of axe on what is shown now. */
export async function accessible(page, where) {
  // What comes in while axe looks does not fade in, half seen.
  await (page.emulateMedia ? page : page.page()).emulateMedia({ reducedMotion: 'reduce' })
  await page.waitForFunction(() => document.getAnimations().every(one => one.playState !== 'running' || one.effect?.getTiming().iterations === Infinity))
  await page.evaluate(`${axeSource};0`)
  const { violations } = await page.evaluate(options => globalThis.axe.run(document, options), AXE)
  const found = violations.map(({ id, nodes }) => `${where}: ${id} (${nodes.length}) ${nodes[0].html.slice(0, 200)} ${nodes[0].failureSummary}`)
  assert.deepEqual(found, [])
}
