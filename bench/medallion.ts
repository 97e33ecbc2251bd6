/**
 * Pipelines against named floors of the same run, as ratios of medians. Sections:
 * - ingest: a CSV file into an empty bronze, against COPY of the prepared rows into the same table with the same indexes, against
 *   batches of INSERT and against what usual scripts do row by row, of the prepared rows as well: neither reads nor hashes anything;
 *   and against batches of INSERT by a script that parses the file, and hashes nothing
 * - file again: the same file as it was, and with one record changed, against one SHA-256 pass over it
 * - transform: bronze records of three sources, a silver row for three or fewer of them, on PostgreSQL: all of them for the first
 *   time, all of them again, and 1 % of them as new versions, against a merge that is written by hand and keeps neither
 *   provenance, quality nor journal; statements and memory, beside those of a tenth of the records
 *
 * Options: `--rows N` bronze records, `--runs N`, `--only TEXT` for the sections whose names have the text in them,
 * `--format json`.
 */
import { ingesting } from './lib/medallion/ingesting'
import { readingAgain } from './lib/medallion/readingAgain'
import { readOptions } from './lib/measure'
import { withMedallionSite } from './lib/medallion/site'
import { transforming } from './lib/medallion/transforming'
import { runSections } from './lib/runSections'

runSections({
  name: 'medallion',
  options: readOptions(process.argv.slice(2), { rows: 275_000, runs: 5 }),
  unit: 'bronze records',
  sections: [ingesting, readingAgain, transforming],
  withSite: withMedallionSite,
}).catch((error: unknown) => {
  console.error(error)
  process.exitCode = 1
})
