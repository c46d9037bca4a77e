// Pictures for the documentation, 1440x900, of the demo's own companies: `node web/e2e/shots.mjs`. Look at each before
// it is committed. Needs fonts for Chinese and Tamil: apt-get install fonts-noto-core fonts-noto-cjk.
import { mkdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openBrowser, openPage, PEOPLE, signIn, startApp } from './app.mjs'

const LARGEST = 300_000
const folder = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'docs', 'images')

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

const app = await startApp()
const browser = await openBrowser()
mkdirSync(folder, { recursive: true })
try {
  for (const [name, go] of Object.entries(shots)) {
    const page = await openPage(browser, app.url)
    await go(page, app.url)
    await page.evaluate(() => document.fonts.ready)
    await page.waitForFunction(() => document.getAnimations().every(one => one.playState !== 'running'))
    page.calm()
    const file = join(folder, `${name}.png`)
    await page.screenshot({ path: file })
    const { size } = statSync(file)
    if (size > LARGEST) throw new Error(`${file} is ${size} bytes, more than ${LARGEST}`)
    console.log(`${name}.png ${Math.round(size / 1000)} kB`)
    await page.end()
  }
} finally {
  await browser.close()
  await app.stop()
}
