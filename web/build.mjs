// Builds the staff application into the folder given: node web/build.mjs target/classes/static
// Without a folder it only installs the packages.
//
// Does only what is stale: installs when package*.json changed, builds when a source changed. Writes .br and .gz
// beside every file that gains from it, and fails when the first load of the inbox grows over its budget.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const BUDGET_KB = { 'initial JavaScript of the inbox': 240, 'a page chunk': 40, CSS: 30 }
const COMPRESSED = /\.(js|css|html|svg|json)$/

const home = dirname(fileURLToPath(import.meta.url))
const target = process.argv[2] && resolve(process.argv[2])

function filesIn(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath ?? entry.path, entry.name))
    .sort()
}

function hashOf(files) {
  const hash = createHash('sha256')
  for (const file of files) hash.update(file.slice(home.length)).update('\0').update(readFileSync(file)).update('\0')
  return hash.digest('hex')
}

const read = file => (existsSync(file) ? readFileSync(file, 'utf8') : '')
const inHome = (...names) => names.map(name => join(home, name))

const packages = hashOf(inHome('package.json', 'package-lock.json'))
const installed = join(home, 'node_modules', '.installed')
if (read(installed) !== packages) {
  console.log('web: installing packages')
  execFileSync('npm', ['ci', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: home, stdio: 'inherit' })
  writeFileSync(installed, packages)
}
if (!target) process.exit(0)

const sources = [
  ...inHome('package.json', 'package-lock.json', 'index.html', 'vite.config.ts', 'tsconfig.json', 'build.mjs'),
  ...filesIn(join(home, 'public')),
  ...filesIn(join(home, 'src')).filter(file => !file.endsWith('.test.ts')),
]
const stamp = join(target, '.web-built')
const built = hashOf(sources)
if (read(stamp) === built) process.exit(0)

console.log('web: building')
const dist = join(home, 'dist')
execFileSync(join(home, 'node_modules', '.bin', 'vite'), ['build', '--logLevel', 'warn'], { cwd: home, stdio: 'inherit' })

checkBudgets(JSON.parse(read(join(dist, '.vite', 'manifest.json'))))
rmSync(join(dist, '.vite'), { recursive: true })

for (const file of filesIn(dist).filter(name => COMPRESSED.test(name))) {
  const bytes = readFileSync(file)
  if (bytes.length < 1024) continue
  writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }))
  writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }))
}

// Only what this build owns is replaced; the folder may hold files of others, as the chat widget.
mkdirSync(target, { recursive: true })
rmSync(join(target, 'assets'), { recursive: true, force: true })
cpSync(dist, target, { recursive: true })
writeFileSync(stamp, built)

function checkBudgets(manifest) {
  const kilobytes = file => gzipSync(readFileSync(join(dist, file)), { level: 9 }).length / 1000
  const initial = new Set()
  const take = key => {
    if (initial.has(key)) return
    initial.add(key)
    manifest[key].imports?.forEach(take)
  }
  take('index.html')
  take('src/features/inbox/InboxPage.vue')

  const chunks = Object.values(manifest).filter(({ file }) => file.endsWith('.js'))
  const styles = new Set(Object.values(manifest).flatMap(({ file, css = [] }) => [...css, file]).filter(file => file.endsWith('.css')))
  const sizes = {
    'initial JavaScript of the inbox': [...initial].reduce((sum, key) => sum + kilobytes(manifest[key].file), 0),
    'a page chunk': Math.max(...chunks.filter(({ isDynamicEntry }) => isDynamicEntry).map(({ file }) => kilobytes(file))),
    CSS: [...styles].reduce((sum, file) => sum + kilobytes(file), 0),
  }
  let over = false
  for (const [what, size] of Object.entries(sizes)) {
    console.log(`web: ${what} ${size.toFixed(1)} kB gz of ${BUDGET_KB[what]}`)
    over ||= size > BUDGET_KB[what]
  }
  if (over) {
    console.error('web: over budget')
    process.exit(1)
  }
}
