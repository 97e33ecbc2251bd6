/**
 * SQL around values of MySQL types: exact text out, text in, and equality by value. Texts are those that
 * PostgreSQL prints for the same value, where it has the type: rows of both engines can then be compared as bytes.
 */
import { sql, type Sql } from '../../sql'
import type { ValueExpressions } from '../../dialect'
import type { Column } from '../../table'

type ColumnType = Pick<Column, 'castType' | 'family'> &
  Pick<Partial<Column>, 'collation' | 'nullable'>

const COPIED_AS_THEY_ARE = new Set<Column['family']>([
  'integer',
  'decimal',
  'float',
  'text',
  'enum',
  'date',
  'timestamp',
  'timestamptz',
  'time',
])

function asText(value: Sql): Sql {
  return sql`cast(${value} as char)`
}

/** Bytes of the text in UTF-8: equal and ordered as bytes, with blanks at the end. */
function asBytes(text: Sql): Sql {
  return sql`cast(convert(${text} using utf8mb4) as binary)`
}

function sameBytes(a: Sql, b: Sql): Sql {
  return sql`${asBytes(a)} <=> ${asBytes(b)}`
}

/** `2024-01-01 00:00:00.500000` is `2024-01-01 00:00:00.5`. */
function withoutZeros(text: Sql, { castType }: ColumnType): Sql {
  if (castType.endsWith('(0)')) return text
  return sql`trim(trailing '.' from trim(trailing '0' from ${text}))`
}

function bytesOf(text: Sql): Sql {
  return sql`unhex(substr(${text}, 3))`
}

/** Instants are printed in UTC with their offset, which the server does not read. */
function withoutOffset(text: Sql): Sql {
  return sql`left(${text}, char_length(${text}) - 3)`
}

function isSigned({ castType }: ColumnType): boolean {
  return !castType.endsWith('unsigned') && castType !== 'bit'
}

function asInteger(text: Sql, type: ColumnType): Sql {
  return isSigned(type) ? sql`cast(${text} as signed)` : sql`cast(${text} as unsigned)`
}

function numberOf(column: Sql, { castType }: ColumnType): Sql {
  // A bit field is a text of bytes where it is not calculated with, a float is printed with six digits.
  if (castType === 'bit') return sql`(${column} + 0)`
  return castType === 'float' ? sql`(${column} + 0e0)` : column
}

function textAsValue(text: Sql, type: ColumnType): Sql | undefined {
  switch (type.family) {
    case 'integer':
      return asInteger(text, type)
    case 'decimal':
      return sql`cast(${text} as ${sql.raw(type.castType)})`
    case 'float':
      return sql`cast(${text} as double)`
    case 'bytes':
      return bytesOf(text)
    default:
      return undefined
  }
}

export const expressions: ValueExpressions = {
  output(column, type) {
    switch (type.family) {
      case 'integer':
      case 'decimal':
      case 'float':
        return asText(numberOf(column, type))
      case 'text':
        return sql`convert(${column} using utf8mb4)`
      case 'bytes':
        return sql`concat('\\\\x', lower(hex(${column})))`
      case 'timestamp':
      case 'time':
        return withoutZeros(asText(column), type)
      case 'timestamptz':
        return sql`concat(${withoutZeros(asText(column), type)}, '+00')`
      case 'other':
        return ['set', 'inet4', 'inet6'].includes(type.castType)
          ? asText(column)
          : sql`concat('\\\\x', lower(hex(${column})))`
      default:
        return asText(column)
    }
  },

  // The wire has the texts of most types, and `copyLines.ts` spells times.
  copied(value, type) {
    if (type.castType === 'bit' || type.castType === 'float') return numberOf(value, type)
    return COPIED_AS_THEY_ARE.has(type.family) ? value : expressions.output(value, type)
  },

  input(text, type) {
    if (type.family === 'bytes') return bytesOf(text)
    if (type.family === 'timestamptz') return withoutOffset(text)
    if (type.castType === 'bit') return asInteger(text, type)
    if (type.family === 'other' && !['set', 'inet4', 'inet6'].includes(type.castType))
      return bytesOf(text)
    return text
  },

  sameValue(column, text, type) {
    const value = textAsValue(text, type)
    if (value !== undefined) return sql`${numberOf(column, type)} <=> ${value}`
    if (type.family === 'json') return sameJson(column, text, type)
    return sameBytes(expressions.output(column, type), text)
  },

  sameKey(column, text, type) {
    const value = textAsValue(text, type)
    if (value !== undefined) return sql`${numberOf(column, type)} = ${value}`
    if (type.family === 'text') {
      // The first condition can use an index; in a collation that takes two texts for one, the second decides.
      const bytes = sql`${asBytes(column)} = ${asBytes(text)}`
      return sql`${column} = ${inCollation(text, type)} and ${bytes}`
    }
    if (type.family === 'timestamp') return sql`${column} = cast(${text} as datetime(6))`
    if (type.family === 'timestamptz')
      return sql`${column} = cast(${withoutOffset(text)} as datetime(6))`
    if (type.family === 'date') return sql`${column} = cast(${text} as date)`
    if (type.family === 'uuid') return sql`${column} = ${text}`
    return sql`${asBytes(expressions.output(column, type))} = ${asBytes(text)}`
  },

  keyText(column, type, order) {
    if (order === 'text' && type.family === 'decimal' && !type.castType.endsWith(',0)'))
      return sql`trim(trailing '.' from trim(trailing '0' from ${asText(column)}))`
    return expressions.output(column, type)
  },

  keyOrder(column, type, order) {
    const byValue = order === 'integer' || (type.family === 'text' && type.byteOrdered)
    const sorted = byValue ? column : asBytes(expressions.keyText(column, type, order))
    // Nulls come first by themselves, and an index is of no use where they are moved.
    return (type as ColumnType).nullable === false ? sorted : sql`${column} is null, ${sorted}`
  },
}

/** A comparison in the column's own collation can use its index. */
function inCollation(text: Sql, { collation = 'utf8mb4_bin' }: ColumnType): Sql {
  const [characterSet = 'utf8mb4'] = collation.split('_')
  return sql`convert(${text} using ${sql.raw(characterSet)}) collate ${sql.raw(collation)}`
}

/** MariaDB keeps JSON as the text that it is; MySQL has a type that compares by value. */
function sameJson(column: Sql, text: Sql, { castType }: ColumnType): Sql {
  const byValue =
    castType === 'json'
      ? sql`${column} = cast(${text} as json)`
      : sql`json_equals(${column}, ${text})`
  return sql`case
    when ${sameBytes(asText(column), text)} then true
    when ${column} is null or ${text} is null then false
    else ${byValue} end`
}
