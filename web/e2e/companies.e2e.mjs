import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { accessible, askAs, openBrowser, openPage, PEOPLE, signIn, startApp } from './app.mjs'

/** Of this run alone, so that the application may be shared and used again. */
const RUN = Date.now().toString(36)
const REFUSED = [/status of 409/, /status of 422/, /status of 400/]

let app, browser, ask
before(async () => {
  app = await startApp()
  browser = await openBrowser()
  ask = await askAs(app.url, PEOPLE.operator)
})
after(async () => {
  await browser?.close()
  await app?.stop()
})

/** A company of its own, with an admin who is invited or signs in with the password. */
const company = (name, slug) =>
  ask('POST', '/companies', {
    name, slug, country: 'MY', preferredLanguage: 'en',
    admin: { name: 'Puan Salmah', email: `${slug}@firma.demo`, password: 'Kuih-lapis-27-lapis' },
  })

async function walk(options, steps) {
  const page = await openPage(browser, app.url, options)
  await signIn(page, app.url, PEOPLE.operator)
  try {
    await steps(page)
    page.calm()
  } finally {
    await page.end()
  }
}

const said = (page, text) => page.getByRole('status', { name: 'Notices' }).getByText(text).waitFor()

describe('the operator', () => {
  it('creates a company, is told what is wrong in place, and finds it', () =>
    walk({ allow: REFUSED }, async page => {
      await page.getByRole('button', { name: 'Create company' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('button', { name: 'Create', exact: true }).click()
      assert.equal(await dialog.getByText('Fill this in.').count(), 4)
      assert.equal(await dialog.getByLabel('Company name').evaluate(field => field === document.activeElement), true)

      await dialog.getByLabel('Company name').fill(`Kopi Ópera ${RUN}`)
      assert.equal(await dialog.getByLabel('Short name').inputValue(), `kopi-opera-${RUN}`)
      await dialog.getByLabel('Name', { exact: true }).fill('Encik Zul')
      await dialog.getByLabel('E-mail').fill(`zul-${RUN}@kopi.demo`)
      await dialog.getByLabel('Short name').fill('kedai-batik')
      await dialog.getByRole('button', { name: 'Create', exact: true }).click()
      await dialog.getByText('Another company has or had this short name.').waitFor()
      await accessible(page, 'a short name that is taken')
      await dialog.getByLabel('Short name').fill('admin')
      await dialog.getByRole('button', { name: 'Create', exact: true }).click()
      await dialog.getByText("'admin' is reserved.").waitFor()

      await dialog.getByLabel('Short name').fill(`kopi-${RUN}`)
      await dialog.getByRole('combobox', { name: 'Country' }).click()
      await page.getByRole('option', { name: 'Singapore' }).click()
      await dialog.getByRole('button', { name: 'Create', exact: true }).click()
      await dialog.getByText(`An invitation was mailed to Encik Zul at zul-${RUN}@kopi.demo.`).waitFor()
      await accessible(page, 'company created')
      await dialog.getByRole('button', { name: 'Done' }).click()

      await page.getByRole('searchbox').fill(`kopi-${RUN}`)
      const row = page.getByRole('row').filter({ hasText: `Kopi Ópera ${RUN}` })
      await row.getByRole('cell', { name: 'Singapore', exact: true }).waitFor()
      await row.getByText('Active', { exact: true }).waitFor()
      await page.getByRole('searchbox').fill('no such company anywhere')
      await page.getByText('No company matches').waitFor()
      await page.getByRole('button', { name: 'Clear the filters' }).click()
      await page.getByRole('link', { name: 'Kedai Batik' }).waitFor()
    }))

  it('sets a plan and its limits', async () => {
    const { id } = await company(`Roti ${RUN}`, `roti-${RUN}`)
    await walk({}, async page => {
      await page.goto(`${app.url}/admin/companies/${id}`)
      await page.getByLabel('People').fill('many')
      await page.getByLabel('Outlets').fill('2')
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByText('Use a whole number from 1 to 100000').waitFor()
      await page.getByLabel('People').fill('5')
      await page.getByRole('combobox', { name: 'Plan' }).click()
      await page.getByRole('option', { name: 'Growth' }).click()
      await page.getByRole('button', { name: 'Save' }).click()
      await said(page, 'Saved')
      await page.getByRole('region', { name: 'Unsaved changes' }).waitFor({ state: 'detached' })
      const { plan, limits } = await ask('GET', `/companies/${id}`)
      assert.deepEqual([plan, limits], ['growth', { members: 5, channelAccounts: null, outlets: 2 }])
    })
  })

  it('activates a trial, suspends with a reason, and takes both back', async () => {
    const { id } = await company(`Satay ${RUN}`, `satay-${RUN}`)
    await ask('PATCH', `/companies/${id}`, { status: 'trial' })
    const state = async () => (await ask('GET', `/companies/${id}`)).status
    await walk({}, async page => {
      await page.goto(`${app.url}/admin/companies/${id}`)
      await page.getByRole('button', { name: 'Activate' }).click()
      await said(page, `Satay ${RUN} is active`)
      assert.equal(await state(), 'active')
      await page.getByRole('button', { name: 'Undo' }).click()
      await said(page, `Satay ${RUN} is on trial again`)
      assert.equal(await state(), 'trial')

      await page.getByRole('button', { name: 'Suspend' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('button', { name: 'Suspend' }).click()
      await dialog.getByText('Fill this in.').waitFor()
      await dialog.getByLabel('Reason').fill('Unpaid since June')
      await dialog.getByRole('button', { name: 'Suspend' }).click()
      await page.getByText('Reason: Unpaid since June').waitFor()
      assert.equal(await state(), 'suspended')
      await accessible(page, 'suspended company')
      await page.getByRole('button', { name: 'Reactivate' }).click()
      await said(page, `Satay ${RUN} works again`)
      assert.equal(await state(), 'trial')
    })
  })

  it('deletes a company by typing its short name, may keep it, and reads the proof when it is gone', async () => {
    const { id } = await company(`Lama ${RUN}`, `lama-${RUN}`)
    const { deletionWaitingDays } = await ask('GET', '/platform-settings')
    await walk({ allow: [/status of 404/] }, async page => {
      const remove = async () => {
        await page.goto(`${app.url}/admin/companies/${id}`)
        await page.getByRole('button', { name: 'Delete' }).click()
        const dialog = page.getByRole('dialog')
        const really = dialog.getByRole('button', { name: 'Delete the company' })
        await dialog.getByLabel(/^Type/).fill('lama')
        assert.equal(await really.isDisabled(), true)
        await dialog.getByLabel(/^Type/).fill(`lama-${RUN}`)
        await accessible(page, 'deletion')
        await really.click()
      }
      await ask('PATCH', '/platform-settings', { deletionWaitingDays: 30 })
      await remove()
      await page.getByText('It is deleted on').waitFor()
      await page.getByRole('banner').or(page.locator('header')).getByText('Being deleted').waitFor()
      await page.getByRole('button', { name: 'Keep the company' }).click()
      await said(page, `Lama ${RUN} is kept`)

      await ask('PATCH', '/platform-settings', { deletionWaitingDays: 0 })
      try {
        await remove()
        await page.getByText('The company is deleted').first().waitFor({ timeout: 30_000 })
      } finally {
        await ask('PATCH', '/platform-settings', { deletionWaitingDays })
      }
      const members = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: 'member', exact: true }) })
      assert.deepEqual(await members.getByRole('cell').allTextContents(), ['1', '0'])
      assert.equal((await page.getByRole('row', { name: /^All/ }).getByRole('cell').allTextContents())[1], '0')
      await accessible(page, 'proof of deletion')
    })
  })

  it('finds the companies that are being deleted among all others', () =>
    walk({}, async page => {
      const { id, name } = await company(`Kedai Tutup ${RUN}`, `tutup-${RUN}`)
      await page.goto(`${app.url}/admin/companies?q=${encodeURIComponent(name)}&state=deleting`)
      await page.getByText('No company matches').or(page.getByRole('button', { name: /Clear|Show all/ })).first().waitFor()
      await ask('PUT', `/companies/${id}/deletion`, {})
      await page.reload()
      await page.getByRole('link', { name }).waitFor()
      await accessible(page, 'companies being deleted')
    }))

  it('resets the second factor of nobody who does not work there', () =>
    walk({ allow: [/status of 404/] }, async page => {
      const { id } = await company(`Kedai Kunci ${RUN}`, `kunci-${RUN}`)
      await page.goto(`${app.url}/admin/companies/${id}`)
      await page.getByRole('button', { name: 'Reset two-step sign-in' }).click()
      await page.getByText('Enter the e-mail address they sign in with').waitFor()
      await page.getByLabel('Their e-mail address').fill('nobody@firma.demo')
      await page.getByRole('button', { name: 'Reset two-step sign-in' }).click()
      await page.getByText('Nobody with this address works in this company').waitFor()
      await accessible(page, 'reset of a second factor')
    }))

  it('looks into a company, reads only, and comes back by the button and by a reload', async () => {
    const { items } = await ask('GET', '/companies?q=kedai-batik')
    await walk({}, async page => {
      const look = async () => {
        await page.goto(`${app.url}/admin/companies/${items[0].id}`)
        await page.getByRole('button', { name: 'View as' }).click()
        await page.getByLabel('Reason').fill(`Ticket ${RUN}`)
        await page.getByRole('dialog').getByRole('button', { name: 'Look' }).click()
        await page.waitForURL('**/company/conversations')
      }
      await look()
      const banner = page.getByRole('region', { name: 'Looking into Kedai Batik' })
      await banner.getByText(`Ticket ${RUN}`).waitFor()
      await banner.getByText('15 minutes left').waitFor()
      await page.getByRole('option').first().click()
      await page.getByRole('log').locator('article').first().waitFor()
      await page.getByText('You are looking into this company. Nothing can be written or changed here.').waitFor()
      assert.equal(await page.getByRole('form', { name: 'Message' }).count() + await page.locator('textarea').count(), 0)
      assert.equal(await page.getByRole('button', { name: /^(Close|Take over|Hand back)/ }).count(), 0)
      await accessible(page, 'a look into a company')

      await banner.getByRole('button', { name: 'Stop looking' }).click()
      await page.getByRole('heading', { name: 'Kedai Batik' }).waitFor()
      assert.equal(await banner.count(), 0)

      await look()
      await page.reload()
      await page.getByText('You have no access to this page').first().waitFor()
      await page.goto(app.url)
      await page.getByRole('heading', { name: 'Companies' }).waitFor()
    })
  })

  it('changes what the assistant is told about an industry', async () => {
    const { items } = await ask('GET', '/industry-categories')
    const before = items.find(({ code }) => code === 'retailer')
    try {
      await walk({ allow: REFUSED }, async page => {
        await page.goto(`${app.url}/admin/industries`)
        await page.getByRole('button', { name: 'Edit Retailer' }).click()
        const panel = page.getByRole('dialog', { name: 'Retailer' })
        await panel.getByLabel('Text in Malaysia').fill('')
        await panel.getByRole('button', { name: 'Save' }).click()
        await panel.getByText('Fill this in.').waitFor()
        await panel.getByLabel('Text in Malaysia').fill(`Sell gently ${RUN}`)
        await panel.getByLabel('What customers hesitate over').fill(`Price\n${'x'.repeat(201)}`)
        await panel.getByRole('button', { name: 'Save' }).click()
        await panel.locator('[aria-invalid="true"]').waitFor()
        await accessible(page, 'industry with a fault')
        await panel.getByLabel('What customers hesitate over').fill('Price\nParking')
        await panel.getByRole('button', { name: 'Save' }).click()
        await said(page, 'Saved')
        await page.getByText('Price, Parking').waitFor()
      })
      const after = (await ask('GET', '/industry-categories')).items.find(({ code }) => code === 'retailer')
      assert.deepEqual([after.promptsByCountry.MY, after.objections], [`Sell gently ${RUN}`, ['Price', 'Parking']])
    } finally {
      await ask('PATCH', '/industry-categories/retailer', {
        promptsByCountry: before.promptsByCountry, objections: before.objections, prompt: before.prompt, tips: before.tips, description: before.description,
      })
    }
  })

  it('says whom suspended companies may write to', async () => {
    const before = await ask('GET', '/platform-settings')
    try {
      await walk({ allow: REFUSED }, async page => {
        await page.goto(`${app.url}/admin/settings`)
        await page.getByLabel('Support e-mail').fill('nobody')
        await page.getByRole('button', { name: 'Save' }).click()
        await page.locator('[name="supportEmail"][aria-invalid="true"], [aria-invalid="true"]').first().waitFor()
        await page.getByLabel('Support e-mail').fill('help@sembang.demo')
        await page.getByRole('button', { name: 'Save' }).click()
        await said(page, 'Saved')
        await page.getByRole('link', { name: 'Demo mailbox' }).waitFor()
        assert.equal((await ask('GET', '/platform-settings')).supportEmail, 'help@sembang.demo')
      })
    } finally {
      await ask('PATCH', '/platform-settings', { supportEmail: before.supportEmail ?? '' })
    }
  })

  for (const options of [{ dark: true }, { width: 390, height: 844 }])
    it(`finds every page readable ${options.dark ? 'in the dark' : 'on a phone'}`, () =>
      walk(options, async page => {
        await page.getByRole('link', { name: 'Kedai Batik' }).waitFor()
        await accessible(page, 'companies')
        await page.getByRole('button', { name: 'Create company' }).click()
        await page.getByLabel('Company name').waitFor()
        await accessible(page, 'new company')
        await page.keyboard.press('Escape')
        await page.getByRole('dialog').waitFor({ state: 'detached' })
        await page.getByRole('link', { name: 'Kedai Batik' }).click()
        await page.getByRole('heading', { name: 'Plan and limits' }).waitFor()
        await accessible(page, 'company')
        for (const [path, shown] of [['industries', 'Edit Retailer'], ['settings', 'Demo shop']]) {
          await page.goto(`${app.url}/admin/${path}`)
          await page.getByRole(path === 'settings' ? 'link' : 'button', { name: shown }).waitFor()
          await accessible(page, path)
        }
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true)
      }))
})
