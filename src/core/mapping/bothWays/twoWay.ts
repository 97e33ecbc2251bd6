/** A row in which a field that goes both ways differs: which way it goes is known only with the last common state. */
import type { Row, Value } from '../../util/value'
import type { Verdict } from '../judgeConflict'
import type { ResolvedField } from '../resolveFields'
import type { PlanItem, RowConflict } from '../../plan/plan'

/** A field whose values differ. */
export interface TwoWayField {
  readonly field: ResolvedField
  /** The source's value as it has it, and as the target would. */
  readonly given: Value
  readonly carried: Value
  readonly present: Value
  /** What the mapping's strategy says where both sides have changed, or nobody knows who has. */
  readonly verdict: Verdict
}

/** What a comparison yields where a row has such fields, besides those that go one way. */
export interface TwoWayRow {
  readonly kind: 'twoWay'
  readonly key: readonly Value[]
  /** The fields that go one way, and those of them that somebody has to decide on. */
  readonly before: Row
  readonly after: Row
  readonly asked: RowConflict['fields']
  readonly fields: readonly TwoWayField[]
}

export type MergeItem = PlanItem | TwoWayRow
