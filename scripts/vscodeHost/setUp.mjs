/**
 * Installs a real VS Code that runs in a browser (code-server, from npm) into .vscode-host/, with the Node it
 * needs and without a native build. It lives outside node_modules because its Node would shadow the system's
 * in every npm script. Only Node's own modules: npm may not have run yet.
 */
import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join, resolve } from 'node:path'
import { SPDLOG, WATCHDOG } from './standIns.mjs'

const CODE_SERVER = '4.139.1'
const NODE = '24.21.0'
// Raise it when the steps below change.
const REVISION = 1

const root = resolve(import.meta.dirname, '../..', process.env['VSCODE_HOST_DIR'] ?? '.vscode-host')
const nodePackage = `node-linux-${process.arch}`
const vscode = join(root, 'node_modules/code-server/lib/vscode')
const stamp = join(root, 'ready.json')
const wanted = JSON.stringify({ CODE_SERVER, NODE, REVISION })

/** The programs of the installed VS Code. */
export const hostNode = join(root, 'node_modules', nodePackage, 'bin/node')
export const hostEntry = join(root, 'node_modules/code-server/out/node/entry.js')

/** Installs VS Code unless it is there. Takes half a minute the first time. */
export function setUpHost() {
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  if (process.platform !== 'linux')
    throw new Error('VS Code in the browser needs Linux; use "npm run test:desktop" here')
  console.log(`installing VS Code (code-server ${CODE_SERVER}) …`)
  rmSync(root, { recursive: true, force: true })
  mkdirSync(root, { recursive: true })
  writeFileSync(join(root, 'package.json'), JSON.stringify({ private: true }))
  npmInstall(root, [`code-server@${CODE_SERVER}`, `${nodePackage}@${NODE}`])
  // The inner packages are what code-server's own install script would bring, before it compiles things.
  npmInstall(vscode, ['--omit=dev'])
  npmInstall(join(vscode, 'extensions'), ['--omit=dev'])
  link('bin/remote-cli', 'code-linux.sh', 'code-server')
  link('bin/helpers', 'browser-linux.sh', 'browser.sh')
  replaceModule('@vscode/spdlog', SPDLOG)
  replaceModule('@vscode/native-watchdog', WATCHDOG)
  removeUnneeded()
  writeFileSync(stamp, wanted)
}

/**
 * @param {string} cwd
 * @param {readonly string[]} args
 */
function npmInstall(cwd, args) {
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  execFileSync('npm', ['install', ...args, ...quiet], {
    cwd,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

/**
 * @param {string} folder
 * @param {string} source
 * @param {string} name
 */
function link(folder, source, name) {
  rmSync(join(vscode, folder, name), { force: true })
  symlinkSync(source, join(vscode, folder, name))
}

/**
 * @param {string} name
 * @param {string} code
 */
function replaceModule(name, code) {
  const file = join(vscode, 'node_modules', name, 'index.js')
  if (existsSync(file)) writeFileSync(file, code)
}

/** An extension under test needs neither Copilot nor other systems' tools: a third of the disk space. */
function removeUnneeded() {
  const modules = join(vscode, 'node_modules')
  const ripgreps = join(modules, '@vscode/ripgrep-universal/bin')
  const foreign = existsSync(ripgreps)
    ? readdirSync(ripgreps).filter((name) => name !== `linux-${process.arch}`)
    : []
  const unneeded = [
    join(modules, '@github'),
    join(modules, '@microsoft/mxc-sdk'),
    join(vscode, 'extensions/copilot'),
    ...foreign.map((name) => join(ripgreps, name)),
  ]
  for (const folder of unneeded) rmSync(folder, { recursive: true, force: true })
}
