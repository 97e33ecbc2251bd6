/** What a sync is measured against: the same bytes, put into a table by other means. */
import { spawnSync } from 'node:child_process'
import { createReadStream, createWriteStream, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { temporaryFolder } from '../../test/helpers/temporary'
import { time } from '../lib/measure'
import { withClient } from '../lib/pair'
import type { Base } from './base'
import { PRINT_COLUMNS, writePrints } from './exports'

const COLUMNS = Object.keys(PRINT_COLUMNS).map((name) => name.toLowerCase())
const TEXTS = COLUMNS.map((name) => `${name} text`).join(', ')

/** csvsql takes minutes for all of them. */
export const CSVSQL_ROWS = 20_000

/** Milliseconds of COPY of the file into an unlogged table of texts, which takes each byte as it is. */
export function copyRaw(base: Base): Promise<number> {
  return intoTable(base, `create unlogged table peer (${TEXTS})`, () =>
    copyFile(base.url, base.file(), 'copy peer from stdin (format csv, header true)'),
  )
}

/** Milliseconds of COPY of rows that are as the sync has made them, into an empty table with the same indexes. */
export async function copyPrepared(base: Base): Promise<number> {
  const file = join(dirname(base.file('first')), 'prepared.copy')
  await withClient(base.url, (client) =>
    pipeline(client.query(copyTo('copy prints to stdout')), createWriteStream(file)),
  )
  return intoTable(base, 'create table peer (like prints including all)', () =>
    copyFile(base.url, file, 'copy peer from stdin'),
  )
}

/** Milliseconds of pgloader into a table of texts. */
export function loadByPgloader(base: Base): Promise<number> {
  const commands = join(temporaryFolder('pgloader'), 'prints.load')
  writeFileSync(
    commands,
    `load csv from '${base.file()}' (${COLUMNS.join(', ')}) into ${base.url}
target table public.peer (${COLUMNS.join(', ')})
with skip header = 1, fields optionally enclosed by '"', fields escaped by double-quote, fields terminated by ',';
`,
  )
  return intoTable(base, `create table peer (${TEXTS})`, () =>
    Promise.resolve(runProgram('pgloader', ['--quiet', commands])),
  )
}

/** Milliseconds of `csvsql --insert` of some rows, as many as all would take. It finds the types and makes the table. */
export async function insertByCsvsql(base: Base): Promise<number> {
  const rows = Math.min(CSVSQL_ROWS, base.records)
  const file = join(temporaryFolder('csvsql'), 'prints.csv')
  await writePrints(file, rows, { download: 1 })
  const url = base.url.replace(/^postgres:/, 'postgresql:')
  const options = ['--insert', '--snifflimit', '0', '--tables', 'peer', '--db', url]
  const work = () => Promise.resolve(runProgram('csvsql', [...options, file]))
  return ((await intoTable(base, 'select 1', work, rows)) * base.records) / rows
}

export function hasProgram(name: string): boolean {
  return spawnSync(name, ['--version']).status === 0
}

/** Milliseconds of `work`, which has to leave all rows in the table. */
async function intoTable(
  { url, records }: Base,
  create: string,
  work: () => Promise<unknown>,
  rows = records,
): Promise<number> {
  return withClient(url, async (client) => {
    for (const statement of ['drop table if exists peer', create, 'checkpoint'])
      await client.query(statement)
    const milliseconds = await time(work)
    const { rows: counted } = await client.query<{ n: number }>('select count(*)::int n from peer')
    if (counted[0]?.n !== rows) throw new Error(`${counted[0]?.n} rows were loaded, not ${rows}`)
    await client.query('drop table peer')
    return milliseconds
  })
}

function copyFile(url: string, file: string, copy: string): Promise<void> {
  return withClient(url, (client) =>
    pipeline(createReadStream(file, { highWaterMark: 1 << 16 }), client.query(copyFrom(copy))),
  )
}

function runProgram(name: string, args: readonly string[]): void {
  const { status, stdout, stderr } = spawnSync(name, args, { encoding: 'utf8', maxBuffer: 1 << 28 })
  if (status !== 0) throw new Error(`${name} failed: ${stderr}${stdout}`.slice(0, 2000))
}
