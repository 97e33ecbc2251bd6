/** How a suite tells the runner of all suites what came of it: a small file, since exit codes can lie. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'

export const RESULT_VARIABLE = 'DRYDOCK_TEST_RESULT'

/** @typedef {{ readonly passed: number, readonly failed: number }} SuiteResult */

/** Writes the result where the runner wants it; does nothing where nobody asked. @param {SuiteResult} result */
export function reportResult(result) {
  const file = process.env[RESULT_VARIABLE]
  if (file === undefined) return
  writeFileSync(`${file}.draft`, JSON.stringify(result))
  renameSync(`${file}.draft`, file)
}

/**
 * What a suite came to. One that broke before its end, ran no test, or ended badly for a reason that it did
 * not count has one failure more than it told.
 * @param {string} file
 * @param {number} exitCode
 * @returns {SuiteResult}
 */
export function readResult(file, exitCode) {
  if (!existsSync(file)) return { passed: 0, failed: 1 }
  /** @type {SuiteResult} */
  const { passed, failed } = JSON.parse(readFileSync(file, 'utf8'))
  const uncounted = failed === 0 && (exitCode !== 0 || passed === 0)
  return { passed, failed: uncounted ? 1 : failed }
}
