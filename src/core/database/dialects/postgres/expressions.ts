/** SQL around values of PostgreSQL types: exact text out, text in, and equality by value. */
import { sql, type Sql } from '../../sql'
import type { ValueExpressions } from '../../dialect'
import type { Column } from '../../table'

type ColumnType = Pick<Column, 'castType' | 'family'>

/** Families whose cast to text gives just what the type's output function gives. */
const CAST_IS_OUTPUT = new Set<Column['family']>([
  'integer',
  'decimal',
  'float',
  'json',
  'uuid',
  'enum',
  'date',
  'timestamp',
  'timestamptz',
  'time',
  'bytes',
])

/** Families with an equality operator that means equal values. */
const COMPARABLE = new Set<Column['family']>([
  'integer',
  'decimal',
  'float',
  'boolean',
  'uuid',
  'enum',
  'date',
  'timestamp',
  'timestamptz',
  'time',
  'bytes',
])

/** A type name comes from the catalogue's format_type, which quotes what needs quoting. */
function typeName(type: ColumnType): Sql {
  return sql.raw(type.castType)
}

function input(text: Sql, type: ColumnType): Sql {
  return sql`(${text})::${typeName(type)}`
}

function isPlainText(type: ColumnType): boolean {
  return ['text', 'character varying'].includes(type.castType)
}

export const expressions: ValueExpressions = {
  output(column, type) {
    if (CAST_IS_OUTPUT.has(type.family) || isPlainText(type)) return sql`${column}::text`
    // Casts of boolean, inet, character(n) and others to text differ from their output; format() calls the output.
    // A composite value without values "is null" and is none.
    return sql`case when ${column} is not distinct from null then null else pg_catalog.format('%s', ${column}) end`
  },

  // COPY calls the type's output function itself.
  copied: (value) => value,

  input,

  sameValue(column, text, type) {
    if (COMPARABLE.has(type.family)) return sql`${column} is not distinct from ${input(text, type)}`
    if (type.castType === 'jsonb') return sql`${column} is not distinct from (${text})::jsonb`
    if (type.family === 'json') return sameJson(column, text)
    if (type.family === 'text') {
      // Through the type: character(n) ignores the blanks that it pads with.
      const value = isPlainText(type) ? text : sql`${input(text, type)}::text`
      return sql`${column}::text collate "C" is not distinct from ${value} collate "C"`
    }
    return sql`${expressions.output(column, type)} is not distinct from ${text}`
  },

  sameKey(column, text, type) {
    const byType = sql`${column} = ${input(text, type)}`
    if (type.family !== 'text') return byType
    // The first condition can use an index in the column's collation and the second one in "C". Where
    // equality in the column's collation is not equality of bytes, the second decides.
    const byBytes = isPlainText(type)
      ? sql`${column} collate "C" = ${text} collate "C"`
      : sql`${column}::text collate "C" = ${input(text, type)}::text collate "C"`
    return sql`${byType} and ${byBytes}`
  },

  keyText(column, type, order) {
    if (order !== 'text') return sql`${column}::text`
    if (type.family === 'decimal') return sql`pg_catalog.trim_scale(${column})::text`
    if (type.family === 'float') return sql`(${column} + 0)::text`
    if (CAST_IS_OUTPUT.has(type.family) || type.family === 'text') return sql`${column}::text`
    return expressions.output(column, type)
  },

  keyOrder(column, type, order) {
    if (order !== 'text') return column
    if (isPlainText(type) && type.byteOrdered) return column
    if (isPlainText(type)) return sql`${column} collate "C"`
    return sql`(${expressions.keyText(column, type, order)}) collate "C"`
  },
}

/** Of equal texts jsonb is not asked: it refuses some that json holds, such as "\\u0000". */
function sameJson(column: Sql, text: Sql): Sql {
  return sql`case
    when ${column}::text is not distinct from ${text} then true
    when ${column} is null or ${text} is null then false
    else ${column}::jsonb = (${text})::jsonb end`
}
