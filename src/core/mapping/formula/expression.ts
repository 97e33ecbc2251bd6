/** Formulas as trees. `at` is where a part starts in the formula's text, counted in UTF-16 units from 0. */

interface Placed {
  readonly at: number
}

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%'
export type ComparisonOperator = '=' | '<>' | '<' | '<=' | '>' | '>='

export interface Branch {
  readonly when: Expression
  readonly then: Expression
}

export type Expression = Placed &
  (
    | { readonly kind: 'text'; readonly value: string }
    /** As it is written: digits and perhaps a point. */
    | { readonly kind: 'number'; readonly digits: string }
    | { readonly kind: 'boolean'; readonly value: boolean }
    | { readonly kind: 'null' }
    | { readonly kind: 'column'; readonly name: string }
    | { readonly kind: 'negative' | 'not'; readonly operand: Expression }
    | {
        readonly kind: 'arithmetic'
        readonly operator: ArithmeticOperator
        readonly left: Expression
        readonly right: Expression
      }
    | {
        readonly kind: 'comparison'
        readonly operator: ComparisonOperator
        readonly left: Expression
        readonly right: Expression
      }
    /** `||`, `and`, `or`: two parts or more. */
    | { readonly kind: 'join' | 'and' | 'or'; readonly parts: readonly Expression[] }
    | { readonly kind: 'isNull'; readonly operand: Expression; readonly negated: boolean }
    | {
        readonly kind: 'in'
        readonly operand: Expression
        readonly list: readonly Expression[]
        readonly negated: boolean
      }
    | {
        readonly kind: 'between'
        readonly operand: Expression
        readonly low: Expression
        readonly high: Expression
        readonly negated: boolean
      }
    | {
        readonly kind: 'case'
        /** What the branches are compared with; without it each branch is a condition. */
        readonly subject: Expression | undefined
        readonly branches: readonly Branch[]
        readonly otherwise: Expression | undefined
      }
    /** A function by the name that is written in formulas, whatever its case was. */
    | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  )

/** Words that name no column unless they stand in double quotes. Their case does not count. */
export const KEYWORDS: ReadonlySet<string> = new Set([
  ...['and', 'or', 'not', 'in', 'is', 'null', 'true', 'false', 'between'],
  ...['case', 'when', 'then', 'else', 'end'],
])

/** What is wrong with a formula, and where. */
export class FormulaFault extends Error {
  override readonly name = 'FormulaFault'
  constructor(
    message: string,
    /** In UTF-16 units from the start of the formula's text. */
    readonly offset: number,
  ) {
    super(message)
  }
}

/** The parts that an expression is made of, in the order in which they are written. */
export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'negative':
    case 'not':
    case 'isNull':
      return [expression.operand]
    case 'arithmetic':
    case 'comparison':
      return [expression.left, expression.right]
    case 'join':
    case 'and':
    case 'or':
      return expression.parts
    case 'in':
      return [expression.operand, ...expression.list]
    case 'between':
      return [expression.operand, expression.low, expression.high]
    case 'case': {
      const { subject, branches, otherwise } = expression
      const inner = branches.flatMap((branch) => [branch.when, branch.then])
      return [...(subject ? [subject] : []), ...inner, ...(otherwise ? [otherwise] : [])]
    }
    case 'call':
      return expression.args
    default:
      return []
  }
}
