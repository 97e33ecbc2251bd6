/** SHA-256 of the texts of a row's values: servers of every engine and version compute the same. */
import type { RowHashes } from '../../dialect'
import { integerLiteral, list, sql, type Sql } from '../../sql'
import { expressions } from './expressions'

/** Each value after its length: no two lists of values give one text, nor does a null give that of a value. */
function withLength(value: Sql): Sql {
  return sql`coalesce(concat(char_length(${value}), ':', ${value}), 'N')`
}

/** The first 60 bits, so that every engine has the number without a sign. */
export const textHashes: RowHashes = {
  hash(values, seed) {
    const parts = [sql`'${integerLiteral(seed)} '`, ...values.map(withLength)]
    const digits = sql`left(sha2(concat(${list(parts)}), 256), 15)`
    // A text beyond max_allowed_packet is null to the server: such a row's hash is that of no other.
    return sql`coalesce(cast(conv(${digits}, 16, 10) as unsigned), uuid_short())`
  },
  hashable: (column, type) => expressions.output(column, type),
  hashableKey: (column, type, order) => expressions.keyText(column, type, order),
  text: (number) => sql`cast(${number} as char)`,
  bucket: (hash, buckets) => sql`(${hash} & ${integerLiteral(buckets - 1)})`,
  prepare: () => Promise.resolve(),
  readKind: () => Promise.resolve('sha256'),
}
