/** Values that nobody else has, for rows that change places. A value that is taken all the same is an error. */
import { sql, type Sql } from '../../database/sql'
import type { Column } from '../../database/table'

/** Undefined for types that have none. */
export function parkedValue(
  { nullable, family, length, limits, castType }: Column,
  ordinal: Sql,
): Sql | undefined {
  if (nullable) return sql`null`
  const type = sql.raw(castType)
  switch (family) {
    case 'text':
      return length !== undefined && length < 24
        ? sql`(chr(1) || ${ordinal})`
        : sql`('drydock' || chr(1) || ${ordinal})`
    case 'integer':
      return sql`(${sql.lit(limits?.least ?? '-32768')}::numeric + ${ordinal})::${type}`
    case 'decimal':
      return sql`(-1 - ${ordinal})::${type}`
    case 'uuid':
      return sql`md5('drydock' || ${ordinal})::uuid`
    case 'date':
    case 'timestamp':
      return sql`('0001-01-01'::date + ${ordinal}::integer)::${type}`
    default:
      return undefined
  }
}
