/** Starts and stops the VS Code of .vscode-host on a free port, with a profile of its own. */
import { execFileSync, spawn } from 'node:child_process'
import { createWriteStream, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { guardedFolder } from '../lib/guard.mjs'
import { hostEntry, hostNode, setUpHost } from './setUp.mjs'

/** A quiet editor: no welcome, no adverts, nothing that asks the network. */
const SETTINGS = {
  'workbench.startupEditor': 'none',
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'workbench.enableExperiments': false,
  'workbench.tips.enabled': false,
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.commandCenter.enabled': false,
  'git.enabled': false,
}

/**
 * @typedef {object} HostOptions
 * @property {Readonly<Record<string, unknown>>} [settings] user settings
 * @property {readonly string[]} [vsix] packed extensions to install first
 * @property {Readonly<Record<string, string | undefined>>} [env] for the extension host
 * @property {number} [port] a free one by default
 */

/**
 * @typedef {object} Host
 * @property {string} authority host and port
 * @property {string} folder removed when it stops; tests may keep files in it
 * @property {(settings: Readonly<Record<string, unknown>>) => void} changeSettings has the extension in
 *   `remoteControl` change user settings, where that is loaded; takes effect a moment later
 * @property {() => string} log what the server printed
 * @property {() => Promise<void>} stop
 */

/**
 * @param {HostOptions} [options]
 * @returns {Promise<Host>}
 */
export async function startHost({ settings = {}, vsix = [], env = {}, port } = {}) {
  setUpHost()
  const guarded = guardedFolder('drydock-vscode-')
  const folder = guarded.path
  const profile = createProfile(folder, { ...SETTINGS, ...settings })
  const settingsFile = join(folder, 'changed-settings.json')
  const changeSettings = (/** @type {Readonly<Record<string, unknown>>} */ changes) => {
    // Written whole in one step, because it is read at any time.
    writeFileSync(`${settingsFile}.draft`, JSON.stringify(changes))
    renameSync(`${settingsFile}.draft`, settingsFile)
  }
  changeSettings({})
  const hostEnv = environment(folder, { HOST_SETTINGS_FILE: settingsFile, ...env })
  for (const file of vsix) {
    const install = [hostEntry, ...profile.args, '--install-extension', file, '--force']
    execFileSync(hostNode, install, { env: hostEnv, stdio: ['ignore', 'ignore', 'inherit'] })
  }
  const authority = `127.0.0.1:${port ?? (await freePort())}`
  const logFile = join(folder, 'server.log')
  const log = () => readFileSync(logFile, 'utf8')
  const server = launch(authority, { args: profile.args, env: hostEnv, logFile })
  const forget = guarded.guard(-server.pid)
  const stop = async () => {
    await server.end()
    forget()
    await guarded.remove()
  }
  try {
    await answers(authority, server)
  } catch (error) {
    const message = `${error instanceof Error ? error.message : error}\n${log()}`
    await stop()
    throw new Error(message, { cause: error })
  }
  return { authority, folder, changeSettings, log, stop }
}

/** The address that shows a folder. @param {Host} host @param {string} [folder] */
export function workbenchAddress(host, folder) {
  const payload = JSON.stringify([
    ['skipWelcome', 'true'],
    ['skipReleaseNotes', 'true'],
  ])
  const query = new URLSearchParams({ ...(folder ? { folder } : { ew: 'true' }), payload })
  return `http://${host.authority}/?${query}`
}

/**
 * @param {string} folder
 * @param {Readonly<Record<string, unknown>>} settings
 */
function createProfile(folder, settings) {
  const data = join(folder, 'data')
  const extensions = join(folder, 'extensions')
  const config = join(folder, 'config.yaml')
  for (const path of [join(data, 'User'), extensions, join(folder, 'tmp')])
    mkdirSync(path, { recursive: true })
  // Without a configuration file it would write one into the user's home.
  writeFileSync(config, 'auth: none\ncert: false\n')
  const args = ['--config', config, '--user-data-dir', data, '--extensions-dir', extensions]
  writeFileSync(join(data, 'User', 'settings.json'), JSON.stringify(settings, null, 2))
  return { args }
}

/**
 * @param {string} folder
 * @param {Readonly<Record<string, string | undefined>>} added
 */
function environment(folder, added) {
  const tmp = join(folder, 'tmp')
  // Its sockets go into the folder; without a marketplace nothing asks open-vsx.org.
  const own = {
    TMPDIR: tmp,
    XDG_RUNTIME_DIR: tmp,
    XDG_CONFIG_HOME: join(folder, 'config'),
    EXTENSIONS_GALLERY: '{}',
  }
  const disturbing = /^(VSCODE_|npm_|NODE_OPTIONS$|PORT$|PASSWORD$|HASHED_PASSWORD$)/
  const entries = Object.entries({ ...process.env, ...own, ...added })
  return Object.fromEntries(
    entries.filter(([name, value]) => value !== undefined && !disturbing.test(name)),
  )
}

const FLAGS = [
  ...['--auth', 'none', '--disable-telemetry', '--disable-update-check'],
  ...['--disable-workspace-trust', '--disable-getting-started-override', '--disable-proxy'],
]

/**
 * @param {string} authority
 * @param {{ args: readonly string[], env: NodeJS.ProcessEnv, logFile: string }} options
 */
function launch(authority, { args, env, logFile }) {
  // A process group of its own, so that all of VS Code can be ended by it.
  const child = spawn(hostNode, [hostEntry, ...args, ...FLAGS, '--bind-addr', authority], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  writeFileSync(logFile, '')
  const output = createWriteStream(logFile, { flags: 'a' })
  child.stdout.pipe(output, { end: false })
  child.stderr.pipe(output, { end: false })
  let running = true
  const ended = new Promise((resolve) => {
    child.once('exit', () => {
      running = false
      resolve(undefined)
    })
  })
  const pid = child.pid ?? 0
  return {
    pid,
    isRunning: () => running,
    async end() {
      signalGroup(pid, 'SIGTERM')
      await Promise.race([ended, sleep(5000)])
      signalGroup(pid, 'SIGKILL')
    },
  }
}

/**
 * @param {number} group
 * @param {NodeJS.Signals} signal
 */
function signalGroup(group, signal) {
  try {
    process.kill(-group, signal)
  } catch {
    // All of it has ended already.
  }
}

/**
 * @param {string} authority
 * @param {{ isRunning: () => boolean }} server
 */
async function answers(authority, server) {
  for (const end = Date.now() + 30_000; Date.now() < end; await sleep(50)) {
    if (!server.isRunning()) throw new Error('VS Code ended while it was starting')
    const response = await fetch(`http://${authority}/healthz`).catch(() => undefined)
    if (response?.ok) return
  }
  throw new Error('VS Code did not answer within 30 seconds')
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

/** The folder of the extension that `changeSettings` needs. */
export const remoteControl = join(import.meta.dirname, 'remoteControl')
