/**
 * Mapping between two PostgreSQL databases, 1 % of the rows differing, against named floors of the same run:
 * - plan / copy: against both sides' ordered COPY of key and fields, drained at once
 * - apply / staged: against one UPDATE … FROM of rows that COPY staged, with no check, journal or undo
 * - loop / apply: how often faster than one UPDATE a row, each its own transaction, on this machine's loopback
 *   and over a network of 2 ms a round trip (there the loop is timed for a thousand rows and scaled up)
 * and the core's peak memory, at this size and at a tenth of it.
 */
import { once } from 'node:events'
import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Client } from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { execute, startPostgres, type PostgresServer } from '../test/helpers/servers'
import { findPostgres } from '../test/helpers/postgresBinaries'
import { removeTemporaryRoot, workspaceFolder } from '../test/helpers/temporary'
import { askCore, buildCoreProcess } from './lib/coreProcess'
import { startDelayProxy } from './lib/delayProxy'
import { createItems, FIELDS, KEY, ORDERED_COPY } from './lib/items'
import { measureHostDelay, type HostDelay } from './lib/hostDelay'
import { readOptions, Samples, time } from './lib/measure'

const options = readOptions(process.argv.slice(2), { rows: 1_000_000, runs: 3 })
const say = (text: string) => {
  if (!options.json) console.log(text)
}

interface Pair {
  readonly source: string
  readonly target: string
  readonly folder: string
}

async function main(): Promise<void> {
  const binaries = findPostgres().at(-1)
  if (binaries === undefined) throw new Error('no PostgreSQL binaries; run: npm test')
  // As a server in use is: what is committed is on the disk.
  const server = await startPostgres(binaries, {
    fsync: 'on',
    full_page_writes: 'on',
    shared_buffers: '512MB',
    max_wal_size: '4GB',
  })
  try {
    await run(server, binaries.major)
  } finally {
    await server.stop()
    await removeTemporaryRoot()
  }
}

async function run(server: PostgresServer, major: number): Promise<void> {
  say(
    `mapping: PostgreSQL ${major}, ${options.rows} rows a side, 1 % differing, ${options.runs} runs, medians`,
  )
  const bundle = await buildCoreProcess()
  const small = await createPair(server, 'small', Math.max(1000, Math.round(options.rows / 10)))
  const large = await createPair(server, 'large', options.rows)
  const samples = new Samples()
  for (let index = 0; index < options.runs; index++) {
    samples.add('idle', (await askCore(bundle, { operation: 'idle' })).peakMemory)
    await measurePair(bundle, small, samples, 'small ')
    await measurePair(bundle, large, samples, '')
    samples.add('loop', await updateRowByRow(large))
    await measureOverNetwork(server, bundle, large, samples)
    say(`  run ${index + 1} of ${options.runs} done`)
  }
  report(samples, await measureHostDelay(large.folder, 'items.mapping.jsonc'))
}

/** One run: floor, plan, staged update, apply, undo. The undo brings the target back for the next. */
async function measurePair(
  bundle: string,
  pair: Pair,
  samples: Samples,
  prefix: string,
): Promise<void> {
  const { folder } = pair
  samples.add(
    `${prefix}copy`,
    await time(() => Promise.all([drain(pair.source), drain(pair.target)])),
  )
  const plan = await askCore(bundle, {
    operation: 'plan',
    folder,
    definition: 'items.mapping.jsonc',
  })
  const { path } = plan.value as { path: string }
  samples.add(`${prefix}plan`, plan.milliseconds)
  samples.add(`${prefix}plan memory`, plan.peakMemory)
  samples.add(`${prefix}staged`, await updateStaged(pair))
  await execute(pair.target, 'checkpoint')
  const apply = await askCore(bundle, { operation: 'apply', folder, plan: path })
  samples.add(`${prefix}apply`, apply.milliseconds)
  samples.add(`${prefix}apply memory`, apply.peakMemory)
  const { id } = apply.value as { id: string }
  const undo = await askCore(bundle, { operation: 'undo', folder, run: id })
  samples.add(`${prefix}undo`, undo.milliseconds)
  await execute(pair.target, 'vacuum analyze items')
}

const ONE_WAY = 1
const LOOP_ROWS = 1000

/** Apply and loop once more with the target behind a network. */
async function measureOverNetwork(
  server: PostgresServer,
  bundle: string,
  pair: Pair,
  samples: Samples,
): Promise<void> {
  const { folder } = pair
  const plan = await askCore(bundle, {
    operation: 'plan',
    folder,
    definition: 'items.mapping.jsonc',
  })
  const { path, changes } = plan.value as { path: string; changes: number }
  const proxy = await startDelayProxy(server.port, ONE_WAY)
  try {
    const far = { ...pair, target: proxy.through(pair.target) }
    const rows = Math.min(LOOP_ROWS, changes)
    samples.add('far loop', ((await updateRowByRow(far, rows)) / rows) * changes)
    process.env['BENCH_LARGE_TARGET'] = far.target
    const apply = await askCore(bundle, { operation: 'apply', folder, plan: path })
    samples.add('far apply', apply.milliseconds)
    process.env['BENCH_LARGE_TARGET'] = pair.target
    const { id } = apply.value as { id: string }
    await askCore(bundle, { operation: 'undo', folder, run: id })
  } finally {
    await proxy.close()
  }
}

