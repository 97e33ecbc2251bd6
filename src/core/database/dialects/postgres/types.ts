/**
 * PostgreSQL's types: which family each belongs to, and what it holds.
 * https://www.postgresql.org/docs/current/datatype.html
 */
import { list, sql } from '../../sql'
import { textOf, type Session } from '../../session'
import type { Column, ValueFamily, ValueLimits } from '../../table'
import type { Row } from '../../../util/value'

const FAMILIES: Readonly<Record<string, ValueFamily>> = {
  int2: 'integer',
  int4: 'integer',
  int8: 'integer',
  oid: 'integer',
  numeric: 'decimal',
  float4: 'float',
  float8: 'float',
  bool: 'boolean',
  text: 'text',
  varchar: 'text',
  bpchar: 'text',
  name: 'text',
  citext: 'text',
  json: 'json',
  jsonb: 'json',
  uuid: 'uuid',
  enum: 'enum',
  date: 'date',
  timestamp: 'timestamp',
  timestamptz: 'timestamptz',
  time: 'time',
  bytea: 'bytes',
}

export function familyOf(baseType: string): ValueFamily {
  return FAMILIES[baseType] ?? 'other'
}

const INSTANTS: ValueLimits = {
  least: '4714-11-24 00:00:00 BC',
  greatest: '294276-12-31 23:59:59.999999',
  lacks: ['zeroDate'],
  // Timestamps are counted from here, and rounded by their distance.
  roundsFrom: '2000-01-01 00:00:00',
}

/** The server's own encoding may have fewer characters; it is UTF-8 nearly everywhere. */
const TEXT: ValueLimits = { lacks: ['nul'] }

/** What is so for every column of a type; lengths and precisions are in the catalogue. */
const LIMITS: Readonly<Record<string, ValueLimits>> = {
  int2: { least: '-32768', greatest: '32767' },
  int4: { least: '-2147483648', greatest: '2147483647' },
  int8: { least: '-9223372036854775808', greatest: '9223372036854775807' },
  oid: { least: '0', greatest: '4294967295' },
  float4: { single: true },
  text: TEXT,
  varchar: TEXT,
  citext: TEXT,
  bpchar: { ...TEXT, end: 'padsBlanks' },
  name: { ...TEXT, bytes: 63 },
  // A string in such a document is a text.
  jsonb: TEXT,
  date: { least: '4714-11-24 BC', greatest: '5874897-12-31', lacks: ['zeroDate'] },
  timestamp: INSTANTS,
  timestamptz: INSTANTS,
  time: { least: '00:00:00', greatest: '24:00:00' },
}

/** Without an operator for equal values, or with one for something else, such as equal areas. */
const NO_EQUALITY: ReadonlySet<string> = new Set([
  ...['point', 'line', 'lseg', 'box', 'path', 'polygon', 'circle'],
  ...['xml', 'jsonpath'],
])

/** By the type's name in the catalogue; of a domain, by its base type's. `precision` as the column has it. */
export function limitsOf(baseType: string, precision?: number): ValueLimits | undefined {
  // Without a declared precision a numeric has infinity, too.
  if (baseType === 'numeric') return precision === undefined ? undefined : { lacks: ['infinity'] }
  if (NO_EQUALITY.has(baseType)) return { textsOf: 'postgres', noEquality: true }
  const limits = LIMITS[baseType]
  return limits ?? (familyOf(baseType) === 'other' ? { textsOf: 'postgres' } : undefined)
}

/** What the type says of the values that fit. */
export function measuresOf(
  row: Row,
): Pick<Column, 'precision' | 'scale' | 'length' | 'labels' | 'limits'> {
  const { precision, scale, length, labels } = row
  const digits = typeof precision === 'string' ? Number(precision) : undefined
  const limits = limitsOf(textOf(row, 'base_type'), digits)
  return {
    ...(digits !== undefined && { precision: digits }),
    ...(typeof scale === 'string' && { scale: Number(scale) }),
    ...(typeof length === 'string' && { length: Number(length) }),
    ...(typeof labels === 'string' && { labels: JSON.parse(labels) as string[] }),
    ...(limits !== undefined && { limits }),
  }
}

/** Families, cast types and limits by type oid, for the columns of a described query. */
export async function readTypes(
  session: Session,
  typeIds: readonly string[],
): Promise<ReadonlyMap<string, Pick<Column, 'castType' | 'family' | 'limits'>>> {
  if (typeIds.length === 0) return new Map()
  const { rows } = await session.execute(
    sql`
select
  t.oid::text as oid,
  pg_catalog.format_type(t.oid, -1) as cast_type,
  case when coalesce(b.typtype, t.typtype) = 'e' then 'enum' else coalesce(b.typname, t.typname) end::text as base_type
from pg_catalog.pg_type t
left join pg_catalog.pg_type b on b.oid = t.typbasetype
where t.oid in (${list(typeIds.map((id) => sql`${id}::oid`))})`,
  )
  return new Map(
    rows.map((row) => {
      const limits = limitsOf(textOf(row, 'base_type'))
      const family = familyOf(textOf(row, 'base_type'))
      const type = { castType: textOf(row, 'cast_type'), family }
      return [textOf(row, 'oid'), limits === undefined ? type : { ...type, limits }]
    }),
  )
}
