/** Opens the workbench of a host in Chromium. */
import { chromium } from 'playwright-core'
import { workbenchAddress } from './server.mjs'

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Nothing may leave the machine: a request fails at once instead of waiting for a name server.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
]

/** @param {{ width?: number, height?: number }} [viewport] */
export async function openBrowser({ width = 1280, height = 800 } = {}) {
  const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium'
  const browser = await chromium.launch({
    executablePath,
    headless: true,
    args: ARGUMENTS,
    // A signal ends this process, as it would without a browser; the browser follows when its pipe closes.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  })
  const context = await browser.newContext({ viewport: { width, height } })
  return { browser, page: await context.newPage() }
}

/**
 * @typedef {object} WorkbenchOptions
 * @property {string} [folder] to open
 * @property {readonly string[]} [extensions] folders of extensions under development
 * @property {string} [tests] a module for the extension host, whose `run()` it calls
 */

/**
 * Opens the workbench and waits until it shows. VS Code takes extensions under development and tests from its
 * page's configuration; they are put in as the workbench reads it, because Chromium refuses the web socket of a
 * page whose document was rewritten on the way.
 * @param {import('playwright-core').Page} page
 * @param {import('./server.mjs').Host} host
 * @param {WorkbenchOptions} options
 */
export async function openWorkbenchPage(page, host, { folder, extensions = [], tests }) {
  const uri = (/** @type {string} */ path) => {
    return { $mid: 1, scheme: 'vscode-remote', authority: host.authority, path }
  }
  await page.addInitScript(addDevelopmentOptions, {
    ...(extensions.length > 0 && { extensions: extensions.map(uri) }),
    ...(tests !== undefined && { extensionTestsPath: uri(tests) }),
  })
  await page.goto(workbenchAddress(host, folder), { waitUntil: 'commit', timeout: 120_000 })
  await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 120_000 })
}

/** Runs in the page. @param {object} options */
function addDevelopmentOptions(options) {
  if (self !== top) return
  const original = Element.prototype.getAttribute
  Element.prototype.getAttribute = function (/** @type {string} */ name) {
    const value = original.call(this, name)
    const isConfiguration =
      name === 'data-settings' && this.id === 'vscode-workbench-web-configuration'
    if (!isConfiguration || value === null) return value
    const settings = JSON.parse(value)
    return JSON.stringify({
      ...settings,
      developmentOptions: { ...settings.developmentOptions, ...options },
    })
  }
}