async function createPair(server: PostgresServer, name: string, rows: number): Promise<Pair> {
  const urls = { source: '', target: '' }
  for (const side of ['source', 'target'] as const) {
    const database = `${name}_${side}`
    await execute(server.url('postgres', 'superuser'), `create database ${database}`)
    urls[side] = server.url(database, 'superuser')
    for (const statement of createItems(rows, side)) await execute(urls[side], statement)
  }
  process.env[`BENCH_${name.toUpperCase()}_SOURCE`] = urls.source
  process.env[`BENCH_${name.toUpperCase()}_TARGET`] = urls.target
  const environment = (side: string) => ({ url: `\${env:BENCH_${name.toUpperCase()}_${side}}` })
  const folder = workspaceFolder({
    'drydock.jsonc': {
      environments: {
        production: { ...environment('SOURCE'), protection: 'locked' },
        sandbox: environment('TARGET'),
      },
    },
    'items.mapping.jsonc': {
      source: { environment: 'production', table: 'items' },
      target: { environment: 'sandbox', table: 'items' },
      key: KEY,
      fields: FIELDS,
    },
  })
  return { ...urls, folder }
}

async function withClient<T>(url: string, callback: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return await callback(client)
  } finally {
    await client.end()
  }
}

function drain(url: string): Promise<void> {
  return withClient(url, (client) =>
    pipeline(
      client.query(copyTo(ORDERED_COPY)),
      new Writable({ write: (_chunk, _encoding, done) => done() }),
    ),
  )
}

/** The same new values, read beforehand; only staging and the update count. Rolled back. */
async function updateStaged(pair: Pair): Promise<number> {
  const changed = await changedRows(pair)
  return withClient(pair.target, async (client) => {
    const milliseconds = await time(async () => {
      await client.query('begin')
      await client.query(
        'create temporary table staged (job text, release text, status text, qty int) on commit drop',
      )
      const stream = client.query(copyFrom('copy staged from stdin'))
      if (!stream.write(changed.map((row) => row.join('\t')).join('\n') + '\n'))
        await once(stream, 'drain')
      stream.end()
      await once(stream, 'finish')
      await client.query('analyze staged')
      await client.query(
        'update items t set status = s.status, qty = s.qty from staged s where t.job collate "C" = s.job and t.release collate "C" = s.release',
      )
    })
    await client.query('rollback')
    await client.query('vacuum items')
    return milliseconds
  })
}

async function changedRows(pair: Pair): Promise<readonly (readonly string[])[]> {
  return withClient(pair.source, async (client) => {
    const { rows } = await client.query<string[]>({
      text: 'select job, release, status, qty::text from items where (id - 1) % 100 = 7',
      rowMode: 'array',
    })
    return rows
  })
}

/** What the usual script does. Rows are the plan's, values put back afterwards. */
async function updateRowByRow(pair: Pair, limit = Infinity): Promise<number> {
  const changed = (await changedRows(pair)).slice(0, limit)
  return withClient(pair.target, async (client) => {
    const update =
      'update items set status = $3, qty = $4 where job collate "C" = $1 and release collate "C" = $2'
    const milliseconds = await time(async () => {
      for (const row of changed)
        await client.query({ name: 'update_item', text: update, values: [...row] })
    })
    await client.query(
      "update items set status = 'changed', qty = qty + 1 where (id - 1) % 100 = 7 and status <> 'changed'",
    )
    await client.query('vacuum analyze items')
    return milliseconds
  })
}

function report(samples: Samples, host: HostDelay): void {
  const ratios = {
    'plan / copy': samples.ratio('plan', 'copy'),
    'apply / staged': samples.ratio('apply', 'staged'),
    'loop / apply': samples.ratio('loop', 'apply'),
    'loop / staged': samples.ratio('loop', 'staged'),
    'loop / apply at 2 ms': samples.ratio('far loop', 'far apply'),
    'plan memory / plan memory at a tenth': samples.ratio('plan memory', 'small plan memory'),
  }
  const memory = {
    idle: samples.median('idle'),
    plan: samples.median('plan memory'),
    planAtATenth: samples.median('small plan memory'),
    apply: samples.median('apply memory'),
    applyAtATenth: samples.median('small apply memory'),
  }
  if (options.json) {
    console.log(
      JSON.stringify({
        name: 'mapping',
        rows: options.rows,
        ratios,
        memory,
        host,
      }),
    )
    return
  }
  for (const name of ['copy', 'plan', 'staged', 'apply', 'undo', 'loop', 'far apply', 'far loop'])
    say(
      `  ${name.padEnd(9)} ${samples.median(name).toFixed(0).padStart(7)} ms  (${samples.range(name)})`,
    )
  for (const [name, ratio] of Object.entries(ratios))
    say(`  ${name.padEnd(38)} ${ratio.toFixed(2)}`)
  for (const [name, megabytes] of Object.entries(memory))
    say(`  memory ${name.padEnd(31)} ${megabytes.toFixed(0)} MB`)
  say(`  extension host: event-loop delay p99   ${host.p99.toFixed(1)} ms`)
  say(`  extension host: dry run, command → panel ${host.milliseconds.toFixed(0)} ms`)
}

main().catch((error: unknown) => {
  console.error(error)
  process.exitCode = 1
})
