/** Reads all records of a table, page by page. */
import type { AnswerJson } from '../../source/records/http/answerJson'
import type { Machine } from '../../source/records/http/machine'
import type { UnreadableRecord } from '../../source/records/source'
import { DatabaseOperationError, UsageError } from '../../util/errors'
import { throttleProgress } from '../../util/progress'
import { ask } from './ask'
import { connect, type AirtableBase, type ApiContext, type Connection } from './connection'
import { listQuestion, type Listing } from './listQuestion'
import { readRecord, type ApiRecord } from './record'
import { isExpired, refusalError } from './refusal'
import { findField, findTable, type BaseSchema } from './schema'
import { shaped } from './shape'

export interface TableQuestion extends AirtableBase {
  /** Its name or its id. */
  readonly table: string
  /** Names or ids of the fields that are wanted. Default: all. */
  readonly fields?: readonly string[] | undefined
  /** How many records a page has. Default: 100, which is Airtable’s limit. */
  readonly pageSize?: number | undefined
  /** Where it is known, a table or field that is not there costs no call, and the table is asked for by its id. */
  readonly schema?: BaseSchema | undefined
}

export interface TablePage {
  readonly kind: 'page'
  readonly records: readonly ApiRecord[]
  /** Records with texts that no database can hold. They stop nothing. */
  readonly unreadable: readonly UnreadableRecord[]
}

/**
 * `discard`: Airtable has forgotten where the listing was, and it begins again. All pages so far are void: what comes after it are
 * all records, from the first one on.
 */
export type TableEvent = TablePage | { readonly kind: 'discard' }

const MOST_RECORDS = 100
const MOST_RESTARTS = 3

/**
 * The table was read as a whole only where this ends by itself: no record is given twice between two `discard`s. Pages are to be
 * taken without long waits, because Airtable forgets after some minutes. Throws `DatabaseOperationError` where the table cannot be
 * read to its end, `UsageError` where there is none, and `AbortedError` when the signal fires.
 */
export async function* readTable(
  asked: TableQuestion,
  context: ApiContext,
  machine?: Machine,
): AsyncGenerator<TableEvent> {
  const reading = openReading(asked, context, machine)
  for (let restarts = 0; ; restarts++) {
    const isWhole = yield* readPass(reading)
    if (isWhole) return
    const forgotten = `Airtable has forgotten where the listing of ${reading.name} was`
    if (restarts === MOST_RESTARTS) throw tooSlow(`${forgotten}, ${restarts + 1} times in a row`)
    context.warn(`${forgotten}: it begins again (${restarts + 1} of ${MOST_RESTARTS})`)
    yield { kind: 'discard' }
  }
}

interface Reading {
  readonly connection: Connection
  readonly listing: Listing
  /** The table, as it was asked for. */
  readonly table: string
  /** For people. */
  readonly name: string
  readonly isShared: boolean
}

function openReading(asked: TableQuestion, context: ApiContext, machine?: Machine): Reading {
  const { table, fields, pageSize = MOST_RECORDS, schema } = asked
  if (!Number.isInteger(pageSize) || pageSize < 1 || pageSize > MOST_RECORDS)
    throw new UsageError(`a page of Airtable has from 1 to ${MOST_RECORDS} records`)
  const known = schema && findTable(schema, table)
  if (known !== undefined) for (const field of fields ?? []) findField(known, field)
  return {
    connection: connect(asked, context, machine),
    listing: { table: known?.id ?? table, fields, pageSize },
    ...{ table, name: JSON.stringify(table), isShared: known !== undefined },
  }
}

function tooSlow(message: string): DatabaseOperationError {
  const mend = 'try again later, or name fewer fields, so that the listing takes less time'
  return new DatabaseOperationError('source-unavailable', message, { mend, transient: true })
}

/** Returns whether all pages have come. */
async function* readPass(reading: Reading): AsyncGenerator<TablePage, boolean> {
  const { name } = reading
  const { context } = reading.connection
  const report = throttleProgress(context.onProgress)
  const pass: Pass = { ids: new Set(), offsets: new Set(), repeated: 0 }
  for (let offset: string | undefined; ;) {
    const json = await askPage(reading, offset)
    if (json === undefined) return false
    const read = readPage(json, reading, pass)
    report(() => ({ message: `reading ${name} from Airtable`, done: pass.ids.size }))
    yield read.page
    offset = read.offset
    if (offset === undefined) break
  }
  if (pass.repeated > 0)
    context.warn(
      `Airtable gave records of ${name} again (${pass.repeated}), because the table changed meanwhile: the first counts`,
    )
  return true
}

/** Undefined where Airtable has forgotten the listing. */
async function askPage(
  { connection, listing, table, isShared }: Reading,
  offset: string | undefined,
): Promise<AnswerJson | undefined> {
  const reply = await ask(connection, listQuestion(connection, listing, offset))
  if (reply.kind === 'json') return reply.json
  if (isExpired(reply.refusal)) return undefined
  throw refusalError(reply.refusal, { base: connection.base, what: 'records', table, isShared })
}

/** What the pages of a pass have had. */
interface Pass {
  readonly ids: Set<string>
  readonly offsets: Set<string>
  repeated: number
}

function readPage(
  json: AnswerJson,
  { connection: { secrets }, table, name }: Reading,
  pass: Pass,
): { readonly page: TablePage; readonly offset: string | undefined } {
  const records: ApiRecord[] = []
  const unreadable: UnreadableRecord[] = []
  const offset = shaped(`table ${name}`, secrets, () => {
    for (const bytes of json.elements(['records'])) {
      const { id, record } = readRecord(bytes, table)
      if (pass.ids.has(id)) pass.repeated++
      else if ('code' in record) unreadable.push({ ...record, raw: secrets.mask(record.raw) })
      else records.push(record)
      pass.ids.add(id)
    }
    return json.scalar(['offset'])
  })
  if (offset !== undefined && pass.offsets.has(offset)) throw loop(name)
  if (offset !== undefined) pass.offsets.add(offset)
  return { page: { kind: 'page', records, unreadable }, offset }
}

/** Without end, the same pages would come again and again. */
function loop(name: string): DatabaseOperationError {
  const message = `Airtable leads from a page of ${name} back to one that was read before`
  const mend = 'try again later'
  return new DatabaseOperationError('source-paging-loop', message, { mend, transient: true })
}
