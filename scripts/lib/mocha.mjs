import { resolve } from 'node:path'
import { root, run } from './run.mjs'

/**
 * Runs TypeScript test files with mocha, in one process. A skipped or an exclusive test is a failure.
 * @param {readonly string[]} args files, globs and options
 * @param {import('./run.mjs').RunOptions} [options]
 */
export function runMocha(args, options) {
  // Mocha's own wrapper would start another process and not pass signals on to it.
  const mocha = resolve(root, 'node_modules/mocha/lib/cli/cli.js')
  const strict = [
    '--forbid-only',
    '--forbid-pending',
    '--reporter',
    './scripts/lib/mochaReporter.mjs',
  ]
  return run(process.execPath, ['--import=tsx', mocha, ...strict, ...args], options)
}
