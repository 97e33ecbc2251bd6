/**
 * The thread that holds one embedded database. PGlite computes synchronously and stops the thread it is in;
 * here that is no thread that anybody waits for.
 */
import { parentPort } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import type { Value } from '../../../util/value'
import { keepByteOrderMarks } from './byteOrderMarks'
import type { WorkerError, WorkerRequest, WorkerResponse, WorkerResult } from './protocol'

keepByteOrderMarks()

let database: PGlite | undefined

parentPort?.on('message', (request: WorkerRequest) => {
  answer(request)
    .then((result): WorkerResponse => ({ id: request.id, result }))
    .catch((error: unknown): WorkerResponse => ({ id: request.id, error: errorFacts(error) }))
    .then((response) => parentPort?.postMessage(response))
    .catch(() => process.exit(1))
})

const NOTHING: WorkerResult = { columns: [], rows: [], rowCount: 0 }

async function answer(request: WorkerRequest): Promise<WorkerResult> {
  switch (request.method) {
    case 'open':
      database = await open(request.folder, request.database)
      return NOTHING
    case 'query':
      return await query(request.sql, request.parameters)
    case 'script':
      await database?.exec(request.sql)
      return NOTHING
    case 'close':
      await database?.close()
      database = undefined
      return NOTHING
  }
}

async function open(folder: string, name: string): Promise<PGlite> {
  const opened = await PGlite.create({ dataDir: folder, database: name })
  // PGlite turns values into JavaScript numbers and dates unless every type says otherwise.
  for (const converters of [opened.parsers, opened.serializers] as Record<string, unknown>[])
    for (const typeId of Object.keys(converters)) converters[typeId] = (value: unknown) => value
  return opened
}

async function query(sql: string, parameters: readonly unknown[]): Promise<WorkerResult> {
  if (database === undefined) throw new Error('the embedded database is not open')
  const result = await database.query<Value[]>(sql, [...parameters], { rowMode: 'array' })
  return {
    columns: result.fields.map(({ name, dataTypeID }) => ({ name, typeId: String(dataTypeID) })),
    rows: result.rows,
    rowCount: result.affectedRows ?? result.rows.length,
  }
}

function errorFacts(error: unknown): WorkerError {
  const facts = (typeof error === 'object' && error !== null ? error : {}) as Record<
    string,
    unknown
  >
  const names = ['code', 'constraint', 'column', 'table', 'position', 'detail']
  const known = names.filter((name) => typeof facts[name] === 'string')
  return {
    message: String(facts['message'] ?? error),
    ...Object.fromEntries(known.map((name) => [name, facts[name]])),
  }
}
