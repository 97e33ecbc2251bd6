/** Runs a benchmark: `npm run bench -- NAME [its options]` runs bench/NAME.ts. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { root, run } from './lib/run.mjs'

const [name = '', ...options] = process.argv.slice(2)
const file = join(root, 'bench', `${name}.ts`)
if (/^\w+$/.test(name) && existsSync(file)) {
  const { code } = await run(process.execPath, ['--import=tsx', '--expose-gc', file, ...options])
  process.exitCode = code
} else {
  const known = readdirSync(join(root, 'bench')).flatMap(
    (entry) => /^(\w+)\.ts$/.exec(entry)?.[1] ?? [],
  )
  console.error(`unknown benchmark "${name}"; known: ${known.join(', ')}`)
  process.exitCode = 2
}
