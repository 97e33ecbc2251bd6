import fc from 'fast-check'
import type { Branch, Expression } from '../../../../../src/core/mapping/formula/expression'

const at = 0
const negated = fc.boolean()
const name = fc.oneof(
  fc.constantFrom(
    'a',
    'b',
    'price',
    'CASE',
    'end',
    'é_1',
    'with space',
    '"',
    '1a',
    'x"y',
    '__proto__',
  ),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 5 }),
)
const functionName = fc.constantFrom(
  'upper',
  'coalesce',
  'round',
  'if',
  'Left',
  'no such',
  'constructor',
)

const leaf = fc.oneof(
  fc.record({
    kind: fc.constant('text' as const),
    value: fc.string({ unit: 'grapheme' }),
    at: fc.constant(at),
  }),
  fc.record({
    kind: fc.constant('number' as const),
    digits: fc.constantFrom('0', '1', '12.50', '.5', '123456789012345678901234567890'),
    at: fc.constant(at),
  }),
  fc.boolean().map((value) => ({ kind: 'boolean' as const, value, at })),
  fc.constant({ kind: 'null' as const, at }),
  name.map((column) => ({ kind: 'column' as const, name: column, at })),
)

/** Trees of every kind, small ones mostly. */
export const { expression: expressions } = fc.letrec<{ expression: Expression }>((tie) => {
  const inner = tie('expression')
  const list = fc.array(inner, { minLength: 1, maxLength: 3 })
  const several = fc.array(inner, { minLength: 2, maxLength: 3 })
  const branch: fc.Arbitrary<Branch> = fc.record({ when: inner, then: inner })
  const maybe = fc.option(inner, { nil: undefined })
  return {
    expression: fc.oneof(
      { maxDepth: 5, depthSize: 'medium', withCrossShrink: true },
      leaf,
      fc
        .tuple(fc.constantFrom('negative', 'not'), inner)
        .map(([kind, operand]) => ({ kind, operand, at })),
      fc
        .tuple(fc.constantFrom('+', '-', '*', '/', '%'), inner, inner)
        .map(([operator, left, right]) => ({
          kind: 'arithmetic' as const,
          operator,
          left,
          right,
          at,
        })),
      fc
        .tuple(fc.constantFrom('=', '<>', '<', '<=', '>', '>='), inner, inner)
        .map(([operator, left, right]) => ({
          kind: 'comparison' as const,
          operator,
          left,
          right,
          at,
        })),
      fc
        .tuple(fc.constantFrom('join', 'and', 'or'), several)
        .map(([kind, parts]) => ({ kind, parts, at })),
      fc
        .tuple(inner, negated)
        .map(([operand, not]) => ({ kind: 'isNull' as const, operand, negated: not, at })),
      fc.tuple(inner, list, negated).map(([operand, values, not]) => ({
        ...{ kind: 'in' as const, operand, list: values, negated: not, at },
      })),
      fc.tuple(inner, inner, inner, negated).map(([operand, low, high, not]) => ({
        ...{ kind: 'between' as const, operand, low, high, negated: not, at },
      })),
      fc
        .tuple(maybe, fc.array(branch, { minLength: 1, maxLength: 2 }), maybe)
        .map(([subject, branches, otherwise]) => ({
          kind: 'case' as const,
          subject,
          branches,
          otherwise,
          at,
        })),
      fc.tuple(functionName, fc.array(inner, { maxLength: 3 })).map(([call, args]) => ({
        ...{ kind: 'call' as const, name: call, args, at },
      })),
    ),
  }
})

/** The tree with its places left out, which printing does not keep. */
export function withoutPlaces(expression: Expression): unknown {
  const plain: unknown = JSON.parse(
    JSON.stringify(expression, (key, value: unknown) => (key === 'at' ? undefined : value)),
  )
  return plain
}
