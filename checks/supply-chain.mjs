// What ./sembang test asks of everything that is not our own code, without a network: no secret in a tracked file, no
// dependency known to be vulnerable, no licence nobody has agreed to. Reads target/sembang.cdx.json, which the build
// writes, and the npm lock files.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'

const json = (file) => JSON.parse(readFileSync(file, 'utf8'))
const faults = []

// Each pattern is of a kind that is issued with a recognisable form, or of a name next to a long random value.
const secretForms = [
  /-----BEGIN (?:RSA |EC |OPENSSH |DSA )?PRIVATE KEY-----/,
  /\bAKIA[0-9A-Z]{16}\b/,
  /\bsk-ant-[A-Za-z0-9_-]{20,}/,
  /\bsk-(?:proj-)?[A-Za-z0-9]{32,}/,
  /\bsk_(?:live|sembang)_[A-Za-z0-9_-]{20,}/,
  /\bgh[pousr]_[A-Za-z0-9]{36}\b/,
  /\bxox[abprs]-[A-Za-z0-9-]{10,}/,
  /\bAIza[0-9A-Za-z_-]{35}\b/,
  /\bEAA[A-Za-z0-9]{40,}/,
  /\b\d{8,10}:AA[A-Za-z0-9_-]{33}\b/,
  /\beyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{20,}/,
  /(?:password|secret|token|api_?key)["']?\s*[:=]\s*["'](?=[^"']*\d)(?=[^"']*[A-Za-z])[A-Za-z0-9+/_=-]{32,}["']/i,
]

function scanForSecrets() {
  const allowed = new Set(readFileSync('checks/secret-allowlist.txt', 'utf8').split('\n'))
  const tracked = execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8' }).split('\0').filter(Boolean)
  for (const file of tracked) {
    if (!existsSync(file) || file === 'checks/secret-allowlist.txt' || /package-lock\.json$|\.(png|jpg|webp|ico|woff2|ogg|mp3)$/.test(file)) continue
    for (const [index, line] of readFileSync(file, 'utf8').split('\n').entries()) {
      for (const form of secretForms) {
        const found = form.exec(line)
        if (found && !allowed.has(`${file}  ${found[0]}`)) {
          faults.push(`${file}:${index + 1} looks like a secret: ${found[0].slice(0, 12)}…`)
        }
      }
    }
  }
  return tracked.length
}

// Maven and npm versions as far as they are numbers; a pre-release counts as its release.
const numbers = (version) => version.split(/[-+]/)[0].split('.').map((part) => parseInt(part, 10) || 0)
function compare(one, other) {
  const [a, b] = [numbers(one), numbers(other)]
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    if ((a[i] ?? 0) !== (b[i] ?? 0)) return (a[i] ?? 0) - (b[i] ?? 0)
  }
  return 0
}

// '<2.0' all before, '1.0 - 1.5' from the first to before the second, '=1.2.3' that one.
export function isAffected(version, range) {
  if (range.startsWith('<')) return compare(version, range.slice(1)) < 0
  if (range.startsWith('=')) return compare(version, range.slice(1)) === 0
  const [from, fixed] = range.split(' - ')
  return compare(version, from) >= 0 && compare(version, fixed) < 0
}

function mavenDependencies() {
  return json('target/sembang.cdx.json').components.map((component) => ({
    ecosystem: 'maven',
    name: `${component.group}:${component.name}`,
    version: component.version,
    licences: (component.licenses ?? []).map((entry) => entry.expression ?? entry.license.id ?? entry.license.name),
  }))
}

function npmDependencies(folder) {
  const lock = `${folder}/package-lock.json`
  if (!existsSync(lock)) return []
  return Object.entries(json(lock).packages)
    .filter(([path, entry]) => path && !entry.link)
    .map(([path, entry]) => ({
      ecosystem: 'npm',
      name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
      version: entry.version,
      licences: entry.license ? [entry.license] : [],
    }))
}

function checkVulnerabilities(dependencies) {
  const known = json('checks/known-vulnerable.json')
  for (const { ecosystem, name, version } of dependencies) {
    for (const entry of known[ecosystem]) {
      if (entry.package === name && entry.affected.some((range) => isAffected(version, range))) {
        faults.push(`${name} ${version} is known to be vulnerable: ${entry.id}`)
      }
    }
  }
  return known.compiled
}

function checkLicences(dependencies) {
  const { allowed, packages } = json('checks/licences.json')
  for (const { name, version, licences } of dependencies) {
    const said = packages[name] ? [packages[name]] : licences
    // Several licences are a choice, so one that is agreed to is enough; 'AND' is not.
    const alternatives = said.flatMap((licence) => licence.replace(/[()]/g, '').split(' OR '))
    if (!alternatives.some((licence) => licence.split(' AND ').every((one) => allowed.includes(one)))) {
      faults.push(`${name} ${version} has no licence we have agreed to: ${said.join(', ') || 'none'}`)
    }
  }
}

// The checks are checked, too: a list that finds nothing bad finds nothing. Written in pieces, or they would be found.
const samples = [
  '-----BEGIN ' + 'PRIVATE KEY-----', 'AKIA' + 'A'.repeat(16), 'sk-ant-' + 'a'.repeat(20), 'sk-' + 'a'.repeat(32), 'sk_live_' + 'a'.repeat(20),
  'ghp_' + 'a'.repeat(36), 'xoxb-' + 'a'.repeat(10), 'AIza' + 'a'.repeat(35), 'EAA' + 'a'.repeat(40), '12345678:AA' + 'a'.repeat(33),
  ['eyJ', 'eyJ', ''].map(part => part + 'a'.repeat(20)).join('.'), 'pass' + `word = "${'a1'.repeat(16)}"`,
]
function faultsOf(check) {
  const before = faults.length
  check()
  return faults.splice(before).length
}
const bad = { ecosystem: 'maven', name: 'org.apache.logging.log4j:log4j-core', version: '2.14.1', licences: ['Nobody-Has-Heard-Of-1.0'] }
if (
  secretForms.some((form, index) => !form.test(samples[index])) ||
  !isAffected('2.14.1', '2.0 - 2.17.1') || isAffected('2.17.1', '2.0 - 2.17.1') ||
  !faultsOf(() => checkVulnerabilities([bad])) || !faultsOf(() => checkLicences([bad])) ||
  faultsOf(() => checkVulnerabilities([{ ...bad, version: '999.0' }])) || faultsOf(() => checkLicences([{ ...bad, licences: ['Apache-2.0 OR Nobody-Has-Heard-Of-1.0'] }]))
) {
  faults.push('the checks themselves are broken')
}

const files = scanForSecrets()
const dependencies = [...mavenDependencies(), ...npmDependencies('web'), ...npmDependencies('widget')]
const compiled = checkVulnerabilities(dependencies)
checkLicences(dependencies)
for (const fault of faults) console.error(fault)
console.log(
  `Supply chain: ${files} files scanned for secrets; ${dependencies.length} dependencies looked up in the list of ` +
    `${compiled} and their licences: ${faults.length ? faults.length + ' faults' : 'nothing found'}.`,
)
process.exitCode = faults.length ? 1 : 0
