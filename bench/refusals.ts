/**
 * What refused rows cost: 0.1 % of the changes of a plan are refused, for each reason that a database may have, against
 * an apply of the same rows of which none is refused, in the same run, on PostgreSQL and MariaDB.
 */
import { createConnection } from 'mysql2/promise'
import { hasMariaDb, startMariaDb } from '../test/helpers/mariadbServer'
import { findPostgres } from '../test/helpers/postgresBinaries'
import { execute, startPostgres } from '../test/helpers/servers'
import { removeTemporaryRoot, workspaceFolder } from '../test/helpers/temporary'
import { askCore, buildCoreProcess } from './lib/coreProcess'
import { readOptions, Samples } from './lib/measure'
import {
  FIELDS,
  KEY,
  MARIADB,
  POSTGRES,
  putBack,
  sourceTables,
  targetTables,
  type Language,
  type Reason,
} from './lib/refusing'

const options = readOptions(process.argv.slice(2), { rows: 100_000, runs: 3 })
const only = process.argv.slice(2).filter((argument) => !/^--|^\d+$|^json$/.test(argument))
const say = (text: string) => {
  if (!options.json) console.log(text)
}

/** A server on which the bench may do everything. */
interface Place {
  readonly name: string
  readonly language: Language
  url(database: string): string
  run(database: string, statements: readonly string[]): Promise<void>
  /** Statements that forget all runs, so that one apply finds what the one before found. */
  readonly forget: readonly string[]
  readonly settle: readonly string[]
  stop(): Promise<void>
}

async function main(): Promise<void> {
  const bundle = await buildCoreProcess()
  const ratios: Record<string, number> = {}
  try {
    for (const open of [openPostgres, openMariaDb]) {
      const place = await open()
      if (place === undefined) continue
      try {
        for (const reason of place.language.reasons.filter(isWanted))
          Object.assign(ratios, await measure(bundle, place, reason))
      } finally {
        await place.stop()
      }
    }
  } finally {
    await removeTemporaryRoot()
  }
  if (options.json) console.log(JSON.stringify({ name: 'refusals', rows: options.rows, ratios }))
}

function isWanted(reason: Reason): boolean {
  return only.length === 0 || only.includes(reason)
}

async function measure(
  bundle: string,
  place: Place,
  reason: Reason,
): Promise<Readonly<Record<string, number>>> {
  const { language } = place
  const slug = reason.replace(' ', '_')
  const [target, clean, refused] = ['target', 'clean', 'refused'].map(
    (what) => `bench_${slug}_${what}`,
  )
  if (target === undefined || clean === undefined || refused === undefined) throw new Error()
  await place.run(
    '',
    [target, clean, refused].map((name) => `create database ${name}`),
  )
  await place.run(target, targetTables(language, options.rows, reason))
  await place.run(clean, sourceTables(language, options.rows, undefined))
  await place.run(refused, sourceTables(language, options.rows, reason))
  const samples = new Samples()
  for (let run = 0; run < options.runs; run++)
    for (const source of run % 2 === 0 ? [clean, refused] : [refused, clean]) {
      await place.run(target, [...place.forget, ...putBack(language), ...place.settle])
      const failed = source === clean ? 0 : options.rows / 1000
      samples.add(source, await apply(bundle, place, source, target, failed))
    }
  const ratio = samples.ratio(refused, clean)
  const times = [refused, clean].map(
    (name) => `${samples.median(name).toFixed(0)} ms (${samples.range(name)})`,
  )
  say(`  ${place.name}, ${reason.padEnd(12)} ${ratio.toFixed(2)}   ${times.join(' / ')}`)
  return { [`${place.name}, ${reason}`]: ratio }
}

async function apply(
  bundle: string,
  place: Place,
  source: string,
  target: string,
  failed: number,
): Promise<number> {
  const folder = createWorkspace(place.url(source), place.url(target))
  const plan = await askCore(bundle, {
    operation: 'plan',
    folder,
    definition: 'items.mapping.jsonc',
  })
  const { path, changes } = plan.value as { path: string; changes: number }
  if (changes !== options.rows) throw new Error(`${changes} changes were planned`)
  const { value, milliseconds } = await askCore(bundle, { operation: 'apply', folder, plan: path })
  const { counts } = value as { counts: { applied: number; failed: number } }
  if (counts.failed !== failed || counts.applied !== changes - failed)
    throw new Error(`the run has ${JSON.stringify(counts)}`)
  return milliseconds
}

function createWorkspace(source: string, target: string): string {
  process.env['BENCH_SOURCE'] = source
  process.env['BENCH_TARGET'] = target
  return workspaceFolder({
    'drydock.jsonc': {
      environments: {
        production: { url: '${env:BENCH_SOURCE}', protection: 'locked' },
        sandbox: { url: '${env:BENCH_TARGET}' },
      },
    },
    'items.mapping.jsonc': {
      source: { environment: 'production', table: 'items' },
      target: { environment: 'sandbox', table: 'items' },
      key: KEY,
      fields: FIELDS,
    },
  })
}

/** As a server in use is: what is committed is on the disk. */
async function openPostgres(): Promise<Place | undefined> {
  const binaries = findPostgres().at(-1)
  if (binaries === undefined) return undefined
  const server = await startPostgres(binaries, {
    fsync: 'on',
    full_page_writes: 'on',
    shared_buffers: '512MB',
    max_wal_size: '4GB',
  })
  const url = (database: string) => server.url(database === '' ? 'postgres' : database, 'superuser')
  return {
    name: `PostgreSQL ${binaries.major}`,
    language: POSTGRES,
    url,
    run: async (database, statements) => {
      for (const statement of statements) await execute(url(database), statement)
    },
    forget: ['drop schema if exists drydock cascade'],
    settle: ['vacuum analyze', 'checkpoint'],
    stop: () => server.stop(),
  }
}

async function openMariaDb(): Promise<Place | undefined> {
  if (!hasMariaDb()) return undefined
  const server = await startMariaDb({
    'innodb-buffer-pool-size': '1G',
    'innodb-flush-log-at-trx-commit': '1',
  })
  const url = (database: string) => server.url(database === '' ? 'mysql' : database, 'superuser')
  const ledger = [
    'row_changes',
    'run_log',
    'audit',
    'common_states',
    'common_rows',
    'runs',
    'ledger',
  ]
  return {
    name: 'MariaDB',
    language: MARIADB,
    url,
    run: async (database, statements) => {
      const { hostname, port, username, password, pathname } = new URL(url(database))
      const connection = await createConnection({
        host: hostname,
        port: Number(port),
        user: username,
        password,
        database: pathname.slice(1),
      })
      try {
        for (const statement of statements) await connection.query(statement)
      } finally {
        await connection.end()
      }
    },
    forget: ledger.map((name) => `drop table if exists drydock_${name}`),
    settle: ['analyze table items'],
    stop: () => server.stop(),
  }
}

main().catch((error: unknown) => {
  console.error(error)
  process.exitCode = 1
})
