/** What the operations take and return beyond plans and runs. */
import type { SyncMode } from '../airtable/definition/airtableSync'
import type { Plan, StrategyName } from '../plan/plan'
import type { Run } from '../ledger/run'
import type { WorkOptions } from '../util/progress'
import type { Protection } from '../workspace/workspace'

export interface PlanOptions extends WorkOptions {
  /** Of a sync: instead of the definition's. */
  readonly mode?: SyncMode | undefined
  /** Of a sync: marks rows as inactive however many of them have no record. */
  readonly acceptVanished?: boolean | undefined
  /** Where to write the plan file; by default `.drydock/plans/<id>.plan` in the workspace folder. */
  readonly out?: string | undefined
  /** How the two sides of a mapping are compared; by default the planner chooses. Every way gives the same plan. */
  readonly strategy?: StrategyName | undefined
}

/** A plan that was written to a file. `path` is absolute. */
export interface SavedPlan {
  readonly path: string
  readonly plan: Plan
}

export interface ApplyOptions extends WorkOptions {
  /** Names of guarded environments as their user typed them. Needed for each end that is changed and guarded. */
  readonly confirm?: string | readonly string[] | undefined
  /** Changes a second at most. */
  readonly maxRate?: number | undefined
  /** Seconds that a replica of the target may be behind before the run waits for it. */
  readonly maxLag?: number | undefined
}

/** What has to be asked before a plan may be applied. */
export interface ApplyRequirement {
  readonly environment: string
  readonly protection: Protection
  /** Why it is what it is, where another environment leads to the same database. */
  readonly reason?: string
  /** Of a plan of both directions: what has to be asked for the other end. */
  readonly companion?: ApplyRequirement
}

export interface ApplyResult {
  readonly run: Run
  /** The plan had been applied before and `run` is that run: nothing was changed now. */
  readonly alreadyApplied: boolean
  /** An interrupted, failed or aborted run was continued. */
  readonly resumed: boolean
  /** Of a plan of both directions: what became of the other one, which comes second. */
  readonly companion?: ApplyResult
  /** Of an ingestion: versions of records that were new and of others, and records that were marked as gone. */
  readonly ingested?: Readonly<Record<'created' | 'updated' | 'vanished', number>>
}

export interface UndoOptions extends PlanOptions {
  /** Where to look for the run; by default every environment whose ledger can be reached. */
  readonly environment?: string | undefined
}

export interface RunList {
  /** Newest first. */
  readonly runs: readonly Run[]
  /** Environments that could not be asked, with the reason. */
  readonly unreachable: readonly { readonly environment: string; readonly message: string }[]
}

export interface EnvironmentListing {
  readonly name: string
  readonly protection: Protection
  readonly engine: 'postgres' | 'mysql' | 'pglite' | 'unknown'
  /** Without credentials; the unresolved text where a variable is missing. */
  readonly address: string
  /** The databases that it lists; empty where it has the one of its URL. */
  readonly databases: readonly string[]
}

export type ConnectionReport =
  | {
      readonly ok: true
      readonly environment: string
      readonly address: string
      readonly database: string
      /** `PostgreSQL 18.4`. */
      readonly version: string
      readonly milliseconds: number
    }
  | {
      readonly ok: false
      readonly environment: string
      readonly address: string
      readonly message: string
      readonly mend?: string
    }
