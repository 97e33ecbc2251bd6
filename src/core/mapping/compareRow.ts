/** Which fields of two rows with one key differ by value, and what the source's values become in the target. */
import type { OrderedRows } from '../source/orderedRows'
import type { Row, Value } from '../util/value'
import type { ResolvedField, ResolvedMapping } from './resolveMapping'

export type Difference =
  | {
      readonly kind: 'changed'
      readonly key: readonly Value[]
      readonly before: Row
      readonly after: Row
    }
  | {
      readonly kind: 'invalid'
      readonly key: readonly Value[]
      readonly field: string
      readonly message: string
    }

export interface RowComparer {
  /** Equal lines are equal rows: no field is transformed. */
  readonly trustsLines: boolean
  /** Undefined when no field differs. */
  compare(source: OrderedRows, target: OrderedRows): Difference | undefined
}

export function createComparer({ keys, fields }: ResolvedMapping): RowComparer {
  const trustsLines = fields.every((field) => !field.hasTransform && field.carrier.identity)
  return {
    trustsLines,
    compare(source, target) {
      if (trustsLines && source.sameLine(target)) return undefined
      const given = source.values()
      const present = target.values()
      const key = present.slice(0, keys.length)
      const before: [string, Value][] = []
      const after: [string, Value][] = []
      for (const [index, field] of fields.entries()) {
        const { name } = field.target
        const old = present[keys.length + index] ?? null
        const carried = carry(field, given[keys.length + index] ?? null)
        if ('invalid' in carried)
          return { kind: 'invalid', key, field: name, message: carried.invalid }
        if (isSame(field, carried.value, old)) continue
        if (carried.value === null && !field.target.nullable)
          return {
            kind: 'invalid',
            key,
            field: name,
            message: `the value is null and "${name}" is not null`,
          }
        before.push([name, old])
        after.push([name, carried.value])
      }
      if (after.length === 0) return undefined
      return { kind: 'changed', key, before: rowOf(before), after: rowOf(after) }
    },
  }
}

function carry(
  field: ResolvedField,
  value: Value,
): { readonly value: Value } | { readonly invalid: string } {
  const transformed = field.hasTransform ? field.transform(value) : { value }
  if ('invalid' in transformed || transformed.value === null) return transformed
  const carried = field.carrier.carry(transformed.value)
  return 'invalid' in carried ? carried : { value: carried.text }
}

function isSame({ carrier }: ResolvedField, carried: Value, present: Value): boolean {
  if (carried === null || present === null) return carried === present
  return carrier.same(carried, present)
}

/** Not by assignment, which has another meaning for a column named "__proto__". */
function rowOf(entries: readonly (readonly [string, Value])[]): Row {
  return Object.fromEntries(entries)
}
