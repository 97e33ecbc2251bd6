/** Parts of which any may be the result, or which are compared: the one type that they have together. */
import { compareNumbers, type ExactNumber } from '../transforms/exactNumber'
import { compareTexts } from '../transforms/texts'
import { FormulaFault } from './expression'
import { asInstant, compareInstants, isInstant, type Instant, type InstantType } from './instants'
import {
  asBoolean,
  asNumber,
  asText,
  named,
  type Evaluator,
  type FormulaType,
  type Part,
  type Typed,
} from './typed'

/**
 * One of several parts, which `choose` picks. Texts in the formula that are dates or times are such beside one. Numbers,
 * dates and times are written as texts where other parts are something else; columns of unknown type are what the other
 * parts are.
 */
export function chooseFrom(
  parts: readonly Part[],
  choose: <T>(evaluators: readonly Evaluator<T>[]) => Evaluator<T>,
): Typed {
  const type = resultType(parts)
  switch (type) {
    case 'number':
      return { type, of: choose(parts.map(asNumber)) }
    case 'boolean':
      return { type, of: choose(parts.map(asBoolean)) }
    case 'null':
      return { type }
    default:
      return { type, of: choose(parts.map(asText)) }
  }
}

function resultType(parts: readonly Part[]): FormulaType {
  const types = typesOf(parts)
  const instant = types.find((type) => type === 'date' || type === 'time')
  if (instant !== undefined && parts.every((part) => isOrReads(part, instant))) return instant
  const isText = types.length > 1 && !types.includes('boolean')
  return isText ? 'text' : singleType(parts, 'the results are')
}

function isOrReads({ typed }: Part, type: InstantType): boolean {
  if (typed.type !== 'text') return [type, 'any', 'null'].includes(typed.type)
  return typed.literal !== undefined && isInstant(typed.literal, type)
}

/** Values of several parts in one type, with the order of that type. */
export interface Ordered<T> {
  readonly evaluators: readonly Evaluator<T>[]
  /** Less than 0, 0 or more as `a` comes before, with or after `b`. */
  compare(a: T, b: T): number
}

/**
 * What comparing several parts gives. Texts are read as dates or times beside one. They are compared, character by
 * character, where no part is known to be something else; their order is that of code points.
 */
export function compareParts<R>(parts: readonly Part[], use: <T>(ordered: Ordered<T>) => R): R {
  const type = comparedType(parts)
  switch (type) {
    case 'number':
      return use(numbersIn(parts))
    case 'boolean':
      return use(booleansIn(parts))
    case 'date':
    case 'time':
      return use(instantsIn(parts, type))
    default:
      return use(textsIn(parts))
  }
}

/** One of several parts, which `select` finds by comparing them. */
export function selectFrom(
  parts: readonly Part[],
  select: <T>(ordered: Ordered<T>) => Evaluator<T>,
): Typed {
  const type = comparedType(parts)
  switch (type) {
    case 'number':
      return { type, of: select(numbersIn(parts)) }
    case 'boolean':
      return { type, of: select(booleansIn(parts)) }
    case 'date':
    case 'time': {
      const selected = select(instantsIn(parts, type))
      return { type, of: (row) => selected(row)?.text ?? null }
    }
    case 'null':
      return { type }
    default:
      return { type, of: select(textsIn(parts)) }
  }
}

function comparedType(parts: readonly Part[]): FormulaType {
  const types = typesOf(parts).filter((type) => type !== 'text')
  const [type] = types
  const isInstant = types.length === 1 && (type === 'date' || type === 'time')
  return isInstant ? type : singleType(parts, 'what is compared is')
}

function instantsIn(parts: readonly Part[], type: InstantType): Ordered<Instant> {
  return { evaluators: parts.map((part) => asInstant(part, type)), compare: compareInstants }
}

function numbersIn(parts: readonly Part[]): Ordered<ExactNumber> {
  return { evaluators: parts.map(asNumber), compare: compareNumbers }
}

function booleansIn(parts: readonly Part[]): Ordered<boolean> {
  return { evaluators: parts.map(asBoolean), compare: (a, b) => (a === b ? 0 : a ? 1 : -1) }
}

function textsIn(parts: readonly Part[]): Ordered<string> {
  return { evaluators: parts.map(asText), compare: compareTexts }
}

function singleType(parts: readonly Part[], subject: string): FormulaType {
  const [type, other] = typesOf(parts)
  if (type === undefined) return parts.some(({ typed }) => typed.type === 'any') ? 'any' : 'null'
  if (other === undefined) return type
  const at = parts.find(({ typed }) => typed.type === other)?.at ?? 0
  throw new FormulaFault(`${subject} once ${named(type)} and once ${named(other)}`, at)
}

/** The types that are certain. */
function typesOf(parts: readonly Part[]): readonly FormulaType[] {
  const types = parts.map(({ typed }) => typed.type)
  return [...new Set(types)].filter((type) => type !== 'any' && type !== 'null')
}
