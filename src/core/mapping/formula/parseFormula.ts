/** A formula's text as a tree. */
import {
  FormulaFault,
  partsOf,
  type ArithmeticOperator,
  type Branch,
  type ComparisonOperator,
  type Expression,
} from './expression'
import { tokenize, type Token } from './tokens'

/** Longer formulas are no formulas that somebody wrote. */
export const LONGEST_FORMULA = 10_000

/** How many parts may contain one another, so that no formula exhausts the stack. */
export const DEEPEST_FORMULA = 200

/**
 * Reads a formula. Throws `FormulaFault` where it is none. From loose to tight: `or`; `and`; `not`; comparisons, `is`,
 * `in` and `between`; `||`; `+ -`; `* / %`; a sign.
 */
export function parseFormula(formula: string): Expression {
  if (formula.length > LONGEST_FORMULA)
    throw new FormulaFault(`the formula has more than ${LONGEST_FORMULA} characters`, 0)
  return new FormulaParser(tokenize(formula)).parse()
}

class FormulaParser {
  private index = 0
  private depth = 0
  private readonly heights = new Map<Expression, number>()

  constructor(private readonly tokens: readonly Token[]) {}

  parse(): Expression {
    const expression = this.expression()
    if (this.next.kind !== 'end') throw this.unexpected('the end')
    return expression
  }

  private expression(): Expression {
    return this.nested(() => this.chain('or', () => this.chain('and', () => this.negation())))
  }

  private chain(kind: 'or' | 'and' | 'join', part: () => Expression): Expression {
    const first = part()
    const parts = [first]
    while (kind === 'join' ? this.takeSign('||') : this.takeWord(kind)) parts.push(part())
    return parts.length === 1 ? first : this.made({ kind, parts, at: first.at })
  }

  private negation(): Expression {
    const { at } = this.next
    if (!this.takeWord('not')) return this.comparison()
    return this.made({ kind: 'not', operand: this.nested(() => this.negation()), at })
  }

  private comparison(): Expression {
    const operand = this.operand()
    const { value, kind, at } = this.next
    if (kind === 'sign' && isComparison(value)) {
      this.index++
      const right = this.operand()
      return this.made({ kind: 'comparison', operator: value, left: operand, right, at })
    }
    if (this.takeWord('is')) {
      const negated = this.takeWord('not')
      this.expectWord('null')
      return this.made({ kind: 'isNull', operand, negated, at })
    }
    const negated = this.takeWord('not')
    if (this.takeWord('in')) {
      this.expectSign('(')
      return this.made({ kind: 'in', operand, list: this.listToEnd(), negated, at })
    }
    if (this.takeWord('between')) {
      const low = this.operand()
      this.expectWord('and')
      return this.made({ kind: 'between', operand, low, high: this.operand(), negated, at })
    }
    if (negated) throw this.unexpected('"in" or "between"')
    return operand
  }

  private operand(): Expression {
    return this.chain('join', () => this.arithmetic(['+', '-'], () => this.product()))
  }

  private product(): Expression {
    return this.arithmetic(['*', '/', '%'], () => this.signed())
  }

  private arithmetic(operators: readonly string[], part: () => Expression): Expression {
    let left = part()
    while (this.next.kind === 'sign' && operators.includes(this.next.value)) {
      const { at, value } = this.take()
      const operator = value as ArithmeticOperator
      left = this.made({ kind: 'arithmetic', operator, left, right: part(), at })
    }
    return left
  }

  private signed(): Expression {
    const { at } = this.next
    if (!this.takeSign('-')) return this.primary()
    return this.made({ kind: 'negative', operand: this.nested(() => this.signed()), at })
  }

  private primary(): Expression {
    const { kind, value, at } = this.next
    if (kind === 'keyword') return this.keyword()
    if (kind === 'sign' && value === '(') {
      this.index++
      const inner = this.expression()
      this.expectSign(')')
      return inner
    }
    if (kind === 'sign' || kind === 'end') throw this.unexpected('a value')
    this.index++
    if (kind === 'number') return this.made({ kind: 'number', digits: value, at })
    if (kind === 'text') return this.made({ kind: 'text', value, at })
    return this.takeSign('(')
      ? this.made({ kind: 'call', name: value, args: this.listToEnd(), at })
      : this.made({ kind: 'column', name: value, at })
  }

  private keyword(): Expression {
    const { value, at } = this.next
    if (value === 'case') return this.case()
    if (!['true', 'false', 'null'].includes(value)) throw this.unexpected('a value')
    this.index++
    if (value === 'null') return this.made({ kind: 'null', at })
    return this.made({ kind: 'boolean', value: value === 'true', at })
  }

  private case(): Expression {
    const { at } = this.take()
    const subject = this.isWord('when') ? undefined : this.expression()
    const branches: Branch[] = []
    while (this.takeWord('when')) {
      const when = this.expression()
      this.expectWord('then')
      branches.push({ when, then: this.expression() })
    }
    if (branches.length === 0) throw this.unexpected('"when"')
    const otherwise = this.takeWord('else') ? this.expression() : undefined
    this.expectWord('end')
    return this.made({ kind: 'case', subject, branches, otherwise, at })
  }

  /** What follows an opening parenthesis, with the closing one. */
  private listToEnd(): readonly Expression[] {
    if (this.takeSign(')')) return []
    const list = [this.expression()]
    while (this.takeSign(',')) list.push(this.expression())
    this.expectSign(')')
    return list
  }

  private nested(read: () => Expression): Expression {
    if (++this.depth > DEEPEST_FORMULA) throw tooDeep(this.next.at)
    const expression = read()
    this.depth--
    return expression
  }

  /** Chains such as 1 + 2 + 3 grow without being nested, so heights are counted too. */
  private made(expression: Expression): Expression {
    const inner = partsOf(expression).map((part) => this.heights.get(part) ?? 0)
    const height = inner.reduce((most, one) => Math.max(most, one), 0) + 1
    if (height > DEEPEST_FORMULA) throw tooDeep(expression.at)
    this.heights.set(expression, height)
    return expression
  }

  private get next(): Token {
    return this.tokens[Math.min(this.index, this.tokens.length - 1)] as Token
  }

  private take(): Token {
    const token = this.next
    this.index++
    return token
  }

  private isWord(word: string): boolean {
    return this.next.kind === 'keyword' && this.next.value === word
  }

  private takeWord(word: string): boolean {
    if (!this.isWord(word)) return false
    this.index++
    return true
  }

  private takeSign(sign: string): boolean {
    if (this.next.kind !== 'sign' || this.next.value !== sign) return false
    this.index++
    return true
  }

  private expectWord(word: string): void {
    if (!this.takeWord(word)) throw this.unexpected(`"${word}"`)
  }

  private expectSign(sign: string): void {
    if (!this.takeSign(sign)) throw this.unexpected(`"${sign}"`)
  }

  private unexpected(expected: string): FormulaFault {
    const { kind, value, at } = this.next
    const found = kind === 'end' ? 'the end' : `"${value}"`
    return new FormulaFault(`${expected} is expected here, not ${found}`, at)
  }
}

function tooDeep(at: number): FormulaFault {
  return new FormulaFault('the formula is nested too deeply', at)
}

const COMPARISONS: readonly string[] = ['=', '<>', '<', '<=', '>', '>=']

function isComparison(sign: string): sign is ComparisonOperator {
  return COMPARISONS.includes(sign)
}
