/** A mapping: which fields are carried from one table to another for the rows whose keys match. */
import type { Schedule } from '../schedule/schedule'
import type { Tolerance } from '../schema/tolerance'
import type { DefinitionSource } from '../workspace/definitionSource'
import type { Matcher } from './matching/matcher'
import type { Transform } from './transforms/transform'

export type { Transform } from './transforms/transform'

/** A table in an environment. `environment` is a name of `drydock.jsonc`. */
export interface TableEndpoint {
  readonly environment: string
  readonly database?: string
  readonly schema?: string
  readonly table: string
  /** A SQL condition; rows that do not fulfil it are as if they were not there. */
  readonly where?: string
}

/** One column of the key, by its name on each side. */
export interface KeyColumn {
  readonly source: string
  readonly target: string
}

/** Where a target column's value comes from: a source column, or an expression of the source's row. */
export type FieldOrigin =
  | { readonly source: string }
  /** In the source's SQL. */
  | { readonly expression: string }
  /** See `formula/`. */
  | { readonly formula: string }

export type FieldMapping = {
  readonly target: string
  readonly transform: readonly Transform[]
  /** Values that differ by no more than this are the same. */
  readonly tolerance?: Tolerance
  /** Instead of the mapping's. */
  readonly conflict?: ConflictStrategy
  /** Instead of the mapping's. */
  readonly direction?: Direction
} & FieldOrigin

/**
 * Every column that both sides have by the same name and that is no part of the key, not computed, not in `except`
 * and not the target of another field.
 */
export interface EveryField {
  readonly every: true
  readonly except: readonly string[]
}

/** `both`: what the target has changed since both were last the same goes back to the source. */
export type Direction = 'toTarget' | 'both'

/**
 * What becomes of a field whose values differ. Only the target is ever changed.
 * - `sourceWins`: it gets the source's value
 * - `targetWins`: it keeps its own
 * - `fillEmpty`: it gets the source's value where its own is null or an empty text
 * - `largest`, `smallest`: it gets the source's value where that is the larger or smaller one; null is neither
 * - `newestBy`: the side with the later value in a column of that side wins; where none is later, a finding says so
 * - `skipIfTargetChanged`: it keeps its own where that has changed since both were last the same
 * - `ask`: somebody has to decide before the plan is applied
 */
export type ConflictStrategy =
  | {
      readonly kind:
        | 'sourceWins'
        | 'targetWins'
        | 'fillEmpty'
        | 'largest'
        | 'smallest'
        | 'skipIfTargetChanged'
        | 'ask'
    }
  | { readonly kind: 'newestBy'; readonly source: string; readonly target: string }

/** What becomes of rows that have no partner. */
export interface MissingRows {
  readonly inTarget: 'report' | 'insert'
  readonly inSource: 'report' | 'ignore' | 'delete'
  /** The most rows that a plan may delete. */
  readonly deleteLimit: DeleteLimit
}

/** The greatest of its parts counts. `percent` is of the target's rows and a decimal number as text. */
export interface DeleteLimit {
  readonly rows: number
  readonly percent: string
}

export interface Mapping {
  readonly kind: 'mapping'
  /** The file's path, hash and positions, for errors that name file, line and column. */
  readonly definition: DefinitionSource
  readonly source: TableEndpoint
  readonly target: TableEndpoint
  /** Empty only where there are matchers. */
  readonly key: readonly KeyColumn[]
  /** How rows find their partners that the key, which comes first, does not match. */
  readonly match?: readonly Matcher[]
  /** In the order of the file, so that an index is a place in it. */
  readonly fields: readonly (FieldMapping | EveryField)[]
  readonly conflict: ConflictStrategy
  readonly direction: Direction
  readonly missing: MissingRows
  /** How many differences end the comparison. */
  readonly limit?: number
  /** When it runs by itself. */
  readonly schedule?: Schedule
}

/**
 * The numbers of a mapping's plan. Each row is counted once:
 * `totalSource = matched + notFound + duplicateKeys + nullKeys + ambiguous`, and
 * `totalTarget = matched + notInSource + targetDuplicateKeys + targetNullKeys + targetAmbiguous`. The plan has
 * `updated + inserted + deleted` changes, of which `inserted ≤ notFound` and `deleted ≤ notInSource`. Where the
 * plan is incomplete (`limit`), all are numbers of the rows that were compared.
 */
export type MappingSummary = {
  readonly totalSource: number
  readonly totalTarget: number
  /** Source rows whose key is in exactly one row on each side. */
  readonly matched: number
  /** Source rows without a partner in the target, also those that are inserted. */
  readonly notFound: number
  /** Target rows without a partner in the source, also those that are deleted. */
  readonly notInSource: number
  /** Matched rows with at least one field to update, or to decide on. */
  readonly updated: number
  readonly inserted: number
  readonly deleted: number
  /** Rows of the source that get a value of the target: changes of the plan's companion. */
  readonly sentBack: number
  /** Matched rows with at least one field that differs and stays as it is: so says the conflict strategy. */
  readonly kept: number
  /** Matched rows with a field in which no side is newer. */
  readonly undecided: number
  /** Source rows that cannot be carried: duplicate or null keys, and rows with an invalid value. */
  readonly errors: number
  /** Source rows whose key is not unique on one of the sides. */
  readonly duplicateKeys: number
  readonly nullKeys: number
  /** The same of the target's rows. */
  readonly targetDuplicateKeys: number
  readonly targetNullKeys: number
  /** With matchers: source rows for whose partner there is more than one candidate, or more than one suitor. */
  readonly ambiguous?: number
  /** With matchers: target rows for which more than one source row comes into question, or that one may be meant. */
  readonly targetAmbiguous?: number
  /** With matchers: how many rows each of them has matched, in their order. */
  readonly matchedBy?: Readonly<Record<string, number>>
  readonly fieldUpdates: Readonly<Record<string, number>>
}
