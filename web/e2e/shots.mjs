// Pictures for the documentation, 1440x900, of the demo's own companies: `node web/e2e/shots.mjs`, or only some of them:
// `node web/e2e/shots.mjs inbox company-leads`. Without names docs/pages.md, which shows them all, is written too. Look at
// each before it is committed. Needs fonts for Chinese and Tamil: apt-get install fonts-noto-core fonts-noto-cjk.
import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openBrowser, openPage, PEOPLE, signIn, startApp } from './app.mjs'

const LARGEST = 300_000
const LARGEST_TOGETHER = 3_000_000
const docs = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'docs')
const folder = join(docs, 'images')

/** Every page by who sees it, with what it is for. `dark` and `phone` show it so. */
const pages = {
  'Outside': [
    { name: 'sign-in', path: '/login', text: 'Signing in' },
    { name: 'phone', path: '/demo/phone', text: 'The demo: a phone for each channel, to write as a customer' },
  ],
  'An agent': [
    { name: 'agent-dashboard', path: '/agent/dashboard', text: 'What waits for me, and how I do' },
    { name: 'agent-inbox-phone', path: '/agent/conversations', text: 'The inbox on a phone', phone: true },
    { name: 'agent-leads', path: '/agent/leads', text: 'My leads by stage' },
    { name: 'agent-tasks', path: '/agent/tasks', text: 'What is due' },
    { name: 'agent-profile', path: '/agent/profile', text: 'My details, hours and notices' },
  ],
  'A company': [
    { name: 'company-dashboard', path: '/company/dashboard', text: 'Who answered, who waits, who has how much' },
    { name: 'company-inbox-dark', path: '/company/conversations', text: 'The inbox over everything, in the dark', dark: true, open: true },
    { name: 'company-unassigned', path: '/company/conversations/unassigned', text: 'What nobody has, and who could take it' },
    { name: 'company-handoffs', path: '/company/handoffs', text: 'What the assistant has left to people' },
    { name: 'company-leads', path: '/company/leads', text: 'All leads by stage' },
    { name: 'company-contacts', path: '/company/contacts', text: 'People, segments, import' },
    { name: 'company-products', path: '/company/products', text: 'The catalog' },
    { name: 'company-packages', path: '/company/packages', text: 'Packages of products' },
    { name: 'company-templates', path: '/company/templates', text: 'Answers that have worked' },
    { name: 'company-canned', path: '/company/templates/messages', text: 'Canned replies and macros' },
    { name: 'company-knowledge', path: '/company/knowledge', text: 'What the assistant knows from' },
    { name: 'company-assistant', path: '/company/assistant', text: 'The assistant and its versions' },
    { name: 'company-bench', path: '/company/assistant/tests', text: 'Trying it before customers do' },
    { name: 'company-setup', path: '/company/setup', text: 'The first ten minutes' },
    { name: 'company-channels', path: '/company/channels', text: 'Connections to the vendors' },
    { name: 'company-users', path: '/company/users', text: 'People, roles and teams' },
    { name: 'company-outlets', path: '/company/outlets', text: 'Outlets' },
    { name: 'company-settings', path: '/company/settings', text: 'Hours, assignment, service levels' },
    { name: 'company-security', path: '/company/security', text: 'Sign-in, keys and the audit log' },
    { name: 'company-privacy', path: '/company/privacy', text: 'Consent, copies and erasure' },
  ],
  'The platform': [
    { name: 'admin-dashboard', path: '/admin/dashboard', text: 'How the platform does' },
    { name: 'admin-companies', path: '/admin/companies', text: 'Companies' },
    { name: 'admin-templates', path: '/admin/templates', text: 'The library of answers' },
    { name: 'admin-industries', path: '/admin/industries', text: 'Industries' },
    { name: 'admin-settings', path: '/admin/settings', text: 'Settings of the platform' },
    { name: 'admin-audit', path: '/admin/audit', text: 'Who did what' },
  ],
}
const WHO = { agent: PEOPLE.agent, company: PEOPLE.admin, admin: PEOPLE.operator }

