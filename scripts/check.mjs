/** Types, lint and format: what has to hold before a commit. Each check counts as one test. */
import { availableParallelism } from 'node:os'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { root, runPackage, secondsSince } from './lib/run.mjs'
import { reportResult } from './lib/result.mjs'

/** @type {readonly { name: string, script: string, args: readonly string[] }[]} */
const CHECKS = [
  types('extension, core and command line', 'tsconfig.json'),
  types('panel apps', 'tsconfig.app.json'),
  types('tests, benches and scripts', 'tsconfig.test.json'),
  {
    name: 'lint',
    script: 'eslint/bin/eslint.js',
    args: ['--max-warnings', '0', '.'],
  },
  { name: 'format', script: 'prettier/bin/prettier.cjs', args: ['--check', '.'] },
]

/**
 * @param {string} subject
 * @param {string} project
 */
function types(subject, project) {
  const memory = join(root, '.cache', `${project}.tsbuildinfo`)
  const args = ['-p', project, '--incremental', '--tsBuildInfoFile', memory, '--pretty', 'false']
  return { name: `types of ${subject}`, script: 'typescript/bin/tsc', args }
}

mkdirSync(join(root, '.cache'), { recursive: true })
const waiting = [...CHECKS]
let failed = 0
await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, work))
reportResult({ passed: CHECKS.length - failed, failed })
process.exitCode = failed === 0 ? 0 : 1

async function work() {
  for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
    const started = performance.now()
    const { code, output } = await runPackage(check.script, check.args, { quiet: true })
    if (code !== 0) failed += 1
    console.log(`${code === 0 ? '✔' : '✘'} ${check.name} (${secondsSince(started)})`)
    if (code !== 0) console.log(output.trimEnd().replace(/^/gm, '  '))
  }
}
