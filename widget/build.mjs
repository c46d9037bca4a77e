// Builds the website chat into the folder given: node widget/build.mjs target/classes/static/widget
//
// Does only what is stale: installs when package*.json changed, builds when a source changed. Fails when what a
// shop's visitor has to load grows over its budget. The server compresses on the way out.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const BUDGET = { 'the loader': 4_000, 'loader and chat': 12_288 }

const home = dirname(fileURLToPath(import.meta.url))
const target = process.argv[2] && resolve(process.argv[2])
if (!target) {
  console.error('Usage: node widget/build.mjs <folder for the built files>')
  process.exit(2)
}

const inHome = (...names) => names.map(name => join(home, name))
const read = file => (existsSync(file) ? readFileSync(file, 'utf8') : '')

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

const packages = hashOf(inHome('package.json', 'package-lock.json'))
const installed = join(home, 'node_modules', '.installed')
if (read(installed) !== packages) {
  console.log('widget: installing packages')
  execFileSync('npm', ['ci', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: home, stdio: 'inherit' })
  writeFileSync(installed, packages)
}

const built = hashOf([
  ...inHome('package.json', 'package-lock.json', 'build.mjs', 'tsconfig.json'),
  ...filesIn(join(home, 'src')).filter(file => !file.endsWith('.test.ts')),
])
const stamp = join(target, '.widget-built')
if (read(stamp) === built) process.exit(0)

console.log('widget: building')
const { build } = await import('vite')
const dist = join(home, 'dist')
const common = { configFile: false, root: home, logLevel: 'warn' }
const output = { target: 'es2022', cssTarget: ['chrome123', 'firefox120', 'safari17.5'], outDir: dist, reportCompressedSize: false, modulePreload: false }
// The page's script stands alone and leaves no name behind.
await build({ ...common, build: { ...output, emptyOutDir: true, rolldownOptions: { input: join(home, 'src/loader.ts'), output: { format: 'iife', entryFileNames: 'loader.js' } } } })
for (const name of ['chat', 'extras', 'asks'])
  await build({
    ...common,
    build: {
      ...output,
      emptyOutDir: false,
      rolldownOptions: {
        input: join(home, `src/frame/${name}.ts`),
        preserveEntrySignatures: 'strict',
        output: { entryFileNames: 'frame/[name].js', assetFileNames: 'frame/chat[extname]' },
      },
    },
  })
for (const language of ['ms', 'zh', 'ta']) {
  const words = JSON.parse(read(join(home, 'src/frame/words', `${language}.json`)))
  writeFileSync(join(dist, 'frame', `${language}.json`), JSON.stringify(words))
}

writeFileSync(join(dist, 'words.json'), JSON.stringify(JSON.parse(read(join(home, 'src/words.json')))))

const size = file => gzipSync(readFileSync(join(dist, file)), { level: 9 }).length
const loader = size('loader.js')
const sizes = { 'the loader': loader, 'loader and chat': loader + size('frame/chat.js') + size('frame/chat.css') }
for (const [what, bytes] of Object.entries(sizes)) console.log(`widget: ${what} ${bytes} bytes gz of ${BUDGET[what]}`)
if (Object.keys(sizes).some(what => sizes[what] > BUDGET[what])) {
  console.error('widget: over budget')
  process.exit(1)
}

rmSync(target, { recursive: true, force: true })
mkdirSync(target, { recursive: true })
cpSync(dist, target, { recursive: true })
writeFileSync(stamp, built)
