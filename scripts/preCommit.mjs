/** The format and lint of the staged files, and the types of all: a commit that breaks them is refused. */
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { root, run, runPackage } from './lib/run.mjs'

if (!existsSync(join(root, 'node_modules/typescript'))) {
  console.error('pre-commit: nothing is checked before "npm ci" has run')
  process.exit(0)
}

const { output } = await run(
  'git',
  ['diff', '--cached', '--name-only', '--diff-filter=ACMR', '-z'],
  {
    quiet: true,
  },
)
const staged = output.split('\0').filter((file) => file !== '')
const code = staged.filter((file) => /\.(ts|mjs|js)$/.test(file))
mkdirSync(join(root, '.cache'), { recursive: true })

const steps = [
  staged.length > 0 &&
    runPackage('prettier/bin/prettier.cjs', ['--check', '--ignore-unknown', ...staged], {
      quiet: true,
    }),
  code.length > 0 && runPackage('eslint/bin/eslint.js', code, { quiet: true }),
  code.length > 0 && types('tsconfig.json'),
  code.length > 0 && types('tsconfig.app.json'),
]
const results = await Promise.all(steps.filter((step) => step !== false))
for (const result of results) if (result.code !== 0) console.error(result.output.trimEnd())
process.exitCode = results.some((result) => result.code !== 0) ? 1 : 0

/** @param {string} project */
function types(project) {
  const memory = join(root, '.cache', `${project}.tsbuildinfo`)
  const args = ['-p', project, '--incremental', '--tsBuildInfoFile', memory, '--pretty', 'false']
  return runPackage('typescript/bin/tsc', args, { quiet: true })
}
