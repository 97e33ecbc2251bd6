/** A database, and a workspace whose pipeline reads one CSV file of twelve columns. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { PostgresServer } from '../../../test/helpers/servers'
import { workspaceFolder } from '../../../test/helpers/temporary'
import { runPostgres } from '../clone/statements'
import { askCore, type CoreAnswer } from '../coreProcess'

export interface Prints {
  readonly records: number
  readonly file: string
  readonly url: string
  /** Has to find so many records new, changed and as they were. */
  ingest(expected: readonly [number, number, number]): Promise<CoreAnswer>
  /** Does now what the server would do beside what is measured next. */
  settle(): Promise<void>
  /** Leaves a database in which nothing was ingested yet. */
  empty(): Promise<void>
}

const DEFINITION = 'prints.pipeline.jsonc'
const NAMES = 'id,title,artist,price,year,frame,size,notes,tags,link,status,updated'
const LINES_AT_ONCE = 10_000

export async function createPrints(
  server: PostgresServer,
  bundle: string,
  records: number,
): Promise<Prints> {
  const database = `prints_${records}`
  const url = server.url(database, 'superuser')
  const variable = `BENCH_${database.toUpperCase()}`
  process.env[variable] = url
  const folder = workspaceFolder({
    'drydock.jsonc': { environments: { sandbox: { url: `\${env:${variable}}` } } },
    [DEFINITION]: {
      target: { environment: 'sandbox' },
      entity: 'print',
      sources: { prints: { type: 'csv', path: 'prints.csv', id: 'id' } },
    },
  })
  const file = join(folder, 'prints.csv')
  await writeRecords(file, records)
  const manage = (statements: readonly string[]) =>
    runPostgres(server.url('postgres', 'superuser'), statements)
  return {
    ...{ records, file, url },
    async ingest([created, changed, unchanged]) {
      const answer = await askCore(bundle, { operation: 'ingest', folder, definition: DEFINITION })
      const [counts] = answer.value as readonly Record<string, number>[]
      const found = [counts?.['created'], counts?.['changed'], counts?.['unchanged']]
      if (found.join() !== [created, changed, unchanged].join())
        throw new Error(`an ingestion has made ${JSON.stringify(counts)}`)
      return answer
    },
    settle: () => runPostgres(url, ['vacuum analyze', 'checkpoint']),
    empty: () =>
      manage([`drop database if exists ${database}`, `create database ${database}`, 'checkpoint']),
  }
}

async function writeRecords(file: string, records: number): Promise<void> {
  const handle = await open(file, 'w')
  try {
    await handle.write(`${NAMES}\n`)
    for (let start = 0; start < records; start += LINES_AT_ONCE) {
      const length = Math.min(LINES_AT_ONCE, records - start)
      await handle.write(Array.from({ length }, (_, index) => lineOf(start + index)).join(''))
    }
  } finally {
    await handle.close()
  }
}

function lineOf(record: number): string {
  const id = String(record).padStart(8, '0')
  const notes =
    record % 3 === 0
      ? `"line one of ${record}\nline two, with a ""quote"" and more of it"`
      : `plain note number ${record} that goes on for some more words`
  return `rec${id},Print number ${record} of the series,${record % 7 === 0 ? 'Café Müller' : `Artist ${record % 997}`},"$${1 + (record % 10)},${String(record % 1000).padStart(3, '0')}.50",${1900 + (record % 120)},black wood,50 x 70 cm,${notes},"red,blue,${record % 13}",https://example.com/prints/${record}/image.png,${record % 2 === 0 ? '' : 'checked'},2026-01-02 10:11:12\n`
}

/** Changes a letter of the record in the middle of the file. */
export async function changeRecord({ file, records }: Prints, letter: string): Promise<void> {
  const handle = await open(file, 'r+')
  try {
    const { size } = await handle.stat()
    const bytes = Buffer.alloc(4096)
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, size >> 1)
    const at = bytes.subarray(0, bytesRead).indexOf('lack wood')
    if (at < 1) throw new Error(`no record amid ${records}`)
    await handle.write(letter, (size >> 1) + at - 1)
  } finally {
    await handle.close()
  }
}

/** One pass over the file. */
export async function hashFile({ file }: Prints): Promise<void> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 }))
    hash.update(chunk as Buffer)
  hash.digest()
}
