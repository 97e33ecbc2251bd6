/**
 * MySQL's and MariaDB's types: which family each belongs to, and what it holds.
 * https://mariadb.com/kb/en/data-types/ · https://dev.mysql.com/doc/refman/8.4/en/data-types.html
 */
import type { FieldPacket } from 'mysql2'
import type { Session } from '../../session'
import type { Column, ValueFamily, ValueLimits } from '../../table'

const FAMILIES: Readonly<Record<string, ValueFamily>> = {
  tinyint: 'integer',
  smallint: 'integer',
  mediumint: 'integer',
  int: 'integer',
  bigint: 'integer',
  year: 'integer',
  bit: 'integer',
  decimal: 'decimal',
  float: 'float',
  double: 'float',
  char: 'text',
  varchar: 'text',
  tinytext: 'text',
  text: 'text',
  mediumtext: 'text',
  longtext: 'text',
  json: 'json',
  /** MariaDB's JSON: a text with a check. */
  document: 'json',
  binary: 'bytes',
  varbinary: 'bytes',
  tinyblob: 'bytes',
  blob: 'bytes',
  mediumblob: 'bytes',
  longblob: 'bytes',
  enum: 'enum',
  date: 'date',
  datetime: 'timestamp',
  timestamp: 'timestamptz',
  time: 'time',
  uuid: 'uuid',
}

export function familyOf(dataType: string): ValueFamily {
  return FAMILIES[dataType] ?? 'other'
}

const INTEGER_BITS: Readonly<Record<string, bigint>> = {
  tinyint: 8n,
  smallint: 16n,
  mediumint: 24n,
  int: 32n,
  bigint: 64n,
}

const LIMITS: Readonly<Record<string, ValueLimits>> = {
  // The year 0000 is beside them. Of one or two digits the server makes another year.
  year: { least: '1901', greatest: '2155' },
  decimal: { lacks: ['NaN', 'infinity'] },
  float: { single: true, lacks: ['NaN', 'infinity'] },
  double: { lacks: ['NaN', 'infinity'] },
  date: { least: '0001-01-01', greatest: '9999-12-31', lacks: ['infinity'] },
  datetime: {
    least: '0001-01-01 00:00:00',
    greatest: '9999-12-31 23:59:59.999999',
    lacks: ['infinity'],
  },
  timestamp: {
    least: '1970-01-01 00:00:01+00',
    greatest: '2038-01-19 03:14:07.999999+00',
    lacks: ['infinity'],
  },
  time: { least: '-838:59:59.999999', greatest: '838:59:59.999999' },
  // MySQL nests to 100 levels. MariaDB's checks give up at 32.
  json: { depth: 100 },
  document: { depth: 31 },
  char: { end: 'cutsBlanks' },
  binary: { end: 'padsZeros' },
}

const CHARACTERS: Readonly<Record<string, NonNullable<ValueLimits['characters']>>> = {
  ascii: 'ascii',
  latin1: 'latin1',
  utf8: 'bmp',
  utf8mb3: 'bmp',
  ucs2: 'bmp',
}

export interface TypeFacts {
  readonly dataType: string
  readonly isUnsigned: boolean
  /** Bits of a `bit`. */
  readonly bits?: number | undefined
  readonly characterSet?: string | undefined
  /** Bytes that fit into a text without a declared length. */
  readonly bytes?: number | undefined
}

export function limitsOf(facts: TypeFacts): ValueLimits | undefined {
  const { dataType, isUnsigned, bits = 1, characterSet, bytes } = facts
  const width = INTEGER_BITS[dataType]
  if (width !== undefined) return integerLimits(width, isUnsigned)
  if (dataType === 'bit') return integerLimits(BigInt(bits), true)
  if (familyOf(dataType) === 'other') return { textsOf: 'mysql' }
  const characters = characterSet === undefined ? undefined : CHARACTERS[characterSet]
  const limits: ValueLimits = {
    ...(isUnsigned && { least: '0' }),
    ...LIMITS[dataType],
    ...(characters !== undefined && { characters }),
    ...(bytes !== undefined && { bytes }),
  }
  return Object.keys(limits).length === 0 ? undefined : limits
}

function integerLimits(bits: bigint, isUnsigned: boolean): ValueLimits {
  const half = 2n ** (bits - 1n)
  return isUnsigned
    ? { least: '0', greatest: String(2n * half - 1n) }
    : { least: String(-half), greatest: String(half - 1n) }
}

