// What a finger is to hit on a phone: 44 pixels where one works all day, 24 on every page an agent has.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { after, before, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { askAs, openBrowser, openPage, PEOPLE, signIn, startApp } from './app.mjs'

const source = readFileSync(join(dirname(fileURLToPath(import.meta.url)), '..', 'src', 'app', 'router.ts'), 'utf8')
const ELSEWHERE = [...source.matchAll(/\bpath: '(\/agent\/[^':]+)'/g)].map(([, path]) => path)
let app, browser, talk
before(async () => {
  app = await startApp()
  browser = await openBrowser()
  const ask = await askAs(app.url, PEOPLE.agent)
  talk = `/agent/conversations/${(await ask('GET', '/conversations?view=mine&status=open')).items[0].id}`
})
after(async () => {
  await browser?.close()
  await app?.stop()
})

/** What is smaller, by itself, with its label and with what around it answers for it; a link within a sentence is as high as its line. */
const tooSmall = (page, least) =>
  page.evaluate(most => {
    const TARGETS = 'button, a[href], select, textarea, summary, input:not([type=hidden]), [role=button], [role=tab], [role=radio], [role=switch], [role=checkbox], [role=menuitem], [role=option]'
    const box = one => one.getBoundingClientRect()
    const fits = ({ width, height }) => width >= most - 0.5 && height >= most - 0.5
    const seen = one => one.checkVisibility({ visibilityProperty: true }) && !one.closest('[aria-hidden=true], .sr-only, [inert]') && box(one).width > 2
    const labels = one => [...(one.labels ?? []), one.closest('label')].filter(Boolean)
    const answers = one => {
      one.scrollIntoView({ block: 'center', inline: 'center' })
      const { left, top, width, height } = box(one)
      const [x, y, reach] = [left + width / 2, top + height / 2, most / 2 - 1]
      return [[0, -reach], [0, reach], [-reach, 0], [reach, 0]].every(([dx, dy]) => {
        const hit = document.elementFromPoint(Math.min(innerWidth - 1, Math.max(0, x + dx)), Math.min(innerHeight - 1, Math.max(0, y + dy)))
        return hit && (one.contains(hit) || labels(one).some(label => label.contains(hit)))
      })
    }
    // What stands behind a dialog is not to be hit.
    return [...(document.querySelector('[role=dialog]') ?? document).querySelectorAll(TARGETS)]
      .filter(one => seen(one) && !one.disabled && !(one.tagName === 'A' && getComputedStyle(one).display === 'inline'))
      .filter(one => !fits(box(one)) && !labels(one).some(label => fits(box(label))) && !answers(one))
      .map(one => `${one.tagName} ${one.getAttribute('role') ?? ''} ${Math.round(box(one).width)}×${Math.round(box(one).height)} “${(one.getAttribute('aria-label') ?? one.textContent).trim().slice(0, 40)}” ${one.className.toString().slice(0, 50)}`)
  }, least)

async function open(path) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, reducedMotion: 'reduce', locale: 'en-GB' })
  const page = await openPage(browser, app.url, { context })
  await signIn(page, app.url, PEOPLE.agent, `/login?next=${path}`)
  const go = async to => {
    await page.goto(app.url + to)
    await page.locator('h1').first().waitFor({ state: 'attached' })
    await page.waitForFunction(() => !document.querySelector('.late, .animate-pulse, [aria-busy="true"]'))
  }
  return { page, go }
}

it('the list, a conversation, its field, its menus and the tasks are hit by a thumb', async () => {
  const { page, go } = await open('/agent/conversations')
  const wrong = {}
  const look = async where => {
    const small = await tooSmall(page, 44)
    if (small.length) wrong[where] = small
  }
  await page.getByRole('option').first().waitFor()
  await look('list')
  await page.getByRole('button', { name: 'Filter' }).click()
  await page.getByRole('radio').first().waitFor()
  await look('filter')
  await go(talk)
  await page.getByRole('log').locator('article').first().waitFor()
  await page.locator('[data-ready=keys]').waitFor({ state: 'attached' })
  await look('thread')
  await page.getByRole('button', { name: 'Show customer' }).click()
  await page.getByRole('dialog').getByText('Writes from').waitFor()
  await look('customer')
  await page.keyboard.press('Escape')
  await go('/agent/tasks')
  await look('tasks')
  assert.deepEqual(wrong, {})
  await page.end()
})

it('nothing on an agent’s pages is smaller than a fingertip', async () => {
  const { page, go } = await open('/agent/dashboard')
  const wrong = {}
  for (const path of ELSEWHERE) {
    await go(path)
    const small = await tooSmall(page, 24)
    if (small.length) wrong[path] = small
  }
  assert.deepEqual(wrong, {})
  await page.end()
})
