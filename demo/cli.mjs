/** Runs the built command line in a workspace as a user would, and shows what it prints. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { root } from '../scripts/lib/run.mjs'

/**
 * @typedef {object} CliResult
 * @property {number} code
 * @property {string} stdout
 */

/**
 * Prints the command and its output.
 * @param {string} folder the workspace
 * @param {readonly string[]} args
 */
export async function showCli(folder, args) {
  console.log(`\n$ drydock ${args.join(' ')}`)
  return callCli(folder, args, true)
}

/**
 * Prints nothing and gives what the command said as JSON.
 * @param {string} folder
 * @param {readonly string[]} args
 * @returns {Promise<Record<string, any>>}
 */
export async function askCli(folder, args) {
  const { code, stdout } = await callCli(folder, [...args, '--format', 'json', '--quiet'], false)
  if (code !== 0) throw new Error(`"drydock ${args.join(' ')}" ended with ${code}`)
  return JSON.parse(stdout)
}

/**
 * @param {string} folder
 * @param {readonly string[]} args
 * @param {boolean} show
 * @returns {Promise<CliResult>}
 */
function callCli(folder, args, show) {
  const command = [join(root, 'dist/cli.js'), ...args]
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, command, {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let stdout = ''
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text
      if (show) process.stdout.write(text)
    })
    child.once('error', reject)
    child.once('close', (code) => resolve({ code: code ?? 1, stdout }))
  })
}
