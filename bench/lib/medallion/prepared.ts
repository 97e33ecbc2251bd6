/** Rows of bronze that are there already, put into an empty table like it in the ways that people do it. */
import { randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { parse } from 'csv-parse'
import type { Client } from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { time } from '../measure'
import { withClient } from '../pair'

const COLUMNS = ['entity_type', 'source_system', 'external_id', 'raw_data', 'ingestion_run_id']
const TABLE = 'bronze.prepared'
const AT_ONCE = 1000

/** Keeps bronze's rows in a file, and makes an empty table with the same indexes. */
export function keepPrepared(url: string, file: string): Promise<void> {
  return withClient(url, async (client) => {
    const query = `copy bronze.raw_entities (${COLUMNS.join(', ')}) to stdout`
    await pipeline(client.query(copyTo(query)), createWriteStream(file))
    await client.query(`create table ${TABLE} (like bronze.raw_entities including all)`)
  })
}

/** Milliseconds of `work` with a table that is empty. */
async function intoEmpty(url: string, work: (client: Client) => Promise<unknown>): Promise<number> {
  return withClient(url, async (client) => {
    await client.query(`truncate ${TABLE}`)
    await client.query('checkpoint')
    return time(() => work(client))
  })
}

/** COPY of the whole file. */
export function copyPrepared(url: string, file: string): Promise<number> {
  return intoEmpty(url, (client) =>
    pipeline(
      createReadStream(file, { highWaterMark: 1 << 16 }),
      client.query(copyFrom(`copy ${TABLE} (${COLUMNS.join(', ')}) from stdin`)),
    ),
  )
}

type PreparedRow = readonly string[]

/** INSERT with a thousand rows at a time, each a transaction. */
export function insertPrepared(url: string): Promise<number> {
  return withRows(url, insertRows)
}

function insertRows(client: Client, rows: readonly PreparedRow[]): Promise<unknown> {
  const values = rows.map((_, row) => {
    const first = row * COLUMNS.length
    return `(${COLUMNS.map((_name, column) => `$${first + column + 1}`).join(', ')})`
  })
  const text = `insert into ${TABLE} (${COLUMNS.join(', ')}) values ${values.join(', ')}`
  return client.query(text, rows.flat())
}

/** As a script does that reads the file itself: parsed by csv-parse, and a thousand rows an INSERT and a transaction. */
export function insertFromFile(url: string, file: string): Promise<number> {
  return intoEmpty(url, async (client) => {
    const run = randomUUID()
    const records = createReadStream(file).pipe(parse({ columns: true }))
    let rows: PreparedRow[] = []
    for await (const record of records as AsyncIterable<Record<string, string>>) {
      rows.push(['print', 'prints', record['id'] ?? '', JSON.stringify(record), run])
      if (rows.length < AT_ONCE) continue
      await insertRows(client, rows)
      rows = []
    }
    if (rows.length > 0) await insertRows(client, rows)
  })
}

/** As usual scripts do: each row is looked for and inserted by itself, and a thousand are committed together. */
export function insertOneByOne(url: string, share: number): Promise<number> {
  const find = `select raw_data from ${TABLE} where entity_type = $1 and source_system = $2 and external_id = $3 order by ingested_at desc limit 1`
  const insert = `insert into ${TABLE} (${COLUMNS.join(', ')}) values ($1, $2, $3, $4, $5)`
  return withRows(
    url,
    async (client, rows) => {
      await client.query('begin')
      for (const row of rows) {
        await client.query({ name: 'find', text: find, values: row.slice(0, 3) })
        await client.query({ name: 'insert', text: insert, values: [...row] })
      }
      await client.query('commit')
    },
    share,
  )
}

/** Milliseconds of the work alone: rows are read in between. */
async function withRows(
  url: string,
  work: (client: Client, rows: readonly PreparedRow[]) => Promise<unknown>,
  share = 1,
): Promise<number> {
  return withClient(url, async (reader) => {
    await reader.query('begin')
    const columns = COLUMNS.map((name) => `${name}::text`).join(', ')
    await reader.query(`declare prepared cursor for select ${columns} from bronze.raw_entities`)
    const { rows: counted } = await reader.query<{ n: string }>(
      'select count(*) as n from bronze.raw_entities',
    )
    const most = Math.round(Number(counted[0]?.n) * share)
    let milliseconds = 0
    await intoEmpty(url, async (client) => {
      for (let done = 0; done < most; done += AT_ONCE) {
        const { rows } = await reader.query<string[]>({
          text: `fetch ${Math.min(AT_ONCE, most - done)} from prepared`,
          rowMode: 'array',
        })
        milliseconds += await time(() => work(client, rows))
      }
    })
    return milliseconds
  })
}
