// How the product starts, stops and starts again: what an operator meets before any page is opened.
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const isRoot = process.getuid() === 0
const asNobody = isRoot ? ['setpriv', '--reuid=nobody', '--regid=nogroup', '--clear-groups'] : []
const keys = { JWT_SECRET: 'a secret of at least thirty-two characters', CREDENTIAL_ENCRYPTION_KEY: '5e'.repeat(32) }
const folder = mkdtempSync(join(tmpdir(), 'sembang-launcher-'))
chmodSync(folder, 0o755)
const running = new Set()

after(() => {
  for (const child of running) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer().on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })

async function until(what, attempt, seconds = 30) {
  const end = Date.now() + seconds * 1000
  while (!(await attempt())) {
    assert.ok(Date.now() < end, `${what} within ${seconds} s`)
    await new Promise(resolve => setTimeout(resolve, 100))
  }
}

const alive = pid => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Runs `./sembang` with nothing of this environment but what it needs, and collects what it says. */
function launch(env, { command = [join(root, 'sembang')] } = {}) {
  const { PATH, HOME, JAVA_HOME } = process.env
  const child = spawn(command[0], command.slice(1), {
    cwd: folder,
    env: { PATH, HOME, ...(JAVA_HOME ? { JAVA_HOME } : {}), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  const run = { child, said: '' }
  for (const stream of [child.stdout, child.stderr]) stream.on('data', bytes => (run.said += bytes))
  run.ended = new Promise(resolve => child.once('close', code => (running.delete(child), resolve(code))))
  return run
}

async function start(env, options) {
  const port = await freePort()
  const run = launch({ PORT: String(port), SEMBANG_DEMO: 'true', ...env }, options)
  run.url = `http://localhost:${port}`
  await until(
    'The application is up',
    async () => {
      assert.equal(run.child.exitCode, null, run.said)
      return fetch(`${run.url}/actuator/health`).then(answer => answer.ok, () => false)
    },
    300,
  )
  run.end = async signal => {
    run.child.kill(signal)
    return run.ended
  }
  return run
}

async function signIn(url) {
  const answer = await fetch(`${url}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Sembang': '1' },
    body: JSON.stringify({ email: 'admin@kedai.demo', password: 'demo-sembang' }),
  })
  assert.equal(answer.status, 200)
  const { accessToken } = await answer.json()
  return async (path, body) => {
    const called = await fetch(`${url}/api/v1${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${accessToken}` },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    assert.ok(called.ok, `${path}: ${called.status}`)
    return called.json()
  }
}

const databaseOf = home => Number(readFileSync(join(home, 'postgresql', 'postmaster.pid'), 'utf8').split('\n')[0])

describe('with its own database', () => {
  const home = join(folder, 'home')
  let first, conversation, database

  before(async () => {
    first = await start({ SEMBANG_HOME: home })
    database = databaseOf(home)
    const api = await signIn(first.url)
    conversation = (await api('/conversations')).items[0].id
    await api(`/conversations/${conversation}/notes`, { text: 'Written before the power went' })
  })

  it('says where it answers and who may sign in', () => {
    assert.match(first.said, new RegExp(`Sembang answers at ${first.url} \\(ready in`))
    for (const words of [`${first.url}/demo/shop`, `${first.url}/demo/phone`, `${first.url}/login`, 'demo-sembang', 'admin@kedai.demo', 'aina@kedai.demo', 'wei@kedai.demo', 'admin@klinik.demo', 'super@sembang.demo'])
      assert.ok(first.said.includes(words), `${words}:\n${first.said}`)
  })

  it('keeps its secrets to itself', () => {
    assert.equal(statSync(join(home, 'secrets.properties')).mode & 0o777, 0o600)
    assert.equal(statSync(home).mode & 0o077, 0)
  })

  it('says where it answers to whoever starts it a second time', async () => {
    const second = launch({ SEMBANG_HOME: home, PORT: String(await freePort()) })
    assert.equal(await second.ended, 1, second.said)
    assert.match(second.said, new RegExp(`answers at ${first.url}\\b`))
    assert.equal(second.said.trim().split('\n').length, 1, second.said)
    assert.ok((await fetch(`${first.url}/actuator/health`)).ok)
  })

  it('says in one line that there is no audit log where nothing was ever started', async () => {
    const audit = launch({ SEMBANG_HOME: join(folder, 'never') }, { command: [join(root, 'sembang'), 'audit'] })
    assert.equal(await audit.ended, 2, audit.said)
    assert.match(audit.said.trim(), /^sembang: nothing was ever started with SEMBANG_HOME=.*$/)
  })

  it('leaves no database behind when it is killed, and has everything at the next start', async () => {
    await first.end('SIGKILL')
    await until('The database has stopped', () => !alive(database))

    const again = await start({ SEMBANG_HOME: home })
    const api = await signIn(again.url)
    const notes = (await api(`/conversations/${conversation}/notes`)).items.map(note => note.text)
    assert.ok(notes.includes('Written before the power went'), String(notes))
    const companies = (await api('/conversations?status=any&limit=100')).items.length
    assert.ok(companies > 0 && companies < 30, `the demo is not made twice: ${companies} conversations`)

    const server = databaseOf(home)
    assert.equal(await again.end('SIGTERM'), 143)
    assert.equal(alive(server), false, 'the database stops before the application has ended')
  })
})

describe('on a machine that lacks something', () => {
  // Everything of this machine but what is missing, and a checkout that was never built.
  const checkout = join(folder, 'fresh')
  const lacking = join(folder, 'bin')
  const TOOLS = ['sh', 'dirname', 'readlink', 'grep', 'sed', 'head', 'find', 'id', 'uname', 'unshare', 'setpriv', 'true', 'mkdir', 'cat', 'rm', 'env', 'sleep', 'mv', 'tee', 'chmod']
  before(() => {
    mkdirSync(checkout)
    mkdirSync(lacking)
    for (const part of ['pom.xml', 'sembang']) cpSync(join(root, part), join(checkout, part))
    const launcher = join(checkout, 'sembang')
    const here = readFileSync(launcher, 'utf8').replace('/usr/lib/jvm', join(folder, 'jdks')).replace('/etc/os-release', join(folder, 'os-release'))
    writeFileSync(launcher, here)
    mkdirSync(join(folder, 'jdks'))
    mkdirSync(join(checkout, 'src', 'main'), { recursive: true })
    mkdirSync(join(checkout, 'web', 'e2e'), { recursive: true })
    const places = process.env.PATH.split(':')
    for (const tool of TOOLS) symlinkSync(places.map(place => join(place, tool)).find(existsSync), join(lacking, tool))
  })
  const tool = (name, answer) => writeFileSync(join(lacking, name), `#!/bin/sh\necho ${answer}\n`, { mode: 0o755 })
  const launched = async (...args) => {
    const run = launch({ PATH: lacking, HOME: folder, JAVA_HOME: '' }, { command: [join(checkout, 'sembang'), ...args] })
    await run.ended
    return run
  }
  const refused = async (...args) => {
    const run = await launched(...args)
    assert.equal(await run.ended, 1, run.said)
    return run.said.trim()
  }

  it('the doctor names all of it, each in one line', async () => {
    const said = (await refused('doctor')).split('\n')
    assert.deepEqual(said.map(line => line.split(':')[0]), ['JDK 25 is missing', 'Maven is missing', 'Node.js 20 or newer is missing', 'Chromium is missing'])
  })

  it('it says in one line what that is', async () => {
    assert.match(await refused(), /^sembang: JDK 25 is missing: install one .* or set JAVA_HOME\.$/)
    const jdk = join(folder, 'jdks', 'temurin-25')
    mkdirSync(join(jdk, 'bin'), { recursive: true })
    writeFileSync(join(jdk, 'release'), 'JAVA_VERSION="25.0.1"\n')
    writeFileSync(join(jdk, 'bin', 'javac'), '#!/bin/sh\n', { mode: 0o755 })
    assert.match(await refused(), /^sembang: Maven is missing: install it .*$/)
    tool('mvn', '')
    assert.match(await refused(), /^sembang: Node\.js 20 or newer is missing: install it .*$/)
    tool('npm', '10')
    tool('node', 'false')
    assert.match(await refused(), /^sembang: Node\.js 20 or newer is missing: install it .*$/)
    tool('node', 'true')
    // Without a browser the tests fail before they begin; nothing is skipped.
    assert.match(await refused('test'), /^sembang: Chromium is missing: install it .* or set CHROMIUM to its path\.$/)
  })

  it('and the doctor says it too, and nothing else', async () => {
    assert.match(await refused('doctor'), /^Chromium is missing: install it .*\(Only \.\/sembang test needs it\.\)$/)
  })

  it('root on Debian has the browser installed for the tests, and is told so', async () => {
    rmSync(join(lacking, 'id'))
    tool('id', '0')
    const asked = join(folder, 'apt-get.log')
    const aptGet = then => writeFileSync(join(lacking, 'apt-get'), `#!/bin/sh\necho "$*" >>${asked}\n${then}\n`, { mode: 0o755 })
    aptGet('exit 100')
    assert.match(await refused('test'), /^sembang: Chromium is missing: .*$/)
    assert.equal(existsSync(asked), false, 'not on another distribution')
    writeFileSync(join(folder, 'os-release'), 'PRETTY_NAME="Debian"\nID=debian\n')
    assert.match(await refused('test'), /^Installing Debian's Chromium for the browser tests\.\nsembang: Chromium is missing: .*$/)
    assert.equal((await launched('doctor')).said.trim(), 'Nothing is missing.', 'it can be installed')

    aptGet(`case "$*" in *chromium*) echo '#!/bin/sh' >${join(lacking, 'chromium')}; chmod +x ${join(lacking, 'chromium')} ;; esac`)
    writeFileSync(join(lacking, 'mvn'), '#!/bin/sh\necho the build begins\nexit 1\n', { mode: 0o755 })
    assert.match(await refused('test'), /^Installing Debian's Chromium .*\nServer: [^]*the build begins$/)
    assert.deepEqual(readFileSync(asked, 'utf8').trim().split('\n').slice(-2), ['update -qq', 'install -y -qq chromium'])
    assert.doesNotMatch(await refused('test'), /Installing/)
  })

  it('where nothing is missing, the doctor says so', async () => {
    const well = await launched('doctor')
    assert.equal(await well.ended, 0, well.said)
    assert.equal(well.said.trim(), 'Nothing is missing.')
  })
})

describe('with a database of the operator', () => {
  const refused = async env => {
    const run = launch({ DATABASE_URL: 'jdbc:postgresql://localhost:1/none', ...env })
    assert.equal(await run.ended, 1, run.said)
    assert.equal(run.said.trim().split('\n').length, 1, run.said)
    return run.said
  }

  it('stops with one line when a secret is missing or malformed', async () => {
    const { JWT_SECRET, CREDENTIAL_ENCRYPTION_KEY } = keys
    assert.match(await refused({ CREDENTIAL_ENCRYPTION_KEY }), /JWT_SECRET/)
    assert.match(await refused({ CREDENTIAL_ENCRYPTION_KEY, JWT_SECRET: 'short' }), /JWT_SECRET/)
    assert.match(await refused({ JWT_SECRET }), /CREDENTIAL_ENCRYPTION_KEY/)
    const malformed = await refused({ JWT_SECRET, CREDENTIAL_ENCRYPTION_KEY: 'not hexadecimal' })
    assert.match(malformed, /CREDENTIAL_ENCRYPTION_KEY/)
    assert.doesNotMatch(malformed, /not hexadecimal/)
    assert.match(await refused({ ...keys, DATABASE_URL: 'mysql://somewhere/else' }), /DATABASE_URL/)
    for (const BASE_URL of ['chat.example', 'ftp://chat.example', 'https://', 'https://chat.example?x']) assert.match(await refused({ ...keys, BASE_URL }), /BASE_URL/)
    assert.match(await refused(keys), /DATABASE_URL|database/i)
  })

  it('runs on it', async () => {
    const server = await packagedServer()
    try {
      const home = join(folder, 'stateless')
      const env = { ...keys, DATABASE_URL: server.url, DATABASE_USER: 'operator', DATABASE_PASSWORD: 'operator', SEMBANG_HOME: home, BASE_URL: 'https://chat.example/' }
      const doctor = async env => {
        const run = launch(env, { command: [join(root, 'sembang'), 'doctor'] })
        return [await run.ended, run.said.trim()]
      }
      const mayNot = { ...env, DATABASE_URL: server.url.replace('/sembang', '/plain'), DATABASE_USER: 'plain', DATABASE_PASSWORD: 'plain' }
      const [lacking, needed] = await doctor(mayNot)
      assert.equal(lacking, 1)
      const sql = needed.split('\n').filter(line => line.startsWith('create role '))
      assert.match(needed, /'plain' may not create roles\. A superuser runs this once:/)
      assert.equal(needed.split('\n').length, sql.length + 1, needed)
      await server.asSuperuser(sql.join('\n') + '\n')
      assert.deepEqual(await doctor(mayNot), [0, 'Nothing is missing.'])
      const plain = await start(mayNot)
      await signIn(plain.url)
      await plain.end('SIGTERM')

      assert.deepEqual(await doctor(env), [0, 'Nothing is missing.'])
      const [code, said] = await doctor({ ...env, DATABASE_PASSWORD: 'wrong', DATABASE_URL: 'jdbc:postgresql://127.0.0.1:1/sembang' })
      assert.equal(code, 1)
      assert.match(said, /^no PostgreSQL answers at [^\n]*$/)

      const run = await start(env)
      const api = await signIn(run.url)
      assert.ok((await api('/conversations')).items.length > 0)
      const bot = (await api('/channel-accounts')).items.find(one => one.channel === 'telegram')
      assert.match(bot.webhookUrl, new RegExp(`^https://chat\\.example/webhook/[0-9a-f-]{36}/telegram/${bot.id}$`))
      assert.match(run.said, /Sembang answers at https:\/\/chat\.example /)
      assert.equal(existsSync(join(home, 'postgresql')), false)
      await run.end('SIGTERM')
    } finally {
      await server.stop()
    }
  })
})

// As an ordinary user everything above runs as one.
if (isRoot) {
  describe('for root in a container that forbids user namespaces', () => {
    const bin = join(folder, 'contained')
    const home = join(folder, 'locked', 'home')
    const ownerOfData = () => statSync(join(home, 'postgresql')).uid
    before(() => {
      mkdirSync(bin)
      writeFileSync(join(bin, 'unshare'), '#!/bin/sh\nexit 1\n', { mode: 0o755 })
      mkdirSync(dirname(home), { mode: 0o700 })
    })

    it('runs, and goes on with the same data where they are allowed again', async () => {
      const contained = { SEMBANG_HOME: home, PATH: `${bin}:${process.env.PATH}` }
      const doctor = launch({ PATH: contained.PATH }, { command: [join(root, 'sembang'), 'doctor'] })
      assert.equal(await doctor.ended, 0, doctor.said)

      for (const [env, owner] of [[contained, 65534], [{ SEMBANG_HOME: home }, 0], [contained, 65534]]) {
        const run = await start(env)
        assert.equal(ownerOfData(), owner)
        const database = databaseOf(home)
        assert.ok((await (await signIn(run.url))('/conversations')).items.length > 0)
        await run.end('SIGKILL')
        await until('The database has stopped', () => !alive(database))
      }
    })
  })

  describe('for an ordinary user', () => {
    it('runs from a checkout that is not theirs, with a home of their own', async () => {
      const checkout = join(folder, 'checkout')
      for (const part of ['target', 'src/main']) mkdirSync(join(checkout, part), { recursive: true })
      for (const part of ['pom.xml', 'sembang', 'target/app', 'target/.built']) cpSync(join(root, part), join(checkout, part), { recursive: true })
      const home = join(folder, 'nobody')
      mkdirSync(home)
      execFileSync('chown', ['nobody:nogroup', home])

      const run = await start({ HOME: home }, { command: [...asNobody, join(checkout, 'sembang')] })
      const database = databaseOf(join(home, '.sembang'))
      assert.ok((await (await signIn(run.url))('/conversations')).items.length > 0)
      assert.notEqual(statSync(join(home, '.sembang')).uid, 0)
      await run.end('SIGTERM')
      await until('The database has stopped', () => !alive(database))
    })
  })
}

/** The distribution's PostgreSQL where one is installed, else the product's own binaries run as an operator would. */
async function packagedServer() {
  const packages = '/usr/lib/postgresql'
  const installed = (existsSync(packages) ? readdirSync(packages) : [])
    .filter(version => Number(version) >= 15)
    .sort((one, other) => one - other)
    .map(version => join(packages, version, 'bin'))
    .find(bin => existsSync(join(bin, 'initdb')))
  const own = readdirSync(join(folder, 'home')).find(name => name.startsWith('postgresql-binaries'))
  const bin = installed ?? join(folder, 'home', own, 'bin')
  const data = join(folder, 'operator')
  mkdirSync(data)
  if (isRoot) execFileSync('chown', ['nobody:nogroup', data])
  const port = await freePort()
  const run = (command, args, input) => execFileSync([...asNobody, join(bin, command)][0], [...[...asNobody, join(bin, command)].slice(1), ...args], { cwd: '/', input, stdio: 'pipe' })
  run('initdb', ['--pgdata', data, '--username=postgres', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync'])
  const sql = "create role operator login createrole password 'operator';\ncreate database sembang owner operator;\ncreate role plain login password 'plain';\ncreate database plain owner plain;\n"
  const alone = sql => run('postgres', ['--single', '-D', data, 'postgres'], sql)
  alone(sql)
  const [command, ...args] = [...asNobody, join(bin, 'postgres'), '-D', data, '-p', String(port), '-k', '', '-c', 'listen_addresses=127.0.0.1']
  let stop
  const go = async () => {
    const server = spawn(command, args, { cwd: '/', stdio: 'ignore' })
    running.add(server)
    const ended = new Promise(resolve => server.once('exit', () => (running.delete(server), resolve())))
    stop = () => (server.kill('SIGINT'), ended)
    await until('PostgreSQL is up', () => existsSync(join(data, 'postmaster.pid')) && /ready/.test(readFileSync(join(data, 'postmaster.pid'), 'utf8')))
  }
  await go()
  return {
    url: `jdbc:postgresql://127.0.0.1:${port}/sembang`,
    asSuperuser: async sql => {
      await stop()
      alone(sql)
      await go()
    },
    stop: () => stop(),
  }
}
