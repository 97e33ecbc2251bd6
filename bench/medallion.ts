/**
 * Pipelines against named floors of the same run, as ratios of medians. Sections:
 * - transform: bronze records of three sources, a silver row for three or fewer of them, on PostgreSQL: all of them for the first
 *   time, all of them again, and 1 % of them as new versions, against a merge that is written by hand and keeps neither
 *   provenance, quality nor journal; statements and memory, beside those of a tenth of the records
 *
 * Options: `--rows N` bronze records, `--runs N`, `--only TEXT` for the sections whose names have the text in them,
 * `--format json`.
 */
import { readOptions } from './lib/measure'
import { withMedallionSite } from './lib/medallion/site'
import { transforming } from './lib/medallion/transforming'
import { runSections } from './lib/runSections'

runSections({
  name: 'medallion',
  options: readOptions(process.argv.slice(2), { rows: 275_000, runs: 5 }),
  unit: 'bronze records',
  sections: [transforming],
  withSite: withMedallionSite,
}).catch((error: unknown) => {
  console.error(error)
  process.exitCode = 1
})
