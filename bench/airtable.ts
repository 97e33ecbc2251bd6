/**
 * Syncs of an Airtable base against named floors and peers of the same run, as ratios of medians. Sections:
 * - sync: plan and apply of the first sync, against COPY of the same bytes into an unlogged table of texts, against COPY of the
 *   finished rows into a table with the same indexes, against pgloader into texts and against csvkit's `csvsql --insert`
 * - again, urls, one: exports as they were, against a SHA-256 pass over them; with other addresses of attachments; and with one
 *   record changed
 * - memory: peaks of plan and apply above idle, of an export and of one four times as large
 *
 * Options: `--rows N` records of the export, `--runs N`, `--only TEXT` for the sections whose names have the text in them,
 * `--large` for the memory of an export of a gigabyte, `--format json`.
 */
import { memory } from './airtable/memory'
import { withAirtableSite } from './airtable/site'
import { syncing } from './airtable/syncing'
import { syncingAgain } from './airtable/syncingAgain'
import { readOptions } from './lib/measure'
import { runSections } from './lib/runSections'

const argv = process.argv.slice(2)
const large = argv.includes('--large')

runSections({
  name: 'airtable',
  options: readOptions(argv, { rows: 200_000, runs: 5 }),
  unit: 'records',
  sections: [syncing, syncingAgain, memory],
  withSite: (rows, work) => withAirtableSite(rows, large, work),
}).catch((error: unknown) => {
  console.error(error)
  process.exitCode = 1
})
