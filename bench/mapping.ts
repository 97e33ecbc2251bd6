/**
 * Mappings between two databases against named floors and peers of the same run, as ratios of medians. Sections:
 * - comparing: the strategies on PostgreSQL, 1 % differing, against one ordered COPY and a FULL JOIN, and their memory
 * - identical: a probe of tables that are the same, and its bytes on the wire
 * - mariadb comparing: with MariaDB on one side and on both, against one ordered read, and pt-table-sync
 * - applying, mariadb applying: 10 % of the rows, against UPDATE … FROM of staged rows and a loop of single updates,
 *   which is timed for some rows and scaled up, on this machine's loopback and over a network of 10 ms a round trip
 * - editor: how late the extension host's event loop is during a dry run in VS Code
 *
 * Options: `--rows N`, `--runs N`, `--only TEXT` for the sections whose names have the text in them, `--format json`.
 */
import { applying, applyingMariaDb } from './lib/applying'
import { comparing, identical } from './lib/comparing'
import { comparingMariaDb } from './lib/comparingMariaDb'
import { editor } from './lib/editor'
import { readOptions } from './lib/measure'
import { runSections } from './lib/runSections'
import type { Section } from './lib/section'
import { withSite } from './lib/site'

const SECTIONS: readonly Section[] = [
  comparing,
  identical,
  comparingMariaDb,
  applying,
  applyingMariaDb,
  editor,
]

runSections({
  name: 'mapping',
  options: readOptions(process.argv.slice(2), { rows: 1_000_000, runs: 3 }),
  unit: 'rows a side',
  sections: SECTIONS,
  withSite,
}).catch((error: unknown) => {
  console.error(error)
  process.exitCode = 1
})
