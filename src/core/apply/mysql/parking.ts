/** Values that nobody else has, for rows that change places. A value that is taken all the same is an error. */
import { sql, type Sql } from '../../database/sql'
import type { Column } from '../../database/table'

/** Undefined for types that have none. */
export function parkedValue(
  { nullable, family, length, limits, castType }: Column,
  ordinal: Sql,
): Sql | undefined {
  if (nullable) return sql`null`
  switch (family) {
    case 'text':
      return length !== undefined && length < 24
        ? sql`concat('~', ${ordinal})`
        : sql`concat('drydock~', ${ordinal})`
    case 'integer':
      return castType.endsWith('unsigned')
        ? sql`(cast(${sql.lit(limits?.greatest ?? '255')} as unsigned) - ${ordinal})`
        : sql`(cast(${sql.lit(limits?.least ?? '-128')} as signed) + ${ordinal})`
    case 'decimal':
      return sql`(-1 - ${ordinal})`
    case 'date':
    case 'timestamp':
      return sql`date_add('1000-01-01', interval ${ordinal} day)`
    default:
      return undefined
  }
}
