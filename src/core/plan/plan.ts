/**
 * A plan: what will be done, as data. It is made by a planner, kept in a plan file, read by people and
 * carried out by the one applier. Plans are values and never change.
 */
import type { DatabaseIdentity } from '../database/identity'
import type { Table } from '../database/table'
import type { Row, Value } from '../util/value'

export type { DatabaseIdentity, Row, Value }

export type Op = 'insert' | 'update' | 'delete'

/**
 * One row's change. Of an update `before` and `after` hold exactly the columns that differ by value; of an insert
 * `before` is empty and `after` has all that is written; of a delete `after` is empty and `before` is the whole row.
 */
export interface RowChange {
  readonly op: Op
  /** `schema.name`, one of `plan.target.tables`. */
  readonly table: string
  readonly key: Row
  readonly before: Row
  readonly after: Row
  readonly because?: string
  /** In an undo: the ordinal of the change that this one takes back. */
  readonly undoes?: number
}

export type Change = RowChange

/**
 * A row that planning looked at and that yields no change but that its reader wants to know of.
 * - `notFound`: the source's row has no partner in the target
 * - `duplicateKey`: the key occurs more than once on `side`; none of its rows is changed
 * - `nullKey`: a part of the key is null on `side`; null matches nothing
 * - `invalid`: a value could not be carried over; `message` says which and why
 */
export interface Finding {
  readonly kind: 'notFound' | 'duplicateKey' | 'nullKey' | 'invalid'
  readonly side: 'source' | 'target'
  readonly key: Row
  /** How many rows it stands for. */
  readonly rows: number
  readonly field?: string
  readonly message?: string
}

/** A reason to think twice. `code` is stable; `message` is for people. */
export interface Hazard {
  readonly code: string
  readonly message: string
}

/** One end of a plan: where it reads or writes, pinned. */
export interface PlanEnd {
  readonly environment: string
  /** The database, where the definition names one besides the environment. */
  readonly database?: string
  /** Host, port and database or folder; never credentials. */
  readonly address: string
  readonly identity: DatabaseIdentity
  /** The structure that planning saw; the applier refuses when it is another. */
  readonly tables: readonly Table[]
}

/** Numbers about the plan, by the names that its kind documents. Mapping: see `MappingSummary`. */
export type PlanSummary = Readonly<Record<string, number | Readonly<Record<string, number>>>>

export interface Plan {
  /** Content address: changes when anything in the plan changes. */
  readonly id: string
  readonly kind: 'mapping' | 'undo'
  readonly createdAt: string
  /** One line for lists: `jobs: production → sandbox`. */
  readonly title: string
  /** The file that it came from, relative to the workspace folder, and the SHA-256 of its text. */
  readonly definition?: { readonly path: string; readonly hash: string }
  /** In an undo: the run that it takes back. */
  readonly undoes?: string
  readonly source?: PlanEnd
  readonly target: PlanEnd
  /** The key's columns in the target, and the columns that may change, in the definition's order. */
  readonly key: readonly string[]
  readonly fields: readonly string[]
  readonly summary: PlanSummary
  readonly hazards: readonly Hazard[]
  readonly changes: number
  readonly findings: number
}

/** What a planner yields: a stream, then what it learnt on the way. */
export type PlanItem =
  | { readonly kind: 'change'; readonly change: Change }
  | { readonly kind: 'finding'; readonly finding: Finding }

/** The parts of a plan that are known before its first change. */
export type PlanHeader = Pick<
  Plan,
  'kind' | 'title' | 'definition' | 'undoes' | 'source' | 'target' | 'key' | 'fields'
>

/** The parts that are known after its last. */
export type PlanConclusion = Pick<Plan, 'summary' | 'hazards'>
