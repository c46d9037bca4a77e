import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { accessible, askAs, foundCompany, openBrowser, openPage, PASSWORD, signIn, startApp } from './app.mjs'

const stamp = Math.random().toString(36).slice(2, 8)
const slug = `rumah-${stamp}`
const admin = `admin@${slug}.demo`
const speaker = language => `${language}@${slug}.demo`

let app, browser, ask
before(async () => {
  app = await startApp()
  browser = await openBrowser()
  await foundCompany(app.url, { name: `Rumah ${stamp}`, slug, email: admin, industryCategory: 'Real Estate' })
  ask = await askAs(app.url, admin)
  for (const language of ['en', 'ms', 'zh', 'ta']) await ask('POST', '/users', { name: `Puan ${language}`, email: speaker(language), role: 'company_admin', language, password: PASSWORD })
  await ask('POST', '/products', { kind: 'service', name: 'Residensi Indah' })
})
after(async () => {
  await browser?.close()
  await app?.stop()
})

it('what is usual in the business becomes fields of products, which are filled in and found', async () => {
  const page = await openPage(browser, app.url, { allow: [/422/] })
  page.on('dialog', dialog => dialog.accept())
  await signIn(page, app.url, admin, '/login?next=/company/products')
  await page.getByRole('button', { name: 'Fields' }).click()
  const panel = page.getByRole('dialog')
  await panel.getByText('No fields yet.').waitFor()
  await panel.getByRole('button', { name: 'Add the field Tenure' }).click()
  await panel.getByRole('button', { name: 'Remove the field Tenure' }).waitFor()
  await panel.getByRole('button', { name: 'Add the field Bumi lot' }).focus()
  await page.keyboard.press('Enter')
  await panel.getByRole('button', { name: 'Remove the field Bumi lot' }).waitFor()
  await panel.getByLabel('New field').fill('Floor')
  await panel.getByLabel('Kind').selectOption('number')
  await panel.getByRole('button', { name: 'Add field', exact: true }).click()
  await panel.getByRole('button', { name: 'Remove the field Floor' }).waitFor()
  await accessible(page, 'fields of products')
  await page.keyboard.press('Escape')
  await panel.waitFor({ state: 'detached' })

  await page.getByRole('button', { name: 'Residensi Indah', exact: true }).click()
  await panel.getByLabel('Tenure').selectOption('Freehold')
  await panel.getByLabel('Bumi lot').selectOption('false')
  await panel.getByLabel('Floor').fill('high')
  await panel.getByRole('button', { name: 'Save' }).click()
  await panel.getByText('is not a number').waitFor()
  await panel.getByLabel('Floor').fill('12')
  await accessible(page, 'a product with fields')
  await panel.getByRole('button', { name: 'Save' }).click()
  await panel.waitFor({ state: 'detached' })
  const [product] = (await ask('GET', '/products?q=freehold')).items
  assert.deepEqual(Object.values(product.fields).sort(), ['12', 'Freehold', 'false'])

  await page.getByRole('button', { name: 'Fields' }).click()
  await panel.getByRole('button', { name: 'Remove the field Floor' }).click()
  await panel.getByRole('button', { name: 'Remove the field Floor' }).waitFor({ state: 'detached' })
  assert.equal(Object.values((await ask('GET', `/products/${product.id}`)).fields).length, 2)
  page.calm()
  await page.end()
})

it('fields of contacts are offered in the same way, all at once', async () => {
  const page = await openPage(browser, app.url, { width: 390, height: 844 })
  await signIn(page, app.url, admin, '/login?next=/company/contacts')
  await page.getByRole('button', { name: 'Tags and fields' }).click()
  const panel = page.getByRole('dialog')
  await panel.getByRole('button', { name: 'Add all' }).click()
  await panel.getByRole('button', { name: 'Remove the field Budget' }).waitFor()
  await panel.getByRole('group', { name: 'Usual in your business' }).waitFor({ state: 'detached' })
  await accessible(page, 'fields of contacts')
  await page.keyboard.press('Escape')
  await panel.waitFor({ state: 'detached' })
  const state = (await ask('GET', '/contact-fields')).items.find(({ name }) => name === 'State')
  await page.getByLabel('Field', { exact: true }).selectOption({ label: 'State' })
  await page.getByLabel('Value').selectOption('Selangor')
  await page.getByText('Nobody fits').waitFor()
  await page.getByRole('button', { name: 'Keep this filter as a segment' }).click()
  await page.getByLabel('Name of the segment').fill('Selangor')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Selangor (0)').waitFor({ state: 'attached' })
  const kept = (await ask('GET', '/contact-segments')).items.find(({ name }) => name === 'Selangor')
  assert.deepEqual(kept.filter.fields, [{ field: state.id, value: 'Selangor' }])
  assert.ok((await ask('GET', '/contact-fields')).items.some(({ name, choices }) => name === 'State' && choices.includes('Selangor')))
  page.calm()
  await page.end()
})

