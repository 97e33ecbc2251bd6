/** Expressions for the values of columns that lose nothing of them. */
import { sql, type Sql } from '../../../database/sql'
import type { RowColumn } from './tables'

const FLOATING = ['float', 'double']
/** A text may stand for two of these: the empty one for a label and for none at all. */
const NUMBERED = ['enum', 'set', 'bit']
/** Their bytes are another thing than their text. */
const SPELLED = ['inet4', 'inet6', 'uuid']
const SHORT = ['char', 'varchar', 'binary', 'varbinary']
const LONG = [
  ...['tinytext', 'text', 'mediumtext', 'longtext', 'tinyblob', 'blob', 'mediumblob', 'longblob'],
  ...['json', 'vector', 'geometry', 'point', 'linestring', 'polygon', 'multipoint'],
  ...['multilinestring', 'multipolygon', 'geometrycollection', 'geomcollection'],
]

/** As it is sent to another table of the same type. The text of a `float` has six digits only. */
export function sentValue({ name, type }: RowColumn): Sql {
  const column = sql.id(name)
  if (FLOATING.includes(type)) return sql`cast(${column} as double)`
  if (NUMBERED.includes(type)) return sql`cast(${column} as unsigned)`
  if (SPELLED.includes(type)) return sql`convert(${column} using ascii)`
  if (type === 'json') return sql`convert(${column} using utf8mb4)`
  return sql`${column}`
}

/**
 * As a text without bars, in words of its own: a proof that asks as the copy did would not see what that lost. Long ones are
 * digests: a server joins no more than fits a packet, and gives null beyond.
 */
function provedValue(column: RowColumn): Sql {
  const name = sql.id(column.name)
  if (SHORT.includes(column.type)) return sql`hex(${name})`
  if (LONG.includes(column.type)) return sql`md5(${name})`
  if (FLOATING.includes(column.type)) return sql`cast(${name} as double)`
  if (NUMBERED.includes(column.type)) return sql`cast(${name} as unsigned)`
  return sql`${name}`
}

/** A digest of a row. No value has a bar or is a dash, so that neither can be taken for another row's. */
export function rowDigest(columns: readonly RowColumn[]): Sql {
  const values = columns.map(
    (column) => sql`coalesce(convert(${provedValue(column)} using ascii), '-')`,
  )
  return sql`md5(concat_ws('|', ${sql.join(values)}))`
}
