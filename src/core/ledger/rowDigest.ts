/**
 * Rows that a run has inserted many at a time: the journal has their keys and, in place of their values, a digest of them. The
 * values are in the table; the digest says whether they are still those.
 */
import { createHash } from 'node:crypto'
import { list, sql, type Sql } from '../database/sql'
import type { Row, Value } from '../util/value'

/** In the journal's `after` it stands under a name that no column has. */
const MEMBER = ''

/** The digest in the journal's `after`; undefined where that has the values themselves. */
export function digestIn(after: Row): string | undefined {
  return after[MEMBER] ?? undefined
}

/** How the text of such an `after` begins. */
export const DIGEST_BEGINS = `{"${MEMBER}":"`

/** Such an `after` as PostgreSQL writes it, of a row's texts in the order of the table's columns. */
export function postgresDigest(texts: readonly Sql[]): Sql {
  const digest = sql`encode(sha256(array_send(array[${list(texts)}]::text[])), 'hex')`
  return sql`(${DIGEST_BEGINS}::text || ${digest} || '"}')::json`
}

/** The oid of `text`. */
const TEXT = 25

/**
 * SHA-256, in hexadecimal digits, of one or more texts as PostgreSQL sends an array of them (`array_send` in its arrayfuncs.c): the number of
 * dimensions, whether there are nulls, the elements' type, how many there are, the first one's index, and of each its length in
 * bytes, -1 for null, and the bytes.
 */
export function rowDigest(texts: readonly Value[]): string {
  const hash = createHash('sha256')
  const header = [1, texts.includes(null) ? 1 : 0, TEXT, texts.length, 1]
  hash.update(integers(header))
  for (const text of texts) {
    const bytes = text === null ? undefined : Buffer.from(text)
    hash.update(integers([bytes?.length ?? -1]))
    if (bytes !== undefined) hash.update(bytes)
  }
  return hash.digest('hex')
}

function integers(values: readonly number[]): Buffer {
  const buffer = Buffer.alloc(4 * values.length)
  values.forEach((value, index) => buffer.writeInt32BE(value, 4 * index))
  return buffer
}