it('a picture is kept in several widths, of which the list takes a small one', async () => {
  const page = await openPage(browser, app.url)
  await signIn(page, app.url, admin, '/login?next=/company/products')
  await page.getByRole('button', { name: 'Residensi Indah', exact: true }).click()
  const panel = page.getByRole('dialog')
  await panel.getByText('No pictures').waitFor()
  const photo = await page.evaluate(async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 1600, height: 1200 })
    canvas.getContext('2d').fillRect(0, 0, 800, 600)
    const blob = await new Promise(done => canvas.toBlob(done, 'image/jpeg'))
    return [...new Uint8Array(await blob.arrayBuffer())]
  })
  await panel.getByLabel('Picture', { exact: true }).setInputFiles({ name: 'home.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(photo) })
  const shown = panel.getByRole('img', { name: 'Picture 1 of Residensi Indah' })
  await shown.waitFor()
  assert.match(await shown.getAttribute('srcset'), / 96w, .* 320w, .* 960w, .* 1600w$/)
  await page.keyboard.press('Escape')
  await panel.waitFor({ state: 'detached' })
  const small = page.locator('main li img').first()
  await small.waitFor()
  await page.waitForFunction(image => image.complete && image.naturalWidth > 0, await small.elementHandle())
  // A larger one that is at hand already may take the place of the smallest.
  const [product] = (await ask('GET', '/products')).items
  const [{ sizes }] = (await ask('GET', `/products/images?product=${product.id}`)).items
  const taken = await small.evaluate(image => new URL(image.currentSrc).pathname)
  assert.ok(sizes.some(({ url }) => url.startsWith(taken)), taken)
  page.calm()
  await page.end()
})

it('a long list of contacts comes in while one looks on', async () => {
  const page = await openPage(browser, app.url)
  await signIn(page, app.url, admin, '/login?next=/company/contacts')
  await page.getByRole('button', { name: 'Import' }).click()
  const panel = page.getByRole('dialog')
  const rows = Array.from({ length: 12_000 }, (_, n) => `Person ${n},+6011${String(n).padStart(8, '0')}`)
  await panel.locator('input[type=file]').setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(`Name,Phone\n${rows.join('\n')}\n`) })
  await panel.getByRole('button', { name: 'See what would happen' }).click()
  await panel.getByRole('button', { name: 'Import 12000 contacts' }).click()
  await panel.getByText(/of 12,000 rows/).waitFor()
  await panel.getByRole('button', { name: 'Take back people.csv' }).waitFor()
  await accessible(page, 'an import that is done')
  const [done] = (await ask('GET', '/contact-imports')).items
  assert.deepEqual([done.status, done.done, done.created], ['done', 12_000, 12_000])
  page.calm()
  await page.end()
})

for (const dark of [false, true])
  for (const language of ['en', 'ms', 'zh', 'ta'])
    it(`nothing on the pages of contacts, leads and goods is out of reach: ${language}, ${dark ? 'dark' : 'light'}`, async () => {
      const page = await openPage(browser, app.url, { dark })
      await signIn(page, app.url, speaker(language))
      for (const path of ['contacts', 'leads', 'products', 'packages']) {
        await page.goto(`${app.url}/company/${path}`)
        await page.locator('main h1').first().waitFor()
        await page.locator('main .late').waitFor({ state: 'detached' })
        assert.equal(await page.evaluate(() => document.documentElement.lang), language)
        await accessible(page, `${path} in ${language}`)
      }
      page.calm()
      await page.end()
    })
