// Runs the browser tests: those that only need the product share one running application, those that start, stop or kill
// it themselves come after it. With SEMBANG_URL set, an application that already runs takes the place of the shared one.
import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startApp } from './app.mjs'

const OWN_APPLICATION = ['launcher.e2e.mjs', 'meta.e2e.mjs', 'story.e2e.mjs', 'tabs.e2e.mjs']

const here = dirname(fileURLToPath(import.meta.url))
const { SEMBANG_URL: _, ...others } = process.env
const shared = readdirSync(here).filter(name => name.endsWith('.e2e.mjs') && !OWN_APPLICATION.includes(name))

/** @param url of the application they share; none where each starts its own */
const passed = (files, url) =>
  new Promise(resolve =>
    spawn(process.execPath, ['--test', ...files.map(name => join(here, name))], { stdio: 'inherit', env: { ...others, ...(url && { SEMBANG_URL: url }) } })
      .once('exit', code => resolve(code === 0)),
  )

const app = await startApp()
const together = await passed(shared, app.url)
await app.stop()
const alone = await passed(OWN_APPLICATION)
process.exit(together && alone ? 0 : 1)
