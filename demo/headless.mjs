/** Dry run → apply → second dry run → undo, each checked against the tables without Drydock. */
import { askCli, showCli } from './cli.mjs'
import { ENVIRONMENTS, readJobs } from './workspace.mjs'

const MAPPING = 'fab-order.mapping.jsonc'

/** Whether everything held. @param {string} folder @returns {Promise<boolean>} */
export async function runHeadless(folder) {
  const checks = createChecks()
  const start = await readAll(folder)
  const plan = 'fab-order.plan'
  const planned = await showCli(folder, ['plan', MAPPING, '--out', plan])
  checks.say(planned.code === 0, 'the dry run ended well')
  checks.say(same(start, await readAll(folder)), 'the dry run changed nothing in either database')

  const applied = await showCli(folder, ['apply', plan, '--yes'])
  const afterApply = await readAll(folder)
  const updated = countChanged(start.sandbox, afterApply.sandbox)
  checks.say(applied.code === 0 && updated === 42, `the apply changed 42 rows (${updated} did)`)
  checks.say(start.production.equals(afterApply.production), 'production is as it was')

  await showCli(folder, ['plan', MAPPING])
  const { summary } = await askCli(folder, ['plan', MAPPING])
  checks.say(summary.updated === 0, `a second dry run shows 0 updates (${summary.updated})`)

  const run = await latestRun(folder)
  const undone = await showCli(folder, ['undo', run, '--yes'])
  checks.say(undone.code === 0, 'the undo ended well')
  checks.say(same(start, await readAll(folder)), 'both tables equal the start, byte by byte')
  return checks.conclude()
}

/** @param {string} folder @returns {Promise<string>} */
async function latestRun(folder) {
  const { runs } = await askCli(folder, ['runs'])
  return runs[0].id
}

/** @param {string} folder */
async function readAll(folder) {
  const [production, sandbox] = ENVIRONMENTS
  return {
    production: await readJobs(folder, production),
    sandbox: await readJobs(folder, sandbox),
  }
}

/**
 * @param {Awaited<ReturnType<typeof readAll>>} a
 * @param {Awaited<ReturnType<typeof readAll>>} b
 */
function same(a, b) {
  return ENVIRONMENTS.every((name) => a[name].equals(b[name]))
}

/** How many lines differ. @param {Buffer} before @param {Buffer} after */
function countChanged(before, after) {
  const lines = after.toString('utf8').split('\n')
  const earlier = before.toString('utf8').split('\n')
  if (lines.length !== earlier.length) return NaN
  return lines.filter((line, index) => line !== earlier[index]).length
}

function createChecks() {
  let [passed, failed] = [0, 0]
  return {
    say(/** @type {boolean} */ holds, /** @type {string} */ what) {
      if (holds) passed += 1
      else failed += 1
      console.log(`${holds ? '✓' : '✗'} ${what}`)
    },
    conclude() {
      console.log(`\n${failed === 0 ? '✓' : '✗'} ${passed} checks held, ${failed} did not`)
      return failed === 0
    },
  }
}
