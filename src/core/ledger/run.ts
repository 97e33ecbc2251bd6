/** One execution of a plan, as the ledger keeps it. */
import type { Op, PlanKind, Row } from '../plan/plan'

/**
 * - `running`: its process is at work and holds the run's lock
 * - `completed`: every change has an outcome
 * - `failed`: stopped by an error that was not about one row
 * - `aborted`: cancelled by its user
 * - `interrupted`: its process died; whole batches are committed, the rest is not
 * - `undone`: taken back by a later run
 */
export type RunStatus = 'running' | 'completed' | 'failed' | 'aborted' | 'interrupted' | 'undone'

export type Outcome = 'applied' | 'drifted' | 'failed'

export interface RunCounts {
  readonly total: number
  readonly applied: number
  readonly drifted: number
  readonly failed: number
}

/** What a run of a pipeline has done with the records of a source, or with the entities of a table. */
export interface RecordCounts {
  readonly processed: number
  readonly created: number
  readonly updated: number
  /** As they were. */
  readonly skipped: number
  /** No longer there. */
  readonly deleted: number
  /** Quarantined. */
  readonly errors: number
  /** Entities of the whole table with a quality flag, and the average score; of transforms only. */
  readonly flagged?: number
  readonly averageScore?: number | null
}

/** How many entities a rule was asked of, and how many have its flag. */
export interface QualityResult {
  readonly flag: string
  /** An exact decimal; 0 where the flag only informs. */
  readonly weight: string
  readonly checked: number
  readonly failed: number
}

/** Timestamps are ISO 8601 text in UTC, as the server's clock had them. */
export interface Run {
  readonly id: string
  readonly kind: PlanKind
  readonly environment: string
  readonly status: RunStatus
  readonly title: string
  readonly startedAt: string
  readonly completedAt: string | null
  readonly counts: RunCounts
  /** Of a run of a pipeline that has said it. */
  readonly records?: RecordCounts
  readonly error: string | null
  readonly planId: string
  readonly definition: string | null
  /** The run that this one takes back. */
  readonly undoes: string | null
  /** The run that took this one back. */
  readonly undoneBy: string | null
  /** The operating-system user who started it. */
  readonly operator: string
}

export interface RowError {
  /** SQLSTATE. */
  readonly code: string
  readonly message: string
  readonly constraint?: string
  readonly column?: string
}

/**
 * What became of one change. `applied`: `before` is the row as it was and `after` as the database then stored
 * it. `drifted`: nothing was written and `actual` is the row that was found, null when it is gone.
 * `failed`: nothing was written and `error` is the database's refusal.
 */
export interface RowOutcome {
  readonly ordinal: number
  readonly outcome: Outcome
  readonly op: Op
  readonly table: string
  readonly key: Row
  readonly before: Row
  readonly after: Row
  readonly actual?: Row | null
  readonly error?: RowError
  /**
   * Of an inserted row whose values the journal does not have, see `rowDigest`. Where the row in the table is still that one, `after`
   * has it instead; else `actual` is what the table has.
   */
  readonly digest?: string
}

export interface RunLogLine {
  readonly at: string
  readonly level: 'info' | 'warning' | 'error'
  readonly message: string
}
