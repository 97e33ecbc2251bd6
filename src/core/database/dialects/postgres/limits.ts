/**
 * What PostgreSQL's types hold: https://www.postgresql.org/docs/current/datatype.html. Facts that are the same for every
 * column of a type; lengths and precisions are in the catalogue.
 */
import type { ValueLimits } from '../../table'

const INSTANTS: ValueLimits = {
  least: '4714-11-24 00:00:00 BC',
  greatest: '294276-12-31 23:59:59.999999',
  lacks: ['zeroDate'],
  // Timestamps are counted from here, and rounded by their distance.
  roundsFrom: '2000-01-01 00:00:00',
}

/** The server's own encoding may have fewer characters; it is UTF-8 nearly everywhere. */
const TEXT: ValueLimits = { lacks: ['nul'] }

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
  // A number in a document is a numeric, and a string is a text.
  jsonb: TEXT,
  date: { least: '4714-11-24 BC', greatest: '5874897-12-31', lacks: ['zeroDate'] },
  timestamp: INSTANTS,
  timestamptz: INSTANTS,
  time: { least: '00:00:00', greatest: '24:00:00' },
}

const WITHOUT_LIMITS = new Set(['float8', 'bool', 'json', 'uuid', 'enum', 'bytea'])

/** By the type's name in the catalogue; of a domain, by its base type's. `precision` as the column has it. */
export function limitsOf(baseType: string, precision?: number): ValueLimits | undefined {
  // Without a declared precision a numeric has infinity, too.
  if (baseType === 'numeric') return precision === undefined ? undefined : { lacks: ['infinity'] }
  if (WITHOUT_LIMITS.has(baseType)) return undefined
  return LIMITS[baseType] ?? { textsOf: 'postgres' }
}
