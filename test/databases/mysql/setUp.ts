import assert from 'node:assert/strict'
import { openDatabase, type Access, type Database } from '../../../src/core/database/database'
import { sql, type Sql } from '../../../src/core/database/sql'
import type { Session } from '../../../src/core/database/session'
import type { WorkOptions } from '../../../src/core/util/progress'
import { parseConnectionUrl } from '../../../src/core/workspace/connectionUrl'

/** The database of a test's URL, opened as the operations open it. */
export function open<A extends Access>(
  url: string,
  access: A,
  options: WorkOptions = {},
): Database<A> {
  const parsed = parseConnectionUrl(url)
  assert.ok('url' in parsed && parsed.url.engine === 'mysql')
  const { database = '', ...server } = parsed.url
  return openDatabase({ ...server, database }, 'here', access, options)
}

/** Lends a session. */
export function borrow<T>(
  url: string,
  access: Access,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  return open(url, access).withSession(work)
}

/** A statement of the tests' own. */
export const statement = (text: string): Sql => sql.raw(text)

/** A derived table of the numbers from 0 to below `count`, in the column `n`. */
export function numbers(count: number): string {
  const digits = Array.from({ length: 10 }, (_, digit) => `select ${digit} as d`).join(
    ' union all ',
  )
  const places = Array.from({ length: String(count - 1).length }, (_, place) => place)
  const value = places.map((place) => `p${place}.d * ${10 ** place}`).join(' + ')
  const tables = places.map((place) => `(${digits}) p${place}`).join(', ')
  return `(select * from (select ${value} as n from ${tables}) every where n < ${count}) numbers`
}

/** The text of all chunks. */
export async function textOf(chunks: AsyncIterable<Buffer>): Promise<string> {
  const all: Buffer[] = []
  for await (const chunk of chunks) all.push(chunk)
  return Buffer.concat(all).toString()
}

/** How long `work` takes, in milliseconds. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}
