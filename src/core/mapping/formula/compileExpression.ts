/** Trees as functions of a row. Each part is looked at once; what is left to do for a row are the values. */
import { assertNever } from '../../util/assertNever'
import {
  add,
  divide,
  multiply,
  readNumber,
  remainder,
  subtract,
  type ExactNumber,
} from '../transforms/exactNumber'
import { suggest } from '../../util/nearMiss'
import {
  compileBetween,
  compileCase,
  compileChain,
  compileComparison,
  compileIn,
} from './conditions'
import { FormulaFault, type ArithmeticOperator, type Expression } from './expression'
import { FUNCTIONS, functionNames } from './functions'
import { bounded } from './limits'
import {
  asBoolean,
  asNumber,
  asText,
  booleansOf,
  numbersOf,
  Unfit,
  type ColumnType,
  type Evaluator,
  type Part,
  type Typed,
} from './typed'

/** The type of a column where it is known. */
export type ColumnTypes = (column: string) => ColumnType | undefined

/** Throws `FormulaFault` where the types do not fit. */
export function compileExpression(expression: Expression, columnType: ColumnTypes): Typed {
  const part = (inner: Expression): Part => ({
    typed: compileExpression(inner, columnType),
    at: inner.at,
  })
  switch (expression.kind) {
    case 'text':
      return { type: 'text', of: () => expression.value, literal: expression.value }
    case 'number':
      return compileNumber(expression.digits, expression.at)
    case 'boolean':
      return { type: 'boolean', of: () => expression.value }
    case 'null':
      return { type: 'null' }
    case 'column':
      return compileColumn(expression.name, columnType(expression.name))
    case 'case':
      return compileCase(expression, part)
    case 'call':
      return compileCall(expression, part)
    default:
      return compileOperation(expression, part)
  }
}

type Operation = Exclude<
  Expression,
  { kind: 'text' | 'number' | 'boolean' | 'null' | 'column' | 'case' | 'call' }
>

function compileOperation(operation: Operation, part: (inner: Expression) => Part): Typed {
  switch (operation.kind) {
    case 'negative':
      return { type: 'number', of: negative(asNumber(part(operation.operand))) }
    case 'not':
      return { type: 'boolean', of: opposite(asBoolean(part(operation.operand))) }
    case 'isNull':
      return compileIsNull(part(operation.operand), operation.negated)
    case 'arithmetic':
      return compileArithmetic(operation.operator, part(operation.left), part(operation.right))
    case 'join':
      return { type: 'text', of: joined(operation.parts.map(part).map(asText)) }
    case 'and':
    case 'or':
      return compileChain(operation.kind, operation.parts.map(part))
    case 'comparison':
      return compileComparison(operation.operator, part(operation.left), part(operation.right))
    case 'between': {
      const { operand, low, high, negated } = operation
      return compileBetween([operand, low, high].map(part), negated)
    }
    case 'in':
      return compileIn(part(operation.operand), operation.list.map(part), operation)
    default:
      return assertNever(operation)
  }
}

function compileNumber(digits: string, at: number): Typed {
  const number = readNumber(digits)
  if (number === undefined) throw new FormulaFault('the number has too many digits', at)
  return { type: 'number', of: () => number }
}

function compileColumn(name: string, type: ReturnType<ColumnTypes>): Typed {
  const of: Evaluator<string> = (row) => row(name)
  if (type === 'number') return { type, of: numbersOf(of) }
  if (type === 'boolean') return { type, of: booleansOf(of) }
  return { type: type ?? 'any', of }
}

function negative(of: Evaluator<ExactNumber>): Evaluator<ExactNumber> {
  return (row) => {
    const number = of(row)
    return number && { digits: -number.digits, scale: number.scale }
  }
}

function opposite(of: Evaluator<boolean>): Evaluator<boolean> {
  return (row) => {
    const value = of(row)
    return value === null ? null : !value
  }
}

function compileIsNull({ typed }: Part, negated: boolean): Typed {
  if (typed.type === 'null') return { type: 'boolean', of: () => !negated }
  const of: Evaluator<unknown> = typed.of
  return { type: 'boolean', of: (row) => (of(row) === null) !== negated }
}

function compileArithmetic(operator: ArithmeticOperator, left: Part, right: Part): Typed {
  const [a, b] = [asNumber(left), asNumber(right)]
  const calculate = OPERATIONS[operator]
  return {
    type: 'number',
    of: (row) => {
      const [x, y] = [a(row), b(row)]
      if (x === null || y === null) return null
      const result = calculate(x, y)
      if (result === undefined) throw new Unfit(`the result of "${operator}" has too many digits`)
      return result
    },
  }
}

type Calculation = (a: ExactNumber, b: ExactNumber) => ExactNumber | undefined

const OPERATIONS: Readonly<Record<ArithmeticOperator, Calculation>> = {
  '+': add,
  '-': subtract,
  '*': multiply,
  '/': notByZero(divide),
  '%': notByZero(remainder),
}

function notByZero(calculate: Calculation): Calculation {
  return (a, b) => {
    if (b.digits === 0n) throw new Unfit('division by zero')
    return calculate(a, b)
  }
}

function joined(evaluators: readonly Evaluator<string>[]): Evaluator<string> {
  return (row) => {
    let text = ''
    for (const of of evaluators) {
      const part = of(row)
      if (part === null) return null
      text += part
    }
    return bounded(text)
  }
}

function compileCall(
  { name, args, at }: Extract<Expression, { kind: 'call' }>,
  part: (inner: Expression) => Part,
): Typed {
  const found = FUNCTIONS.get(name.toLowerCase())
  if (found === undefined)
    throw new FormulaFault(`"${name}" is no function: ${suggest(name, functionNames())}`, at)
  const { least, most, signature, compile } = found
  if (args.length < least || args.length > most)
    throw new FormulaFault(`"${name}" is written as ${signature}`, at)
  return compile(args.map((arg) => ({ ...part(arg), expression: arg })))
}
