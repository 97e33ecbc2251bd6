/**
 * Clones of a database on its own server against what people clone with today, in the same run, as ratios of medians.
 * Sections:
 * - postgres template: a source that nobody is on, against the server's bare `create database … template`
 * - postgres relay: a source in use, against `pg_dump | psql`
 * - mariadb insert: a source that nobody is on, against `mariadb-dump | mariadb` and mydumper with myloader
 * - mariadb relay: a source in use, against `mariadb-dump | mariadb`
 *
 * What is timed is everything between a yes and a registered database that is proved equal: its definitions
 * (`definitions`), with the number of rows of each table (`counts`) or a digest of all values (`rows`). Nothing that people clone
 * with proves anything.
 *
 * Options: `--rows N` orders, of which three and a quarter times as many rows are made, `--runs N`, `--only TEXT`, `--format json`.
 */
import { mariadbInsert, mariadbRelay } from './lib/clone/mariadb'
import { postgresRelay, postgresTemplate } from './lib/clone/postgres'
import { withCloneSite } from './lib/clone/site'
import { readOptions } from './lib/measure'
import { runSections } from './lib/runSections'

runSections({
  name: 'clone',
  options: readOptions(process.argv.slice(2), { rows: 300_000, runs: 3 }),
  unit: 'orders',
  sections: [postgresTemplate, postgresRelay, mariadbInsert, mariadbRelay],
  withSite: withCloneSite,
}).catch((error: unknown) => {
  console.error(error)
  process.exitCode = 1
})
