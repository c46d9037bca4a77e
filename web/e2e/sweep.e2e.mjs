// Every page of the router's list, in the light and in the dark, wide and on a phone, and in each language: nothing for axe
// to find, nothing wider than the window, and not a word of complaint in the console. A new route is swept by itself; one
// with a parameter fails here until it is said what to put there.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { accessible, askAs, openBrowser, openPage, PEOPLE, signIn, startApp } from './app.mjs'

const source = readFileSync(join(dirname(fileURLToPath(import.meta.url)), '..', 'src', 'app', 'router.ts'), 'utf8')
const ROUTES = [...source.matchAll(/\bpath: '([^']+)',\s*(redirect)?/g)].filter(([, path, redirect]) => !redirect && path !== '/' && !path.includes(':rest')).map(([, path]) => path)
const WHO = { agent: PEOPLE.agent, company: PEOPLE.admin, admin: PEOPLE.operator }
const WIDE = { width: 1440, height: 900 }
const PHONE = { width: 390, height: 844 }

let app, browser
/** What stands for the parameters of a route: each path is visited. */
const CONCRETE = {
  '/c/:slug': () => ['/c/kedai-batik'],
  '/agent/conversations/:id?': async () => ['/agent/conversations', `/agent/conversations/${(await first(PEOPLE.agent, '/conversations?view=mine&status=any')).id}`],
  '/company/conversations/:id?': async () => ['/company/conversations', `/company/conversations/${(await first(PEOPLE.admin, '/conversations?status=any')).id}`],
  '/company/assistant/:id': async () => [`/company/assistant/${(await first(PEOPLE.admin, '/model-versions')).id}`],
  '/admin/companies/:id': async () => [`/admin/companies/${(await first(PEOPLE.operator, '/companies')).id}`],
}
const first = async (who, path) => (await (await askAs(app.url, who))('GET', path)).items[0]
const areaOf = path => Object.keys(WHO).find(area => path.startsWith(`/${area}/`)) ?? 'outside'

const places = {}
before(async () => {
  app = await startApp()
  browser = await openBrowser()
  for (const route of ROUTES) {
    assert.ok(!route.includes(':') || CONCRETE[route], `What is to be visited for ${route}?`)
    for (const path of CONCRETE[route] ? await CONCRETE[route]() : [route]) (places[areaOf(route)] ??= []).push(path)
  }
})
after(async () => {
  await browser?.close()
  await app?.stop()
})

/** As a link of the application would, without loading all of it again. */
async function goTo(page, path) {
  await page.evaluate(to => {
    history.pushState(null, '', to)
    dispatchEvent(new PopStateEvent('popstate', { state: null }))
  }, path)
  await settled(page, path)
}

async function settled(page, path) {
  await page.waitForFunction(to => location.pathname === to, path)
  await page.locator('h1').first().waitFor({ state: 'attached' })
  await page.waitForFunction(() => !document.querySelector('.late, .animate-pulse, [aria-busy="true"]'))
}

async function within(page, where) {
  const wider = await page.evaluate(() =>
    [document.documentElement, document.querySelector('main')].flatMap(one => (one && one.scrollWidth > one.clientWidth ? [`${one.tagName} ${one.scrollWidth} of ${one.clientWidth}`] : [])))
  assert.deepEqual(wider, [], `${where}: wider than the window`)
}

async function open(area, options) {
  const page = await openPage(browser, app.url, options)
  if (area === 'outside') await page.goto(`${app.url}/login`)
  else await signIn(page, app.url, WHO[area])
  return page
}

describe('every page', { concurrency: 2 }, () => {
  for (const area of [...Object.keys(WHO), 'outside']) {
    it(`is whole in the light and in the dark, wide and on a phone: ${area}`, async () => {
      const page = await open(area, WIDE)
      for (const path of places[area]) {
        await page.setViewportSize(WIDE)
        await goTo(page, path)
        for (const size of [WIDE, PHONE]) {
          await page.setViewportSize(size)
          for (const colorScheme of ['light', 'dark']) {
            await page.emulateMedia({ colorScheme })
            await page.waitForFunction(dark => document.documentElement.classList.contains('dark') === dark, colorScheme === 'dark')
            await settled(page, path)
            const where = `${path}, ${colorScheme}, ${size.width} px`
            await within(page, where)
            await accessible(page, where)
          }
        }
        assert.doesNotThrow(page.calm, path)
      }
      await page.end()
    })
  }

  for (const language of ['ms', 'zh', 'ta']) {
    it(`is whole in another language: ${language}`, async () => {
      for (const area of Object.keys(WHO)) {
        const page = await openPage(browser, app.url, { ...WIDE, locale: language })
        // As it is for somebody who has chosen it; what the demo's people chose stays.
        await page.route(/\/api\/v1\/(auth\/(login|refresh)|me)$/, async route => {
          const response = await route.fetch()
          const body = await response.json()
          Object.assign(body.user ?? body, { language })
          await route.fulfill({ response, json: body })
        })
        await signIn(page, app.url, WHO[area])
        await page.waitForFunction(wanted => document.documentElement.lang === wanted, language)
        for (const path of places[area]) {
          await goTo(page, path)
          assert.equal(await page.evaluate(() => document.documentElement.lang), language)
          await within(page, `${path}, ${language}`)
          await accessible(page, `${path}, ${language}`)
        }
        page.calm()
        await page.end()
      }
    })
  }
})