/** Codes of the wire protocol. https://mariadb.com/kb/en/result-set-packets/#field-types */
const WIRE_TYPES: Readonly<Record<number, string>> = {
  0: 'decimal',
  1: 'tinyint',
  2: 'smallint',
  3: 'int',
  4: 'float',
  5: 'double',
  7: 'timestamp',
  8: 'bigint',
  9: 'mediumint',
  10: 'date',
  11: 'time',
  12: 'datetime',
  13: 'year',
  14: 'date',
  16: 'bit',
  245: 'json',
  246: 'decimal',
  247: 'enum',
  248: 'set',
  249: 'text',
  250: 'text',
  251: 'text',
  252: 'text',
  253: 'varchar',
  254: 'char',
  255: 'geometry',
}

const BINARY_CHARSET = 63
const UNSIGNED_FLAG = 32
const ENUM_FLAG = 256
const SET_FLAG = 2048

/** What the driver knows of a result's column. */
type ResultField = FieldPacket & {
  readonly characterSet?: number
  readonly columnType?: number
  /** MariaDB's own names of types that the protocol does not have: `uuid`, `inet6`; and `json` of a text. */
  readonly extendedTypeName?: string
  readonly extendedFormat?: string
}

/** All that a result's column says of its type, as one text: `varchar;0;6`. */
export function typeIdOf(packet: FieldPacket): string {
  const field: ResultField = packet
  const type = dataTypeOf(field)
  // The flag is set for some types that are no numbers, too.
  const isUnsigned = (flagsOf(field) & UNSIGNED_FLAG) !== 0 && isNumber(type)
  return [type, isUnsigned ? '1' : '0', String(field.decimals ?? 0)].join(';')
}

function dataTypeOf(field: ResultField): string {
  const { characterSet, columnType, type, extendedTypeName, extendedFormat } = field
  const flags = flagsOf(field)
  if (extendedFormat === 'json') return 'document'
  if (extendedTypeName !== undefined) return extendedTypeName
  if ((flags & ENUM_FLAG) !== 0) return 'enum'
  if ((flags & SET_FLAG) !== 0) return 'set'
  const wire = WIRE_TYPES[columnType ?? type ?? -1] ?? 'unknown'
  if (!['varchar', 'char', 'text'].includes(wire)) return wire
  if (characterSet === BINARY_CHARSET) return 'varbinary'
  return wire === 'char' ? 'varchar' : wire
}

function flagsOf({ flags }: ResultField): number {
  return typeof flags === 'number' ? flags : 0
}

function isNumber(dataType: string): boolean {
  return ['integer', 'decimal', 'float'].includes(familyOf(dataType))
}

/** Families and cast types of the columns of a described query. */
export function readTypes(
  _session: Session,
  typeIds: readonly string[],
): Promise<ReadonlyMap<string, Pick<Column, 'castType' | 'family' | 'limits'>>> {
  const types = typeIds.map((id) => {
    const [dataType = '', unsigned = '0', decimals = '0'] = id.split(';')
    const isUnsigned = unsigned === '1'
    const limits = limitsOf({ dataType, isUnsigned })
    // Of a text or a computed float, 31 or 39 stand for "not declared".
    const scale = Math.min(Number(decimals), 30)
    const castType = castTypeOf({ dataType, isUnsigned, precision: Math.min(scale, 6), scale })
    const type = { castType, family: familyOf(dataType) }
    return [id, limits === undefined ? type : { ...type, limits }] as const
  })
  return Promise.resolve(new Map(types))
}

/** The type's name with all that a cast to it needs, so that none cuts anything off. */
export function castTypeOf({
  dataType,
  isUnsigned,
  precision = 0,
  scale = 0,
}: {
  readonly dataType: string
  readonly isUnsigned: boolean
  readonly precision?: number | undefined
  readonly scale?: number | undefined
}): string {
  if (dataType === 'document') return 'longtext'
  if (dataType === 'decimal') return `decimal(65,${scale})`
  if (['datetime', 'timestamp', 'time'].includes(dataType)) return `${dataType}(${precision})`
  return INTEGER_BITS[dataType] !== undefined && isUnsigned ? `${dataType} unsigned` : dataType
}

/** Of `enum('a','it''s')` and `set('a')`. */
export function labelsOf(type: string): readonly string[] {
  return [...type.matchAll(/'((?:[^']|'')*)'/g)].map(([, label = '']) =>
    label.replaceAll("''", "'"),
  )
}
