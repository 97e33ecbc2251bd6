/** What functions of formulas ask of their arguments, and functions with null left out. */
import { wholeOf, writeNumber, type ExactNumber } from '../transforms/exactNumber'
import { FormulaFault, type Expression } from './expression'
import { asNumber, asText, Unfit, type Evaluator, type Part, type Typed } from './typed'

export interface Argument extends Part {
  readonly expression: Expression
}

export interface FormulaFunction {
  /** How it is written. */
  readonly signature: string
  readonly least: number
  readonly most: number
  compile(args: readonly Argument[]): Typed
}

/** Takes what it needs from an argument, or from none. */
export type Operand<T> = (arg: Argument | undefined) => Evaluator<T>

export const text: Operand<string> = (arg) => (arg === undefined ? () => null : asText(arg))

export const number: Operand<ExactNumber> = (arg) =>
  arg === undefined ? () => null : asNumber(arg)

/** A number without decimals, for lengths and positions. */
export const whole: Operand<number> = (arg) => {
  const of = number(arg)
  return (row) => {
    const value = of(row)
    if (value === null) return null
    const found = wholeOf(value)
    if (found === undefined)
      throw new Unfit(`${writeNumber(value)} is no whole number for a length`)
    return found
  }
}

/** An argument that may be left out. */
export function orElse<T>(operand: Operand<T>, value: T): Operand<T> {
  return (arg) => (arg === undefined ? () => value : operand(arg))
}

/** A text that stands in the formula itself, because it says what is done rather than with what. */
export function literal(arg: Argument | undefined, what: string): string | undefined {
  if (arg === undefined) return undefined
  if (arg.expression.kind === 'text') return arg.expression.value
  throw new FormulaFault(`${what} has to be a text in single quotes`, arg.at)
}

export function ofOne<A, R>(a: Operand<A>, apply: (a: A) => R | null) {
  return ([first]: readonly Argument[]): Evaluator<R> => {
    const of = a(first)
    return (row) => {
      const value = of(row)
      return value === null ? null : apply(value)
    }
  }
}

export function ofTwo<A, B, R>(a: Operand<A>, b: Operand<B>, apply: (a: A, b: B) => R | null) {
  return ([first, second]: readonly Argument[]): Evaluator<R> => {
    const [left, right] = [a(first), b(second)]
    return (row) => {
      const x = left(row)
      const y = right(row)
      return x === null || y === null ? null : apply(x, y)
    }
  }
}

export function ofThree<A, B, C, R>(
  a: Operand<A>,
  b: Operand<B>,
  c: Operand<C>,
  apply: (a: A, b: B, c: C) => R | null,
) {
  return ([first, second, third]: readonly Argument[]): Evaluator<R> => {
    const [one, two, three] = [a(first), b(second), c(third)]
    return (row) => {
      const x = one(row)
      const y = two(row)
      const z = three(row)
      return x === null || y === null || z === null ? null : apply(x, y, z)
    }
  }
}

type Compile<R> = (args: readonly Argument[]) => Evaluator<R>

/** How many arguments a function takes. */
type Count = number | readonly [least: number, most: number]

function counts(count: Count): { least: number; most: number } {
  const [least, most] = typeof count === 'number' ? [count, count] : count
  return { least, most }
}

export function givesText(signature: string, count: Count, of: Compile<string>): FormulaFunction {
  return { signature, ...counts(count), compile: (args) => ({ type: 'text', of: of(args) }) }
}

export function givesDate(signature: string, count: Count, of: Compile<string>): FormulaFunction {
  return { signature, ...counts(count), compile: (args) => ({ type: 'date', of: of(args) }) }
}

export function givesNumber(
  signature: string,
  count: Count,
  of: Compile<ExactNumber>,
): FormulaFunction {
  return { signature, ...counts(count), compile: (args) => ({ type: 'number', of: of(args) }) }
}

export function givesBoolean(
  signature: string,
  count: Count,
  of: Compile<boolean>,
): FormulaFunction {
  return { signature, ...counts(count), compile: (args) => ({ type: 'boolean', of: of(args) }) }
}
