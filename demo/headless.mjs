/** Dry run → apply → second dry run → undo, each checked against the tables without Drydock; then the same of a sync. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { askCli, showCli } from './cli.mjs'
import { ENVIRONMENTS, readJobs, readStudio } from './workspace.mjs'

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
  await syncPublisher(folder, checks)
  return checks.conclude()
}

const SYNC = 'art-publisher/art-publisher.airtable.jsonc'

/**
 * Exports of an Airtable base become tables; a price is edited, synced, and rolled back.
 * @param {string} folder
 * @param {ReturnType<typeof createChecks>} checks
 */
async function syncPublisher(folder, checks) {
  await showCli(folder, ['schema', 'ensure', SYNC, '--yes'])
  const first = await showCli(folder, ['apply', SYNC, '--yes', '--examples', '1'])
  checks.say(first.code === 0, 'the first sync of the art publisher ended well')
  const synced = await readStudio(folder)
  editExport(folder, '£380.00', '£395.00')
  const { summary } = await askCli(folder, ['plan', SYNC])
  const differs = summary.created + summary.updated
  checks.say(differs === 1, `after one price was edited, a dry run shows 1 change (${differs})`)
  await showCli(folder, ['apply', SYNC, '--yes', '--examples', '1'])
  const edited = await readStudio(folder)
  await showCli(folder, ['undo', await latestRun(folder, 'studio'), '--yes', '--examples', '1'])
  const isBack = !edited.equals(synced) && synced.equals(await readStudio(folder))
  checks.say(isBack, 'rolled back, its tables are as they were, byte by byte')
}

/** As Airtable's next export would have it. @param {string} folder @param {string} from @param {string} to */
function editExport(folder, from, to) {
  const file = join(folder, 'art-publisher/airtable_export/Editions-All Records.csv')
  writeFileSync(file, readFileSync(file, 'utf8').replace(from, to))
}

/** @param {string} folder @param {string} environment @returns {Promise<string>} */
async function latestRun(folder, environment = 'sandbox') {
  const { runs } = await askCli(folder, ['runs', '--environment', environment])
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
