/** What is to be said of a row, or of two with one key. */
import type { FieldConflict } from '../plan/plan'
import type { Row, Value } from '../util/value'
import type { TwoWayField } from './bothWays/twoWay'

interface Keyed {
  readonly key: readonly Value[]
}

export interface Invalid extends Keyed {
  readonly kind: 'invalid'
  readonly field: string
  readonly message: string
}

/** At least one field differs; what the conflict strategies leave as it is is in none of the rows. */
export interface Differing extends Keyed {
  readonly kind: 'differing'
  readonly before: Row
  readonly after: Row
  /** The fields of `after` that somebody has to decide on. */
  readonly asked: Readonly<Record<string, FieldConflict>>
  /** Whether a field that differs is left as it is. */
  readonly keeps: boolean
  /** The fields that differ and go both ways: none of them is in the rows above. */
  readonly both: readonly TwoWayField[]
  /** The fields in which no side is right, and why. */
  readonly undecided: readonly { readonly field: string; readonly reason: string }[]
}

export type Difference =
  | Invalid
  | Differing
  /** A row of the source without a partner. */
  | (Keyed & { readonly kind: 'notFound' })
  | (Keyed & { readonly kind: 'inserted'; readonly after: Row })
  /** A row of the target without a partner. */
  | (Keyed & { readonly kind: 'notInSource' })
  | (Keyed & { readonly kind: 'deleted'; readonly before: Row })
