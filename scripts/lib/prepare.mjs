/** What has to be on the machine before tests can run. Only Node's own modules: npm may not have run yet. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { root, run } from './run.mjs'

/** Installs the npm packages of the lock file unless exactly those are installed. */
export async function installPackages() {
  if (packagesAreCurrent()) return
  console.log('installing npm packages …')
  const { code } = await runNpm(['ci', '--no-audit', '--no-fund', '--loglevel=error'])
  if (code !== 0) throw new Error('"npm ci" failed')
}

/**
 * On Windows `npm` is a batch file, which only a shell can start; a script that npm runs knows npm's own script.
 * @param {readonly string[]} args
 */
function runNpm(args) {
  const script = process.env['npm_execpath']
  if (script === undefined || !script.endsWith('npm-cli.js')) return run('npm', args)
  return run(process.execPath, [script, ...args])
}

function packagesAreCurrent() {
  const installed = readLock('node_modules/.package-lock.json')
  const wanted = readLock('package-lock.json')
  return Object.entries(wanted).every(
    ([path, { version, optional }]) =>
      // The lock's entry without a path is this package itself; optional ones depend on the platform.
      path === '' || optional === true || installed[path]?.version === version,
  )
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean }>}
 */
function readLock(file) {
  const path = join(root, file)
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : {}
}

/** @typedef {{ readonly name: string, readonly purpose: string, readonly installed: () => boolean }} SystemPackage */

/** @type {SystemPackage} */
export const CHROMIUM = {
  name: 'chromium',
  purpose: 'the tests in VS Code',
  installed: () => existsSync(process.env['CHROMIUM'] ?? '/usr/bin/chromium'),
}

/** @type {SystemPackage} */
export const POSTGRES = {
  name: 'postgresql',
  purpose: "the tests on the system's PostgreSQL",
  installed: () =>
    existsSync('/usr/lib/postgresql') &&
    readdirSync('/usr/lib/postgresql').some((version) =>
      existsSync(`/usr/lib/postgresql/${version}/bin/initdb`),
    ),
}

/** @type {SystemPackage} */
export const PGBOUNCER = {
  name: 'pgbouncer',
  purpose: 'the tests behind a pooler',
  installed: () => existsSync('/usr/sbin/pgbouncer'),
}

/** @type {SystemPackage} */
export const MARIADB = {
  name: 'mariadb-server',
  purpose: 'the tests on MariaDB',
  installed: () =>
    ['/usr/sbin/mariadbd', '/usr/bin/mariadb-install-db'].every((path) => existsSync(path)),
}

/** @type {SystemPackage} */
export const SLAPD = {
  name: 'slapd',
  purpose: 'the tests on a directory',
  installed: () => existsSync('/usr/sbin/slapd'),
}

/**
 * Registries of vendors' prefixes, whose names are in conflict.
 * @type {readonly SystemPackage[]}
 */
export const VENDOR_PREFIXES = [
  ['ieee-data', '/usr/share/ieee-data/oui.csv'],
  ['libwireshark-data', '/usr/share/wireshark/manuf'],
  ['nmap-common', '/usr/share/nmap/nmap-mac-prefixes'],
].map(([name = '', file = '']) => ({
  name,
  purpose: 'the tests on registries of vendors',
  installed: () => existsSync(file),
}))

/**
 * Installs Debian packages that are missing; where that is not allowed, says what to install.
 * @param {readonly SystemPackage[]} packages
 */
export async function installSystemPackages(packages) {
  const missing = packages.filter((one) => !one.installed())
  if (missing.length === 0) return
  const names = missing.map(({ name }) => name)
  const purposes = [...new Set(missing.map(({ purpose }) => purpose))].join(' and ')
  const command = `apt-get install -y --no-install-recommends ${names.join(' ')}`
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    console.log(`missing for ${purposes}: run "${command}" as root`)
    return
  }
  console.log(`installing ${names.join(', ')} for ${purposes} …`)
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  await aptGet(['update'], env)
  await aptGet(['install', '-y', '--no-install-recommends', ...names], env)
}

/**
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
async function aptGet(args, env) {
  const { code, output } = await run('apt-get', ['-qq', ...args], { env, quiet: true })
  if (code !== 0) throw new Error(`"apt-get ${args.join(' ')}" failed:\n${output}`)
}
