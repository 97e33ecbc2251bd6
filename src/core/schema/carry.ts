/**
 * How a value gets from a column of one type to a column of another, of the same engine or of another one: which pairs
 * are possible, whether two texts are the same value, and what text the target's type reads. Engines differ in what
 * their types hold, which dialects tell as `ValueLimits`; nothing here knows an engine.
 */
import { relateNumbers } from './numbers'
import {
  asIs,
  checked,
  exact,
  NUMBERS,
  quoted,
  type Carried,
  type CarriedType,
  type Carrier,
  type Refusal,
  type Relation,
} from './relation'
import { relateBytes, relateToEnum, relateToJson, relateToText, relateToUuid } from './texts'
import { relateTimes } from './times'

export type { Carried, CarriedType, Carrier } from './relation'

/** How to carry values between the types; undefined where that would be a guess. */
export function findCarrier(source: CarriedType, target: CarriedType): Carrier | undefined {
  const relation = relate(source, target)
  return 'refused' in relation ? undefined : relation.carrier
}

/**
 * Whether some values of the source's type do not fit the target's exactly; what then becomes of them is named in
 * words that follow "the target, which …".
 */
export function describeLoss(source: CarriedType, target: CarriedType): string | undefined {
  const relation = relate(source, target)
  return 'refused' in relation ? undefined : relation.loss
}

/** Why there is no carrier, and what to do instead; undefined where there is one. */
export function explainRefusal(source: CarriedType, target: CarriedType): Refusal | undefined {
  const relation = relate(source, target)
  return 'refused' in relation ? relation : undefined
}

/**
 * Whether equal values of two types have equal texts, so that keys of them can be compared as texts. A number has other
 * texts as a float than as a decimal, and a truth value than as an integer.
 */
export function haveEqualTexts(a: CarriedType, b: CarriedType): boolean {
  if (findCarrier(a, b) === undefined || findCarrier(b, a) === undefined) return false
  const either = (family: CarriedType['family']) => a.family === family || b.family === family
  const hasText = either('text')
  if (either('json')) return false
  if (either('float') || either('boolean')) return hasText || a.family === b.family
  return true
}

/** All that is known of a pair of types. */
export function relate(source: CarriedType, target: CarriedType): Relation | Refusal {
  const isText = source.family === 'text'
  switch (target.family) {
    case 'text':
      return relateToText(source, target)
    case 'integer':
      if (source.family === 'boolean') return relateToInteger(target)
      return isNumber(source) || isText ? relateNumbers(source, target) : refuse(source, target)
    case 'decimal':
    case 'float':
      return isNumber(source) || isText ? relateNumbers(source, target) : refuse(source, target)
    case 'boolean':
      return relateToBoolean(source) ?? refuse(source, target)
    case 'json':
      if (source.family !== 'json' && !isText) return refuse(source, target)
      return relateToJson(source, target)
    case 'uuid':
      return source.family === 'uuid' || isText ? relateToUuid(source) : refuse(source, target)
    case 'enum':
      if (source.family !== 'enum' && !isText) return refuse(source, target)
      return relateToEnum(source, target)
    case 'bytes':
      return source.family === 'bytes' ? relateBytes(source, target) : refuse(source, target)
    case 'other':
      return relateOther(source, target) ?? refuse(source, target)
    default:
      return isTimeFor(source, target) ? relateTimes(source, target) : refuse(source, target)
  }
}

function isNumber({ family }: CarriedType): boolean {
  return NUMBERS.has(family)
}

function isTimeFor(source: CarriedType, target: CarriedType): boolean {
  if (source.family === target.family || source.family === 'text') return true
  return source.family === 'date' && target.family === 'timestamp'
}

function relateToBoolean(source: CarriedType): Relation | undefined {
  if (source.family === 'boolean') return { carrier: exact(asIs), refuses: [] }
  if (source.family === 'integer')
    return {
      carrier: exact(booleanOfNumber),
      conversion: '1 is true and 0 is false',
      refuses: ['numbers other than 0 and 1'],
    }
  if (source.family !== 'text') return undefined
  return {
    carrier: exact(booleanOfWord),
    conversion: 'reads words such as "true", "no" and "1"',
    refuses: ['texts that are no such words'],
  }
}

function booleanOfNumber(text: string): Carried {
  if (text === '1') return { text: 't' }
  return text === '0' ? { text: 'f' } : { invalid: `${quoted(text)} is neither 0 nor 1` }
}

function booleanOfWord(text: string): Carried {
  const word = text.trim().toLowerCase()
  if (['t', 'true', 'yes', 'on', '1'].includes(word)) return { text: 't' }
  if (['f', 'false', 'no', 'off', '0'].includes(word)) return { text: 'f' }
  return { invalid: `${quoted(text)} is not a boolean` }
}

/** For truth values that are read as 1 and 0. */
export function integerCarrier(target: CarriedType): Carrier {
  return relateNumbers({ family: 'integer', castType: 'boolean' }, target).carrier
}

function relateToInteger(target: CarriedType): Relation {
  const numbers = relateNumbers({ family: 'integer', castType: 'boolean' }, target)
  const written = (text: string): Carried => ({ text: text === 't' ? '1' : '0' })
  return {
    carrier: { ...numbers.carrier, carry: checked(written, []) },
    conversion: 'true is 1 and false is 0',
    refuses: [],
  }
}

/** Only the engine itself understands such texts, and only where the target cuts and rounds nothing. */
function relateOther(source: CarriedType, target: CarriedType): Relation | undefined {
  const isSame =
    source.family === 'other' &&
    source.castType === target.castType &&
    source.limits?.textsOf === target.limits?.textsOf
  if (!isSame) return undefined
  const relation: Relation = { carrier: exact(asIs), refuses: [] }
  const isUnmodified = target.type === undefined || target.type === target.castType
  if (isUnmodified || source.type === target.type) return relation
  // An expression has no length or precision that could be compared.
  return source.type === undefined ? { ...relation, loss: 'may round or refuse it' } : undefined
}

function refuse(source: CarriedType, target: CarriedType): Refusal {
  const refused = `${nameOf(source)} cannot be carried to ${nameOf(target)}`
  return { refused, mend: mendOf(source, target) }
}

function nameOf({ type, castType }: CarriedType): string {
  return type ?? castType
}

function mendOf(source: CarriedType, target: CarriedType): string {
  const advice = EXPRESSIONS[`${source.family} to ${target.family}`]
  if (advice !== undefined) return advice
  if (source.family === 'other' && source.castType === target.castType)
    return 'convert it with an expression that gives the length or precision of the target’s type'
  return 'convert it with a transform or an expression'
}

/** Where a guess would be possible and wrong for some, its user makes it. */
const EXPRESSIONS: Readonly<Record<string, string>> = {
  'timestamptz to timestamp': `say in which zone with an expression: column at time zone 'UTC' in PostgreSQL, cast(column as datetime(6)) in MySQL`,
  'timestamp to timestamptz': `say in which zone it is with an expression: column at time zone 'UTC' in PostgreSQL, concat(column, 'Z') in MySQL`,
  'uuid to bytes': `say in which order its bytes are with an expression: uuid_send(column) in PostgreSQL, unhex(replace(column, '-', '')) in MySQL`,
  'bytes to uuid': `say in which order its bytes are with an expression: encode(column, 'hex') in PostgreSQL, hex(column) in MySQL`,
}
