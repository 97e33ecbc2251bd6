/** What a conflict strategy makes of a field whose values differ. */
import type { Column } from '../database/table'
import { assertNever } from '../util/assertNever'
import type { Value } from '../util/value'
import type { NewestBy, ResolvedConflict } from './resolveConflict'

/** `write` the source's value, `keep` the target's, `ask` somebody, or say why none of them is right. */
export type Verdict = 'write' | 'keep' | 'ask' | { readonly undecided: string }

/** All values of both rows, of which the first `keys` are the key. */
export interface BothRows {
  readonly source: readonly Value[]
  readonly target: readonly Value[]
  readonly keys: number
}

/** `carried` is the source's value as the target would have it, and differs from `present`. */
export function judgeConflict(
  conflict: ResolvedConflict,
  { family }: Column,
  carried: Value,
  present: Value,
  rows: BothRows,
): Verdict {
  switch (conflict.kind) {
    case 'sourceWins':
      return 'write'
    case 'targetWins':
    case 'skipIfTargetChanged':
      return 'keep'
    case 'ask':
      return 'ask'
    case 'fillEmpty': {
      const isEmpty = (value: Value) => value === null || (family === 'text' && /^ *$/.test(value))
      return isEmpty(present) && !isEmpty(carried) ? 'write' : 'keep'
    }
    case 'largest':
    case 'smallest': {
      if (carried === null) return 'keep'
      if (present === null) return 'write'
      const order = conflict.order(carried, present)
      return (conflict.kind === 'largest' ? order > 0 : order < 0) ? 'write' : 'keep'
    }
    case 'newestBy':
      return judgeNewest(conflict, rows)
    default:
      return assertNever(conflict)
  }
}

function judgeNewest(conflict: NewestBy, { source, target, keys }: BothRows): Verdict {
  const { sourceAt, targetAt, carrier, order } = conflict
  const [given, present] = [source[keys + sourceAt] ?? null, target[keys + targetAt] ?? null]
  if (given === null) return { undecided: `"${conflict.source}" is null in the source` }
  if (present === null) return { undecided: `"${conflict.target}" is null in the target` }
  const carried = carrier.carry(given)
  if ('invalid' in carried) return { undecided: carried.invalid }
  const age = carrier.same(carried.text, present) ? 0 : order(carried.text, present)
  if (age === 0)
    return {
      undecided: `"${conflict.target}" is "${present}" on both sides, so that none is newer`,
    }
  return age > 0 ? 'write' : 'keep'
}
