import { after, before, describe, it } from 'node:test'
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

for (const dark of [false, true]) {
  describe(dark ? 'in the dark' : 'in the light', () => {
    const visit = (name, options, walk) =>
      it(name, async () => {
        const page = await openPage(browser, app.url, { dark, ...options })
        await walk(page)
        page.calm()
        await page.end()
      })

    visit('anyone sees the sign-in page', {}, async page => {
      await page.goto(`${app.url}/login`)
      await page.getByRole('heading', { name: 'Sign in' }).waitFor()
      await accessible(page, 'sign-in')
      await page.getByRole('button', { name: 'Sign in', exact: true }).click()
      await page.getByText('Enter your e-mail address').waitFor()
      await accessible(page, 'sign-in with missing fields')
    })

    visit('a wrong address says so', {}, async page => {
      await page.goto(`${app.url}/nowhere`)
      await page.getByRole('heading', { name: 'There is no such page' }).waitFor({ state: 'attached' })
      await accessible(page, 'not found')
    })

    visit('an agent reads a conversation', {}, async page => {
      await signIn(page, app.url, PEOPLE.agent)
      await page.getByRole('option').first().waitFor()
      await accessible(page, 'agent inbox')
      await page.getByRole('option').first().click()
      await page.getByRole('log').locator('article').first().waitFor()
      await accessible(page, 'agent conversation')
    })

    visit('an agent reads a conversation on a phone', { width: 390, height: 844 }, async page => {
      await signIn(page, app.url, PEOPLE.agent)
      await page.getByRole('option').first().waitFor()
      await accessible(page, 'phone list')
      await page.getByRole('option').first().click()
      await page.getByRole('log').locator('article').first().waitFor()
      await accessible(page, 'phone conversation')
      await page.getByRole('button', { name: 'Show customer' }).click()
      await page.getByRole('heading', { name: 'Details' }).waitFor()
      await accessible(page, 'phone customer')
    })

    visit('an admin opens every menu and dialog', {}, async page => {
      await signIn(page, app.url, PEOPLE.admin)
      await page.getByRole('option').first().click()
      await page.getByRole('log').locator('article').first().waitFor()
      await accessible(page, 'company conversation')

      await page.keyboard.press('Control+k')
      await page.getByRole('combobox').waitFor()
      await accessible(page, 'command menu')
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })

      await page.keyboard.press('?')
      await page.getByRole('heading', { name: 'Keyboard shortcuts' }).waitFor()
      await accessible(page, 'shortcuts')
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })

      await page.keyboard.press('a')
      await page.getByPlaceholder('Find a person').waitFor()
      await page.getByRole('button', { name: /\(you\)/ }).waitFor()
      await accessible(page, 'assign')
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })

      await page.keyboard.press('e')
      await page.getByRole('radio', { name: 'Lost' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click()
      await page.getByText('Say why it was lost').waitFor()
      await accessible(page, 'close')
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })

      await page.getByRole('button', { name: 'Your settings' }).click()
      await page.getByRole('radiogroup', { name: 'Language' }).waitFor()
      await accessible(page, 'own settings')
      await page.keyboard.press('Escape')

      await page.getByRole('searchbox').fill('no such customer anywhere')
      await page.getByText('Nothing matches').waitFor()
      await accessible(page, 'filtered empty')
    })

    visit('the operator sees the companies, and the inside of none', {}, async page => {
      await signIn(page, app.url, PEOPLE.operator)
      await page.getByRole('link', { name: 'Kedai Batik' }).waitFor()
      await accessible(page, 'companies')
      await page.goto(`${app.url}/company/conversations`)
      await page.getByText('You have no access to this page').first().waitFor()
      await accessible(page, 'no access')
    })
  })
}
