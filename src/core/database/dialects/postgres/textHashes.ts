/** SHA-256 of the texts of a row's values: servers of every engine and version compute the same. */
import type { RowHashes } from '../../dialect'
import { integerLiteral, sql, type Sql } from '../../sql'
import { expressions } from './expressions'
import { rowHashes } from './rowHashes'

/** Each value after its length: no two lists of values give one text, nor does a null give that of a value. */
function withLength(value: Sql): Sql {
  return sql`coalesce(pg_catalog.char_length(${value})::text || ':' || ${value}, 'N')`
}

/** The first 60 bits, so that every engine has the number without a sign. */
export const textHashes: RowHashes = {
  hash(values, seed) {
    const parts = [sql`'${integerLiteral(seed)} '`, ...values.map(withLength)]
    const bytes = sql`pg_catalog.convert_to(${sql.join(parts, sql` || `)}, 'UTF8')`
    const digits = sql`left(pg_catalog.encode(pg_catalog.sha256(${bytes}), 'hex'), 15)`
    return sql`('x' || ${digits})::bit(60)::bigint`
  },
  hashable: (column, type) => expressions.output(column, type),
  hashableKey: (column, type, order) => expressions.keyText(column, type, order),
  text: rowHashes.text,
  bucket: rowHashes.bucket,
  prepare: (session) => rowHashes.prepare(session),
  readKind: () => Promise.resolve('sha256'),
}
