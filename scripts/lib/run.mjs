import { spawn } from 'node:child_process'
import { resolve } from 'node:path'

/** The repository's folder. */
export const root = resolve(import.meta.dirname, '../..')

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env] added to this process's own
 * @property {boolean} [quiet] collects the output instead of passing it on
 * @property {number} [timeoutMs] after which the program is ended
 * @property {(pid: number) => () => void} [guard] has it ended should this process die; see guard.mjs
 */

/**
 * @typedef {object} RunResult
 * @property {number} code 1 where a signal ended it or it could not be started
 * @property {string} output what it printed, where `quiet`
 */

/**
 * Runs a program to its end. Never throws: a program that cannot be started has failed.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<RunResult>}
 */
export function run(command, args, { cwd = root, env = {}, quiet = false, timeoutMs, guard } = {}) {
  return new Promise((done) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
    })
    const forget = child.pid === undefined ? undefined : guard?.(child.pid)
    const timer = timeoutMs === undefined ? undefined : setTimeout(() => child.kill(), timeoutMs)
    let output = ''
    child.stdout?.on('data', (data) => (output += data))
    child.stderr?.on('data', (data) => (output += data))
    const end = (/** @type {number | null} */ code) => {
      clearTimeout(timer)
      forget?.()
      done({ code: code ?? 1, output })
    }
    child.once('error', (error) => {
      output += error.message
      if (!quiet) console.error(error.message)
      end(1)
    })
    child.once('close', end)
  })
}

/**
 * Runs a package's program with this Node, without npx.
 * @param {string} script below node_modules
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 */
export function runPackage(script, args, options) {
  return run(process.execPath, [resolve(root, 'node_modules', script), ...args], options)
}

/** Seconds since a moment of `performance.now()`, for people. @param {number} start */
export function secondsSince(start) {
  return `${((performance.now() - start) / 1000).toFixed(1)} s`
}
