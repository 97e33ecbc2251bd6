/**
 * Parts of formulas as functions of a row, and the types that they have. A part of one type can be had as another where
 * that is no guess: a number as its text, and a column of unknown type as whatever it is used for.
 */
import type { Value } from '../../util/value'
import { writeBoolean } from '../transforms/booleans'
import { readNumber, writeNumber, type ExactNumber } from '../transforms/exactNumber'
import { quoted } from '../transforms/transformed'
import { FormulaFault } from './expression'

/** A row by the names of its columns, in exact text. */
export type Row = (column: string) => Value

/** Gives the value of a part for a row. Throws `Unfit` where the row's values have none. */
export type Evaluator<T> = (row: Row) => T | null

/** A value that a formula cannot go on with. The message is shown with the row. */
export class Unfit extends Error {
  override readonly name = 'Unfit'
}

/** What a column can be known to be: a `date` has a time or not, a `time` is one of day. */
export type ColumnType = 'text' | 'number' | 'boolean' | 'date' | 'time'

/** Columns of unknown type are `any`. */
export type FormulaType = ColumnType | 'any' | 'null'

export type Typed =
  | {
      readonly type: 'text'
      readonly of: Evaluator<string>
      /** The text, where it stands in the formula. */
      readonly literal?: string
    }
  | { readonly type: 'date' | 'time' | 'any'; readonly of: Evaluator<string> }
  | { readonly type: 'number'; readonly of: Evaluator<ExactNumber> }
  | { readonly type: 'boolean'; readonly of: Evaluator<boolean> }
  | { readonly type: 'null' }

/** A part with its place, for faults that are found when it is used. */
export interface Part {
  readonly typed: Typed
  readonly at: number
}

const NOTHING = (): null => null

/** A type in a sentence. */
export function named(type: FormulaType): string {
  return type === 'boolean' ? 'a truth value' : `a ${type}`
}

export function asText({ typed, at }: Part): Evaluator<string> {
  switch (typed.type) {
    case 'number': {
      const { of } = typed
      return (row) => {
        const number = of(row)
        return number === null ? null : writeNumber(number)
      }
    }
    case 'boolean':
      throw new FormulaFault('a truth value is no text: if(…, …, …) makes one of it', at)
    case 'null':
      return NOTHING
    default:
      return typed.of
  }
}

export function asNumber({ typed, at }: Part): Evaluator<ExactNumber> {
  switch (typed.type) {
    case 'number':
      return typed.of
    case 'any':
      return numbersOf(typed.of)
    case 'null':
      return NOTHING
    case 'text':
      throw new FormulaFault('a number is expected here, not a text: number(…) reads one', at)
    default:
      throw new FormulaFault(`a number is expected here, not ${named(typed.type)}`, at)
  }
}

export function asBoolean({ typed, at }: Part): Evaluator<boolean> {
  switch (typed.type) {
    case 'boolean':
      return typed.of
    case 'any':
      return booleansOf(typed.of)
    case 'null':
      return NOTHING
    default:
      throw new FormulaFault(`a truth value is expected here, not ${named(typed.type)}`, at)
  }
}

/** The exact text of the result, as databases print it. */
export function asResult(typed: Typed): Evaluator<string> {
  if (typed.type !== 'boolean') return asText({ typed, at: 0 })
  const { of } = typed
  return (row) => {
    const value = of(row)
    return value === null ? null : writeBoolean(value)
  }
}

/** Reads numbers as databases print them. */
export function numbersOf(of: Evaluator<string>): Evaluator<ExactNumber> {
  return (row) => {
    const text = of(row)
    if (text === null) return null
    const number = readNumber(text)
    if (number === undefined) throw new Unfit(`${quoted(text)} is not a number`)
    return number
  }
}

/** Reads truth values as databases print them. */
export function booleansOf(of: Evaluator<string>): Evaluator<boolean> {
  return (row) => {
    const text = of(row)
    if (text === null) return null
    if (text === 't' || text === '1' || text === 'true') return true
    if (text === 'f' || text === '0' || text === 'false') return false
    throw new Unfit(`${quoted(text)} is no truth value`)
  }
}
