/** What is to be said of rows: of two with one key, which fields differ by value, and of one that has no partner. */
import type { OrderedRows } from '../source/orderedRows'
import type { Row } from '../util/value'
import { compareFields } from './compareFields'
import type { Difference } from './difference'
import { newRow } from './newRow'
import type { ResolvedMapping } from './resolveMapping'
import { createSameValues } from './sameValues'

/** What the last value of a line is where its row counts, see `selectTarget`. */
const ONE = '1'.charCodeAt(0)

export interface RowComparer {
  /** Equal lines are equal rows: the target's has what the source's has, and then perhaps more. */
  readonly trustsLines: boolean
  /** Ends the comparison after so many differences. */
  readonly limit: number
  /** Of two rows with one key. Undefined when no field differs. */
  compare(source: OrderedRows, target: OrderedRows): Difference | undefined
  /** Of a source's row without a partner. */
  compareSource(source: OrderedRows): Difference
  /** Of a target's row without a partner. Undefined when nothing but its number is wanted. */
  compareTarget(target: OrderedRows): Difference | undefined
  /** Whether rows are among the target's that its `where` hides. */
  readonly readsHidden: boolean
  isHidden(target: OrderedRows): boolean
}

export function createComparer(resolved: ResolvedMapping): RowComparer {
  const { mapping, keys, fields, readsHidden, wholeRow } = resolved
  const { inTarget, inSource } = mapping.missing
  const haveSameValues = createSameValues(resolved)
  return {
    trustsLines: fields.every((field) => !field.hasTransform && field.carrier.identity),
    limit: mapping.limit ?? Infinity,
    compare(source, target) {
      if (haveSameValues?.(source, target) === true) return undefined
      const rows = { source: source.values(), target: target.values(), keys: keys.length }
      return compareFields(fields, rows)
    },
    compareSource(source) {
      if (inTarget === 'insert') return newRow(resolved, source.values())
      return { kind: 'notFound', key: source.keyValues() }
    },
    compareTarget(target) {
      if (wholeRow !== undefined) {
        const values = target.values()
        const whole = wholeRow.map(({ name, at }) => [name, values[keys.length + at] ?? null])
        const before = Object.fromEntries(whole) as Row
        return { kind: 'deleted', key: values.slice(0, keys.length), before }
      }
      return inSource === 'report' ? { kind: 'notInSource', key: target.keyValues() } : undefined
    },
    readsHidden,
    isHidden: ({ reader }) => reader.buffer[reader.end - 1] !== ONE,
  }
}
