/**
 * Hashes that the server computes of rows. The hash functions of some types take different values for one: of a
 * number they leave out the sign, of a bigint or a time they add its halves together. So these are hashed by their
 * binary form, and types that are not known here by their text.
 */
import type { RowHashes } from '../../dialect'
import { integerLiteral, list, sql, type Sql } from '../../sql'
import { textOf } from '../../session'
import { expressions } from './expressions'

/** Types whose own hash is of all their bytes. */
const BY_TYPE = new Set(['smallint', 'integer', 'boolean', 'uuid', 'date', 'bytea'])

/** The functions that give the binary form of the other common types, in which equal bytes mean equal values. */
const SENDS: Readonly<Record<string, string>> = {
  bigint: 'int8send',
  numeric: 'numeric_send',
  real: 'float4send',
  'double precision': 'float8send',
  'timestamp without time zone': 'timestamp_send',
  'timestamp with time zone': 'timestamptz_send',
  'time without time zone': 'time_send',
}

const PLAIN_TEXTS = new Set(['text', 'character varying'])

export const rowHashes: RowHashes = {
  hash: (values, seed) =>
    sql`pg_catalog.hash_record_extended(row(${list(values)}), ${integerLiteral(seed)})`,

  hashable(column, type) {
    const { castType } = type
    if (BY_TYPE.has(castType)) return column
    const send = SENDS[castType]
    if (send !== undefined) return sql`pg_catalog.${sql.id(send)}(${column})`
    if (PLAIN_TEXTS.has(castType)) return sql`${column} collate "C"`
    return sql`(${expressions.output(column, type)}) collate "C"`
  },

  hashableKey(column, type, order): Sql {
    const text = expressions.keyText(column, type, order)
    return sql`(${text}) collate "C"`
  },

  text: (number) => sql`(${number})::text`,

  bucket: (hash, buckets) => sql`(${hash} & ${integerLiteral(buckets - 1)})`,

  async prepare(session) {
    // The server guesses far too many buckets from an expression, and would sort the rows instead of counting them.
    await session.execute(sql`set local work_mem to '64MB'`)
  },

  async readKind(session, seed) {
    const values = [sql`1`, sql`'a'::text collate "C"`, sql`'\\x00'::bytea`, sql`true`]
    const { rows } = await session.execute(
      sql`select current_setting('server_encoding') || ' ' || ${rowHashes.hash(values, seed)}::text as kind`,
    )
    return textOf(rows[0] ?? {}, 'kind')
  },
}
