/** Conditions with the logic of SQL, where null is neither true nor false, and what is chosen by them. */
import { FormulaFault, type ComparisonOperator, type Expression } from './expression'
import { asBoolean, type Evaluator, type Part, type Typed } from './typed'
import { chooseFrom, compareParts, type Ordered } from './unify'

/** `and` and `or`: one false, or one true, decides whatever the others are. */
export function compileChain(kind: 'and' | 'or', parts: readonly Part[]): Typed {
  const evaluators = parts.map(asBoolean)
  const deciding = kind === 'or'
  return {
    type: 'boolean',
    of: (row) => {
      let result: boolean | null = !deciding
      for (const of of evaluators) {
        const value = of(row)
        if (value === deciding) return deciding
        if (value === null) result = null
      }
      return result
    },
  }
}

const FULFILLED: Readonly<Record<ComparisonOperator, (order: number) => boolean>> = {
  '=': (order) => order === 0,
  '<>': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
}

export function compileComparison(operator: ComparisonOperator, left: Part, right: Part): Typed {
  const isFulfilled = FULFILLED[operator]
  const of = compareParts([left, right], (ordered): Evaluator<boolean> => {
    const order = orderOf(ordered)
    return (row) => {
      const found = order(row)
      return found === null ? null : isFulfilled(found)
    }
  })
  return { type: 'boolean', of }
}

function orderOf<T>({ evaluators, compare }: Ordered<T>): Evaluator<number> {
  const [left = nothing, right = nothing] = evaluators
  return (row) => {
    const [a, b] = [left(row), right(row)]
    return a === null || b === null ? null : compare(a, b)
  }
}

const nothing = (): null => null

/** The operand, the low and the high end; both ends belong to the range. */
export function compileBetween(parts: readonly Part[], negated: boolean): Typed {
  const of = compareParts(parts, ({ evaluators, compare }): Evaluator<boolean> => {
    const [operand = nothing, low = nothing, high = nothing] = evaluators
    return (row) => {
      const [value, from, to] = [operand(row), low(row), high(row)]
      if (value === null) return null
      const isBelow = from === null ? null : compare(value, from) < 0
      const isAbove = to === null ? null : compare(value, to) > 0
      if (isBelow === true || isAbove === true) return negated
      return isBelow === null || isAbove === null ? null : !negated
    }
  })
  return { type: 'boolean', of }
}

/** Null where the operand is null, or where it is not found and the list has a null. */
export function compileIn(
  operand: Part,
  list: readonly Part[],
  { negated, at }: { readonly negated: boolean; readonly at: number },
): Typed {
  if (list.length === 0) throw new FormulaFault('"in" needs a list of values', at)
  const of = compareParts([operand, ...list], (ordered): Evaluator<boolean> => {
    const position = positionOf(ordered)
    return (row) => {
      const found = position(row)
      return found === null ? null : found >= 0 !== negated
    }
  })
  return { type: 'boolean', of }
}

/** Which of the others is equal to the first: -1 where none is, null where that cannot be known. */
function positionOf<T>({ evaluators, compare }: Ordered<T>): Evaluator<number> {
  const [operand = nothing, ...others] = evaluators
  return (row) => {
    const value = operand(row)
    if (value === null) return null
    let hasNull = false
    for (let index = 0; index < others.length; index++) {
      const other = others[index]?.(row) ?? null
      if (other === null) hasNull = true
      else if (compare(value, other) === 0) return index
    }
    return hasNull ? null : -1
  }
}

/** The first branch whose condition is true, or whose value the subject equals; what follows it is not looked at. */
export function compileCase(
  { subject, branches, otherwise }: Extract<Expression, { kind: 'case' }>,
  part: (inner: Expression) => Part,
): Typed {
  const whens = branches.map(({ when }) => part(when))
  const select =
    subject === undefined
      ? firstTrue(whens.map(asBoolean))
      : compareParts([part(subject), ...whens], firstEqual)
  const results = branches.map(({ then }) => part(then))
  const last: Part = otherwise === undefined ? { typed: { type: 'null' }, at: 0 } : part(otherwise)
  return chooseFrom([...results, last], (evaluators) => (row) => {
    const index = select(row) ?? results.length
    return evaluators[index]?.(row) ?? null
  })
}

function firstTrue(conditions: readonly Evaluator<boolean>[]): Evaluator<number> {
  return (row) => {
    for (let index = 0; index < conditions.length; index++)
      if (conditions[index]?.(row) === true) return index
    return null
  }
}

/** Nulls in between are passed over, as by a chain of equations. */
function firstEqual<T>({ evaluators, compare }: Ordered<T>): Evaluator<number> {
  const [subject = nothing, ...others] = evaluators
  return (row) => {
    const value = subject(row)
    if (value === null) return null
    for (let index = 0; index < others.length; index++) {
      const other = others[index]?.(row) ?? null
      if (other !== null && compare(value, other) === 0) return index
    }
    return null
  }
}
