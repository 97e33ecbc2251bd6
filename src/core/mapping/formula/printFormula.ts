/** A tree as a formula's text, with no more parentheses than it takes to read it as the same tree. */
import { KEYWORDS, type Expression } from './expression'

/** How tightly each kind binds; see `parseFormula`. */
const LEVELS: Readonly<Record<Expression['kind'], number>> = {
  ...{ or: 1, and: 2, not: 3 },
  ...{ comparison: 4, isNull: 4, in: 4, between: 4, join: 5 },
  ...{ arithmetic: 6, negative: 8 },
  ...{ text: 9, number: 9, boolean: 9, null: 9, column: 9, case: 9, call: 9 },
}

const OPERAND = 5

/** The formula of a tree. Where the parts stood before does not count. */
export function printFormula(expression: Expression): string {
  return print(expression, 0)
}

/** In parentheses where it binds less tightly than `level`. */
function print(expression: Expression, level: number): string {
  const text = printKind(expression)
  return levelOf(expression) < level ? `(${text})` : text
}

function levelOf(expression: Expression): number {
  const isProduct = expression.kind === 'arithmetic' && '*/%'.includes(expression.operator)
  return isProduct ? 7 : LEVELS[expression.kind]
}

function printKind(expression: Expression): string {
  switch (expression.kind) {
    case 'text':
      return `'${expression.value.replaceAll("'", "''")}'`
    case 'number':
      return expression.digits
    case 'boolean':
      return String(expression.value)
    case 'null':
      return 'null'
    case 'column':
      return printName(expression.name)
    case 'negative':
      return `-${print(expression.operand, 9)}`
    case 'not':
      return `not ${print(expression.operand, 3)}`
    case 'arithmetic': {
      const level = levelOf(expression)
      const { left, operator, right } = expression
      return `${print(left, level)} ${operator} ${print(right, level + 1)}`
    }
    case 'comparison': {
      const { left, operator, right } = expression
      return `${print(left, OPERAND)} ${operator} ${print(right, OPERAND)}`
    }
    case 'join':
      return expression.parts.map((part) => print(part, OPERAND + 1)).join(' || ')
    case 'and':
    case 'or':
      return printChain(expression)
    case 'case':
      return printCase(expression)
    case 'call':
      return `${printName(expression.name)}(${printList(expression.args)})`
    default:
      return printTest(expression)
  }
}

function printChain(chain: Extract<Expression, { kind: 'and' | 'or' | 'join' }>): string {
  const level = LEVELS[chain.kind] + 1
  return chain.parts.map((part) => print(part, level)).join(` ${chain.kind} `)
}

function printTest(test: Extract<Expression, { kind: 'isNull' | 'in' | 'between' }>): string {
  const operand = print(test.operand, OPERAND)
  const not = test.negated ? 'not ' : ''
  if (test.kind === 'isNull') return `${operand} is ${not}null`
  if (test.kind === 'in') return `${operand} ${not}in (${printList(test.list)})`
  const [low, high] = [print(test.low, OPERAND), print(test.high, OPERAND)]
  return `${operand} ${not}between ${low} and ${high}`
}

function printCase({
  subject,
  branches,
  otherwise,
}: Extract<Expression, { kind: 'case' }>): string {
  const parts = branches.map(({ when, then }) => `when ${print(when, 0)} then ${print(then, 0)}`)
  const start = subject === undefined ? 'case' : `case ${print(subject, 0)}`
  const end = otherwise === undefined ? 'end' : `else ${print(otherwise, 0)} end`
  return [start, ...parts, end].join(' ')
}

function printList(list: readonly Expression[]): string {
  return list.map((item) => print(item, 0)).join(', ')
}

function printName(name: string): string {
  const isBare = /^[\p{L}_][\p{L}\p{M}\p{N}_$]*$/u.test(name) && !KEYWORDS.has(name.toLowerCase())
  return isBare ? name : `"${name.replaceAll('"', '""')}"`
}
