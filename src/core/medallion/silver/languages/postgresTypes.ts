/**
 * Whether a text is one of a type's, asked before it becomes one: a cast that fails ends a statement, whatever else is in it.
 * Before version 16 the server itself cannot be asked.
 */
import { list, sql, type Sql } from '../../../database/sql'
import type { Column, ValueFamily } from '../../../database/table'
import type { Validation } from '../../definition/pipeline'
import { FORMATS } from '../formats'

export const text = (value: string): Sql => sql`${value}::text`

export function hasFormat(value: Sql, format: NonNullable<Validation['format']>): Sql {
  const looks = sql`${value} ~ ${text(`^${FORMATS[format]}$`)}`
  if (format !== 'date' && format !== 'timestamp') return looks
  return sql`case when ${looks} then ${isDay(value)} else false end`
}

/** The days of the month are compared with the calendar: a text of the right form may be the 30th of February. */
function isDay(value: Sql): Sql {
  const part = (from: string, digits: string) =>
    sql`substr(${value}, ${text(from)}::integer, ${text(digits)}::integer)::integer`
  const [year, month, day] = [part('1', '4'), part('6', '2'), part('9', '2')]
  return sql`case
    when substr(${value}, 1, 4) = '0000' then false
    when ${month} in (4, 6, 9, 11) then ${day} <= 30
    when ${month} = 2 then ${day} <= case
      when ${year} % 4 = 0 and (${year} % 100 <> 0 or ${year} % 400 = 0) then 29 else 28 end
    else true end`
}

type OfColumn = Pick<Column, 'family' | 'castType' | 'precision' | 'scale' | 'labels'>

export function isOfType(value: Sql, column: OfColumn): Sql | undefined {
  switch (column.family) {
    case 'integer':
      return ifLooks(value, 'integer', between(value, WHOLE.get(column.castType) ?? LARGEST))
    case 'decimal':
      return ifLooks(value, 'number', fits(value, column))
    case 'float':
      return ifLooks(value, 'number', isFinite(value, column))
    case 'boolean':
      return sql`lower(${value}) in ('t', 'f', 'true', 'false', 'yes', 'no', 'on', 'off', '1', '0')`
    case 'uuid':
    case 'date':
      return hasFormat(value, column.family)
    case 'timestamp':
    case 'timestamptz':
      return sql`(${hasFormat(value, 'timestamp')} or ${hasFormat(value, 'date')})`
    case 'enum':
      return column.labels === undefined || column.labels.length === 0
        ? undefined
        : sql`${value} in (${list(column.labels.map(text))})`
    default:
      return undefined
  }
}

function ifLooks(value: Sql, format: 'integer' | 'number', condition: Sql): Sql {
  return sql`case when ${hasFormat(value, format)} then ${condition} else false end`
}

type Bounds = readonly [least: string, greatest: string]

const LARGEST: Bounds = ['-9223372036854775808', '9223372036854775807']
const WHOLE: ReadonlyMap<string, Bounds> = new Map<string, Bounds>([
  ['smallint', ['-32768', '32767']],
  ['integer', ['-2147483648', '2147483647']],
  ['bigint', LARGEST],
])

function between(value: Sql, [least, greatest]: Bounds): Sql {
  return sql`${value}::numeric between ${text(least)}::numeric and ${text(greatest)}::numeric`
}

/** Digits after the point are rounded; those before it have to fit. */
function fits(value: Sql, { precision, scale = 0 }: OfColumn): Sql {
  if (precision === undefined) return sql`true`
  const whole = text(`1e${precision - scale}`)
  return sql`abs(round(${value}::numeric, ${text(String(scale))}::integer)) < ${whole}::numeric`
}

/** What is too large, or too small to be told from nothing, is refused. */
function isFinite(value: Sql, { castType }: OfColumn): Sql {
  const [least, greatest] = castType === 'real' ? ['1e-37', '3e38'] : ['1e-307', '1e308']
  return sql`(${value}::numeric = 0 or abs(${value}::numeric) between ${text(least)}::numeric and ${text(greatest)}::numeric)`
}

/** Families whose texts either all are values, or can be told from those that are not. */
const TOLD: readonly ValueFamily[] = [
  ...(['text', 'integer', 'decimal', 'float', 'boolean'] as const),
  ...(['uuid', 'date', 'timestamp', 'timestamptz', 'enum'] as const),
]

/** Whether only the write will tell: until then such a value stays a text. */
export function staysText({ family }: Pick<Column, 'family'>): boolean {
  return !TOLD.includes(family)
}

const ROUNDING: readonly ValueFamily[] = ['decimal', 'timestamp', 'timestamptz']

/** A number or a moment is what the column keeps of it: otherwise it would differ from its own row again and again. */
export function typed(value: Sql, column: Column): Sql {
  if (staysText(column)) return value
  const { family, type, castType } = column
  return sql`(${value})::${sql.raw(ROUNDING.includes(family) ? type : castType)}`
}

/** The key that a text is, compared as its column is: an index is found in the column's own collation only. */
export function keyValue(key: Sql, { family, castType, collation }: Column): Sql {
  const value = sql`(${key})::${sql.raw(castType)}`
  return family === 'text' ? sql`${value} collate ${sql.raw(collation ?? '"default"')}` : value
}
