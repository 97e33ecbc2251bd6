/** Opens the demo in VS Code: the one on the PATH, else one that runs in the browser. */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { root, runPackage } from '../scripts/lib/run.mjs'

/** @param {string} folder */
export async function openEditor(folder) {
  const code = findProgram('code')
  if (code === undefined) return openInBrowser(folder)
  console.log(`\nOpening ${folder} in VS Code (${code}).`)
  console.log('There: F1, then "Drydock: Dry Run Mapping".')
  await startDetached(code, ['--new-window', `--extensionDevelopmentPath=${root}`, folder])
}

/** The full path of a program on the PATH. @param {string} name @returns {string | undefined} */
export function findProgram(name) {
  const windows = process.platform === 'win32'
  const endings = windows ? (process.env['PATHEXT'] ?? '.EXE;.CMD').split(';') : ['']
  for (const folder of (process.env['PATH'] ?? '').split(delimiter))
    for (const ending of endings) {
      const path = join(folder, `${name}${ending.toLowerCase()}`)
      if (folder !== '' && existsSync(path)) return path
    }
  return undefined
}

/**
 * Returns once the program has started; it goes on without this one.
 * @param {string} program
 * @param {readonly string[]} args
 * @returns {Promise<void>}
 */
function startDetached(program, args) {
  // On Windows `code` is a batch file, which only a shell can start.
  const shell = process.platform === 'win32'
  const quoted = shell ? args.map((arg) => `"${arg}"`) : args
  const command = shell ? `"${program}"` : program
  return new Promise((resolve, reject) => {
    const child = spawn(command, quoted, { shell, detached: true, stdio: 'ignore' })
    child.once('error', reject)
    child.once('spawn', () => {
      child.unref()
      resolve()
    })
  })
}

/** @param {string} folder */
async function openInBrowser(folder) {
  console.log('\nThere is no "code" on the PATH, so VS Code is set up to run in the browser.')
  const { startHost, workbenchAddress } = await import('../scripts/vscodeHost/server.mjs')
  const host = await startHost({ vsix: [await packExtension()] })
  console.log(`\nVS Code is ready: ${workbenchAddress(host, folder)}`)
  console.log('There: F1, then "Drydock: Dry Run Mapping". Ctrl+C here ends it.')
  await new Promise((resolve) => {
    process.once('SIGINT', resolve)
    process.once('SIGTERM', resolve)
  })
  await host.stop()
}

/** Packs the extension and returns the file. */
async function packExtension() {
  const file = join(root, '.cache', 'drydock-demo.vsix')
  mkdirSync(join(root, '.cache'), { recursive: true })
  console.log('packing the extension …')
  const options = ['--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links']
  const args = ['package', ...options, '--out', file]
  const { code, output } = await runPackage('@vscode/vsce/vsce', args, { quiet: true })
  if (code !== 0) throw new Error(`the extension could not be packed:\n${output}`)
  return file
}
