/** A JSON document that is opened: its records are found, and read without the document in memory. */
import { DatabaseOperationError, throwIfAborted, UsageError } from '../../../util/errors'
import type { JsonFile } from '../json'
import {
  BLOCK_BYTES,
  type RecordSource,
  type SourceContext,
  type SourceItem,
  type SourcePage,
} from '../source'
import { ByteWindow } from './byteWindow'
import { CutShort, JsonCursor } from './jsonCursor'
import { JsonMembers, type MembersOptions } from './jsonMembers'
import { findPlace, memberNames, type JsonPlace } from './jsonPlace'
import { findJsonStart } from './jsonText'
import { findFile, openRange, type SourceFile } from './sourceFile'

export async function openJson(options: JsonFile, context: SourceContext): Promise<RecordSource> {
  const file = await findFile(context.path(options.path))
  const offset = await findJsonStart(file)
  const { records = [] } = options
  const path = typeof records === 'string' ? records.split('.') : records
  const place = await withCursor(file, { offset, line: 1 }, async (cursor) => {
    if ((await cursor.peek()) === undefined)
      throw new UsageError(`${file.path} is empty: no JSON document`)
    const found = await findPlace(cursor, path, file.path)
    await checkKeyField(found, options, cursor)
    return found
  })
  const members = { name: file.name, keyField: options.keyField, depth: path.length }
  return { description: file.path, pages: () => readPages(file, place, members, context) }
}

async function checkKeyField(
  { container }: JsonPlace,
  { keyField, records }: JsonFile,
  cursor: JsonCursor,
): Promise<void> {
  if (container === 'array' && keyField === undefined) return
  if (container === 'object' && keyField !== undefined) return
  const place = records === undefined ? 'the document' : `${JSON.stringify(records)}`
  if (container === 'array')
    throw new UsageError(`${place} is an array, whose records have no keys`, {
      mend: 'Leave "keyField" out.',
    })
  const names = (await memberNames(cursor, NAMES_TO_SHOW)).map((name) => JSON.stringify(name))
  throw new UsageError(`${place} is an object, not an array of records`, {
    mend: `Say with "records" which member holds them, or, where each member is a record, with "keyField" what its key is called. Members: ${names.join(', ')}`,
  })
}

const NAMES_TO_SHOW = 12

async function* readPages(
  file: SourceFile,
  place: JsonPlace,
  options: MembersOptions,
  { signal }: SourceContext,
): AsyncGenerator<SourcePage> {
  const feed = await openRange(file, place.offset, file.size)
  try {
    const cursor = new JsonCursor(new ByteWindow(feed), place)
    const members = new JsonMembers(cursor, options)
    for (;;) {
      throwIfAborted(signal)
      const { items, error, isLast } = await readPage(members, cursor)
      if (items.length > 0) yield { items }
      if (error !== undefined) throw broken(file, cursor.line, error)
      if (isLast) return
    }
  } finally {
    await feed.close()
  }
}

interface Page {
  readonly items: readonly SourceItem[]
  /** What stopped the reading behind these items. */
  readonly error?: unknown
  readonly isLast: boolean
}

async function readPage(members: JsonMembers, cursor: JsonCursor): Promise<Page> {
  const items: SourceItem[] = []
  const start = cursor.offset
  try {
    while (cursor.offset - start < BLOCK_BYTES) {
      const item = await members.next()
      if (item === undefined) return { items, isLast: true }
      items.push(item)
    }
    return { items, isLast: false }
  } catch (error) {
    return { items, error, isLast: true }
  }
}

async function withCursor<T>(
  file: SourceFile,
  from: { readonly offset: number; readonly line: number },
  work: (cursor: JsonCursor) => Promise<T>,
): Promise<T> {
  const feed = await openRange(file, from.offset, file.size)
  const cursor = new JsonCursor(new ByteWindow(feed), from)
  try {
    return await work(cursor)
  } catch (error) {
    throw broken(file, cursor.line, error)
  } finally {
    await feed.close()
  }
}

/** What is wrong with a document that cannot be read on; other errors as they are. */
function broken(file: SourceFile, line: number, error: unknown): unknown {
  const where = `${file.path}:${line}`
  if (error instanceof CutShort) {
    return new DatabaseOperationError(
      'source-broken',
      `${where}: half a document: it ends too early`,
      {
        mend: 'Get the whole file again, then read it.',
      },
    )
  }
  if (!(error instanceof SyntaxError || error instanceof RangeError)) return error
  return new DatabaseOperationError('source-broken', `${where}: ${error.message}`, {
    mend: 'Mend the document there, or have it written again.',
    cause: error,
  })
}
