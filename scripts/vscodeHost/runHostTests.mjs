/**
 * Runs test/host inside the extension host of a real VS Code. Options: `-g TEXT` runs the tests whose title
 * holds TEXT, `--verbose` prints what VS Code says besides.
 */
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { guardedFolder } from '../lib/guard.mjs'
import { reportResult } from '../lib/result.mjs'
import { root, secondsSince } from '../lib/run.mjs'
import { openBrowser, openWorkbenchPage } from './browser.mjs'
import { bundleHostTests } from './bundleTests.mjs'
import { createFixtureWorkspace } from './fixture.mjs'
import { startHost } from './server.mjs'

const LIMIT_MS = Number(process.env['HOST_TEST_TIMEOUT_MS'] ?? 300_000)
const { values } = parseArgs({
  options: { grep: { type: 'string', short: 'g' }, verbose: { type: 'boolean' } },
})

const started = performance.now()
const scratch = guardedFolder('drydock-host-tests-')
const resultFile = join(scratch.path, 'result.json')
const logFile = join(scratch.path, 'mocha.log')
process.exitCode = await main()
await scratch.remove()

/** @returns {Promise<number>} */
async function main() {
  const tests = await bundleHostTests()
  const workspace = join(scratch.path, 'workspace')
  await createFixtureWorkspace(workspace)
  const host = await startHost({
    env: { HOST_TEST_RESULT: resultFile, HOST_TEST_LOG: logFile, HOST_TEST_GREP: values.grep },
  })
  const stopFollowing = follow(logFile)
  const { browser, page } = await openBrowser()
  try {
    const errors = collectErrors(page)
    const { ended } = await listenForEnd(page)
    await openWorkbenchPage(page, host, { folder: workspace, extensions: [root], tests })
    console.log(`VS Code is open after ${secondsSince(started)}`)
    const end = await Promise.race([ended, timeLimit()])
    stopFollowing()
    return await conclude(end, { page, errors })
  } catch (error) {
    console.error(error)
    console.error(host.log().slice(-4000))
    return 1
  } finally {
    stopFollowing()
    await browser.close()
    await host.stop()
  }
}

/**
 * VS Code calls these two functions of its page, where they exist, when tests were asked for.
 * @param {import('playwright-core').Page} page
 */
async function listenForEnd(page) {
  /** @type {(how: string) => void} */
  let end = () => undefined
  /** @type {Promise<string>} */
  const ended = new Promise((resolve) => (end = resolve))
  page.on('crash', () => end('the page crashed'))
  page.on('close', () => end('the page was closed'))
  await page.exposeFunction('codeAutomationLog', (/** @type {unknown[]} */ ...message) => {
    if (values.verbose) console.log('[host]', ...message)
  })
  await page.exposeFunction('codeAutomationExit', (/** @type {number} */ code) => {
    end(`VS Code ended the tests with ${code}`)
  })
  return { ended }
}

/** @returns {Promise<string>} */
function timeLimit() {
  return new Promise((resolve) => {
    setTimeout(resolve, LIMIT_MS, `no end within ${LIMIT_MS / 1000} s`).unref()
  })
}

/** @param {import('playwright-core').Page} page */
function collectErrors(page) {
  /** @type {string[]} */
  const errors = []
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
    if (values.verbose) console.log('[page]', message.text().slice(0, 500))
  })
  return errors
}

/** Prints what mocha says inside the extension host, as it says it. @param {string} file */
function follow(file) {
  let shown = 0
  const show = () => {
    if (!existsSync(file)) return
    const text = readFileSync(file)
    process.stdout.write(text.subarray(shown))
    shown = text.length
  }
  const timer = setInterval(show, 200)
  return () => {
    clearInterval(timer)
    show()
  }
}

/**
 * VS Code's own exit code is 0 for a host that was killed or left early, so only the result that the tests
 * wrote themselves counts.
 * @param {string} end
 * @param {{ page: import('playwright-core').Page, errors: readonly string[] }} context
 */
async function conclude(end, { page, errors }) {
  if (existsSync(resultFile)) {
    /** @type {import('../lib/result.mjs').SuiteResult} */
    const { passed, failed } = JSON.parse(readFileSync(resultFile, 'utf8'))
    if (passed + failed === 0) console.log('no test ran')
    else reportResult({ passed, failed })
    return failed === 0 && passed > 0 ? 0 : 1
  }
  const picture = join(root, 'screenshots', 'host-tests-broken.png')
  mkdirSync(join(root, 'screenshots'), { recursive: true })
  await page.screenshot({ path: picture }).catch(() => undefined)
  console.log(`the tests wrote no result (${end}); see "${picture}"`)
  console.log(errors.slice(-15).join('\n').slice(0, 6000))
  return 1
}
