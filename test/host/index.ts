/** What VS Code loads in its extension host to run the tests: `run()` of the bundle dist-test/index.js. */
import { appendFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { format } from 'node:util'
import Mocha from 'mocha'

/** Runs the bundled tests and writes what came of them to the file that `HOST_TEST_RESULT` names. */
export async function run(): Promise<void> {
  process.setSourceMapsEnabled(true)
  redirectOutput(process.env['HOST_TEST_LOG'])
  const mocha = new Mocha({ ui: 'bdd', color: false, timeout: 60_000, forbidPending: true })
  const files = readdirSync(__dirname, { recursive: true, encoding: 'utf8' })
  for (const file of files.filter((name) => name.endsWith('.test.js')).sort())
    mocha.addFile(join(__dirname, file))
  const grep = process.env['HOST_TEST_GREP']
  if (grep !== undefined) mocha.grep(grep)
  const { passes, failures } = await runToEnd(mocha)
  writeResult({ passed: passes, failed: failures })
  // This is how a host that VS Code started for tests learns that it has failed.
  if (failures > 0) throw new Error(`${failures} tests failed`)
}

function runToEnd(mocha: Mocha): Promise<Mocha.Stats> {
  return new Promise((resolve, reject) => {
    const runner = mocha.run(() => {
      if (runner.stats === undefined) reject(new Error('mocha counted nothing'))
      else resolve(runner.stats)
    })
  })
}

/** In an extension host `console.log` cannot be replaced; the function that mocha's reporters call can. */
function redirectOutput(file: string | undefined): void {
  if (file === undefined) return
  const write = (...values: unknown[]): void => appendFileSync(file, `${format(...values)}\n`)
  Object.assign(Mocha.reporters.Base, { consoleLog: write })
}

function writeResult(result: { readonly passed: number; readonly failed: number }): void {
  const file = process.env['HOST_TEST_RESULT']
  if (file === undefined) return
  writeFileSync(`${file}.draft`, JSON.stringify(result))
  renameSync(`${file}.draft`, file)
}
