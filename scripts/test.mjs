/**
 * Runs the test suites, all or those that are named: `node scripts/test.mjs [SUITE…] [FILE…] [mocha option…]`.
 * It brings what they need, goes on after a failing one, and ends with the line `N passed, N failed`. It uses
 * only Node's own modules, because in a fresh clone it is what installs the others.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { guardedFolder } from './lib/guard.mjs'
import { runMocha } from './lib/mocha.mjs'
import {
  CHROMIUM,
  MARIADB,
  PGBOUNCER,
  POSTGRES,
  SLAPD,
  VENDOR_PREFIXES,
  installPackages,
  installSystemPackages,
} from './lib/prepare.mjs'
import { RESULT_VARIABLE, readResult } from './lib/result.mjs'
import { root, run, secondsSince } from './lib/run.mjs'
import { setUpHost } from './vscodeHost/setUp.mjs'

/**
 * @typedef {object} Suite
 * @property {string} name
 * @property {readonly string[]} [files] run by mocha
 * @property {boolean} [atOnce] each glob of `files` has a process of its own, with servers of its own
 * @property {string} [script] run by Node instead
 * @property {boolean} [countsAsOne] its exit code is its result
 * @property {boolean} [onlyWhenNamed]
 * @property {readonly import('./lib/prepare.mjs').SystemPackage[]} [system]
 * @property {boolean} [vscode]
 */

/** @type {readonly Suite[]} */
const SUITES = [
  { name: 'build', script: 'scripts/build.mjs', countsAsOne: true },
  { name: 'check', script: 'scripts/check.mjs' },
  { name: 'unit', files: ['test/unit/**/*.test.ts', 'test/tidy/**/*.test.ts'] },
  {
    name: 'databases',
    files: ['test/databases/*.test.ts', 'test/databases/*/**/*.test.ts', 'test/spine/**/*.test.ts'],
    atOnce: true,
    system: [POSTGRES, MARIADB, PGBOUNCER, SLAPD, ...VENDOR_PREFIXES],
  },
  { name: 'host', script: 'scripts/vscodeHost/runHostTests.mjs', system: [CHROMIUM], vscode: true },
  { name: 'ui', files: ['test/ui/**/*.test.ts'], system: [CHROMIUM, MARIADB], vscode: true },
  {
    name: 'soak',
    files: ['test/soak/**/*.test.ts'],
    system: [POSTGRES, MARIADB],
    onlyWhenNamed: true,
  },
]

const SUITE_LIMIT_MS = 48 * 60_000

const { suites, files, options } = readArguments(process.argv.slice(2))
const folder = guardedFolder('drydock-results-')
const started = performance.now()
await prepare(suites)
/** @type {{ name: string, passed: number, failed: number, seconds: string }[]} */
const results = []
for (const suite of suites) results.push(await runSuite(suite))
await folder.remove()
conclude()

/** @param {readonly string[]} args */
function readArguments(args) {
  const named = SUITES.filter(({ name }) => args.includes(name))
  const rest = args.filter((arg) => !named.some(({ name }) => name === arg))
  const files = rest.filter((arg) => /\.test\.ts$/.test(arg) && existsSync(join(root, arg)))
  const options = rest.filter((arg) => !files.includes(arg))
  if (named.length === 0)
    return { suites: SUITES.filter(({ onlyWhenNamed }) => onlyWhenNamed !== true), files, options }
  // Every suite but the checks looks at the built bundles.
  const [build] = SUITES
  const needsBuild = build !== undefined && named.some(({ name }) => !/^(build|check)$/.test(name))
  return { suites: needsBuild ? [build, ...named] : named, files, options }
}

/** @param {readonly Suite[]} wanted */
async function prepare(wanted) {
  const system = [...new Set(wanted.flatMap((suite) => suite.system ?? []))]
  await attempt(() => installPackages())
  await attempt(() => installSystemPackages(system))
  if (wanted.some(({ vscode }) => vscode)) await attempt(() => setUpHost())
}

/** What cannot be prepared makes the suites fail that need it, and only those. @param {() => unknown} step */
async function attempt(step) {
  try {
    await step()
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
  }
}

/** @param {Suite} suite */
async function runSuite(suite) {
  console.log(`\n━━━ ${suite.name}`)
  const begun = performance.now()
  const parts = await Promise.all(partsOf(suite).map((part, index) => runPart(suite, part, index)))
  const passed = parts.reduce((sum, part) => sum + part.passed, 0)
  const failed = parts.reduce((sum, part) => sum + part.failed, 0)
  const seconds = secondsSince(begun)
  console.log(`${suite.name}: ${passed} passed, ${failed} failed (${seconds})`)
  return { name: suite.name, passed, failed, seconds }
}

/** What each process of a suite runs. @param {Suite} suite @returns {readonly (readonly string[])[]} */
function partsOf({ files: globs = [], atOnce }) {
  if (files.length > 0) return [files]
  return atOnce ? globs.map((glob) => [glob]) : [globs]
}

/**
 * Runs one process of a suite. The first one is watched; the others print all they have to say at their end.
 * @param {Suite} suite
 * @param {readonly string[]} part
 * @param {number} index
 */
async function runPart(suite, part, index) {
  const file = join(folder.path, `${suite.name}-${index}.json`)
  const settings = {
    env: { [RESULT_VARIABLE]: file },
    timeoutMs: SUITE_LIMIT_MS,
    quiet: index > 0,
    guard: (/** @type {number} */ pid) => folder.guard(pid, 'TERM'),
  }
  const { code, output } =
    suite.script === undefined
      ? await runMocha([...part, ...options], settings)
      : await run(process.execPath, [suite.script, ...(suite.countsAsOne ? [] : options)], settings)
  if (settings.quiet) console.log(output)
  return suite.countsAsOne
    ? { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 }
    : readResult(file, code)
}

function conclude() {
  console.log(`\n━━━ all suites (${secondsSince(started)})`)
  for (const { name, passed, failed, seconds } of results) {
    const mark = failed === 0 ? '✔' : '✘'
    console.log(`${mark} ${name.padEnd(10)} ${passed} passed, ${failed} failed (${seconds})`)
  }
  const passed = results.reduce((sum, result) => sum + result.passed, 0)
  const failed = results.reduce((sum, result) => sum + result.failed, 0)
  console.log(`${passed} passed, ${failed} failed`)
  process.exitCode = failed === 0 ? 0 : 1
}
