/** Builds everything: the JSON Schemas from the definitions' schemas, the bundles in dist/, the library's types. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root, run, runPackage, secondsSince } from './lib/run.mjs'

const started = performance.now()
const generator = join(root, 'scripts/generate-schemas.ts')
if (existsSync(generator)) await must(runPackage('tsx/dist/cli.mjs', [generator]))
await must(run(process.execPath, ['esbuild.js', ...process.argv.slice(2)]))
await must(runPackage('typescript/bin/tsc', ['-p', 'tsconfig.library.json']))
console.log(`built dist/ in ${secondsSince(started)}`)

/** @param {Promise<import('./lib/run.mjs').RunResult>} step */
async function must(step) {
  const { code } = await step
  if (code !== 0) process.exit(code)
}
