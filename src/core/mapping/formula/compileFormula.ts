/**
 * Formulas: a small language over the columns of a row, compiled to functions. No part of a formula is ever handed to
 * the language that Drydock is written in. What it costs for a row is bounded by the formula's length and the texts.
 */
import type { JsonPath } from '../../workspace/definitionSource'
import type { Fault } from '../../workspace/schemaFaults'
import type { Value } from '../../util/value'
import type { Transformed } from '../transforms/transformed'
import { compileExpression, type ColumnTypes } from './compileExpression'
import { FormulaFault, partsOf, type Expression } from './expression'
import { parseFormula } from './parseFormula'
import { asResult, Unfit, type ColumnType, type Row } from './typed'

export interface CompiledFormula {
  /** The columns that it reads, each once, in the order in which they are named. */
  readonly columns: readonly string[]
  /** What the result is. Truth values are the texts `t` and `f`, as columns have them; dates are as they are written. */
  readonly type: ColumnType
  /** The exact text of the result for a row; invalid where a value does not fit. It never throws. */
  evaluate(row: (column: string) => Value): Transformed
}

export interface FormulaOptions {
  /**
   * What a column holds, where that is known: numbers are then compared as numbers. Without it, a column is whatever
   * it is used for, and compared as text where that is not known either.
   */
  readonly columnType?: ColumnTypes
}

/** Compiles a formula once for all rows, or says what is wrong with it. `offset` counts UTF-16 units from 0. */
export function compileFormula(
  formula: string,
  { columnType = () => undefined }: FormulaOptions = {},
): CompiledFormula | { readonly fault: { readonly message: string; readonly offset: number } } {
  try {
    const expression = parseFormula(formula)
    const typed = compileExpression(expression, columnType)
    const result = asResult(typed)
    const type = typed.type === 'any' || typed.type === 'null' ? 'text' : typed.type
    return { columns: columnsOf(expression), type, evaluate: (row) => evaluate(result, row) }
  } catch (error) {
    if (!(error instanceof FormulaFault)) throw error
    return { fault: { message: error.message, offset: error.offset } }
  }
}

/** What is wrong with the formula of a mapping file, whatever it holds at `path`. */
export function examineFormula(formula: unknown, path: JsonPath): readonly Fault[] {
  if (typeof formula !== 'string' || formula === '') return []
  const compiled = compileFormula(formula)
  if (!('fault' in compiled)) return []
  const { message, offset } = compiled.fault
  return [{ path, message: `${message}, at character ${offset + 1} of the formula` }]
}

function evaluate(result: (row: Row) => string | null, row: Row): Transformed {
  try {
    return { value: result(row) }
  } catch (error) {
    if (error instanceof Unfit) return { invalid: error.message }
    // JavaScript's own limit for the length of a text.
    if (error instanceof RangeError) return { invalid: 'the result is too long' }
    throw error
  }
}

function columnsOf(expression: Expression): readonly string[] {
  const names = new Set<string>()
  const collect = (part: Expression): void => {
    if (part.kind === 'column') names.add(part.name)
    partsOf(part).forEach(collect)
  }
  collect(expression)
  return [...names]
}