async function visit(page, url, { path, open }) {
  const who = WHO[path.split('/')[1]]
  if (who) await signIn(page, url, who, `/login?next=${path}`)
  else await page.goto(url + path)
  await page.locator('h1').first().waitFor({ state: 'attached' })
  if (open) {
    await page.getByRole('option').first().click()
    await page.getByRole('log').locator('article').first().waitFor()
    await page.getByRole('region', { name: 'Tags and fields' }).waitFor()
  }
  await page.waitForLoadState('networkidle', { timeout: 3000 }).catch(() => {})
  await page.locator('[aria-busy="true"], .late').first().waitFor({ state: 'detached', timeout: 5000 }).catch(() => {})
  await page.mouse.move(720, 20)
}

const shots = {
  async inbox(page, url) {
    await signIn(page, url, PEOPLE.agent)
    await page.getByRole('option').first().click()
    await page.getByRole('log').locator('article').first().waitFor()
    // What stands beside the thread comes after it.
    await page.getByRole('region', { name: 'Tags and fields' }).waitFor()
    await page.getByText('Worked out').waitFor()
    await page.waitForLoadState('networkidle', { timeout: 3000 }).catch(() => {})
    await page.mouse.move(720, 20)
  },
  async shop(page, url) {
    await page.goto(`${url}/demo/shop`)
    await page.getByRole('button', { name: 'Open chat' }).click()
    const chat = page.frameLocator('sembang-chat iframe')
    for (const [question, answer] of [
      ['Hi, how much is the Songket Pengantin?', 'Songket Pengantin costs'],
      ['What are your opening hours?', '10 am to 7 pm'],
    ]) {
      await chat.getByRole('textbox').fill(question)
      await chat.getByRole('textbox').press('Enter')
      await chat.getByRole('log').getByText(answer).waitFor()
    }
    await page.mouse.move(720, 20)
  },
}

const wanted = process.argv.slice(2)
const app = await startApp()
const browser = await openBrowser()
mkdirSync(folder, { recursive: true })
let together = 0

async function shoot(name, kind, go, options) {
  if (wanted.length && !wanted.includes(name)) return
  const page = await openPage(browser, app.url, options)
  await go(page, app.url)
  await page.evaluate(() => document.fonts.ready)
  await page.waitForFunction(() => document.getAnimations().every(one => one.playState !== 'running' || one.effect?.getTiming().iterations === Infinity))
  page.calm()
  const file = join(folder, `${name}.${kind}`)
  await page.screenshot(kind === 'jpg' ? { path: file, type: 'jpeg', quality: 60 } : { path: file })
  const { size } = statSync(file)
  together += size
  if (size > LARGEST) throw new Error(`${file} is ${size} bytes, more than ${LARGEST}`)
  console.log(`${name}.${kind} ${Math.round(size / 1000)} kB`)
  await page.end()
}

try {
  for (const [name, go] of Object.entries(shots)) await shoot(name, 'png', go)
  for (const one of Object.values(pages).flat())
    await shoot(one.name, 'jpg', (page, url) => visit(page, url, one), { dark: one.dark, ...(one.phone && { width: 390, height: 844 }) })
  if (together > LARGEST_TOGETHER) throw new Error(`All pictures are ${together} bytes together, more than ${LARGEST_TOGETHER}`)
  if (!wanted.length) writeFileSync(join(docs, 'pages.md'), gallery())
} finally {
  await browser.close()
  await app.stop()
}

/** The page of the documentation that shows them all. */
function gallery() {
  const shown = ({ name, path, text }) => `**${text}**<br>\`${path}\`<br>![${text}](images/${name}.jpg)`
  const rows = all => all.map((one, index) => (index % 2 ? null : `| ${shown(one)} | ${all[index + 1] ? shown(all[index + 1]) : ''} |`)).filter(Boolean)
  const parts = Object.entries(pages).map(([who, all]) => [`## ${who}`, '| | |', '|---|---|', ...rows(all)].join('\n'))
  return ['# Pages', 'Made by `node web/e2e/shots.mjs` from the demo. The inbox and the chat on a website stand in the [README](../README.md).', ...parts].join('\n\n').replaceAll('\n\n| | |', '\n| | |') + '\n'
}
