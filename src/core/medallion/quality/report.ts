/** The quality of a silver table, as a report shows it. Counts and scores are numbers, to be drawn; values are exact texts. */
import type { RunStatus } from '../../ledger/run'
import type { Row } from '../../util/value'

export interface QualityReport {
  readonly entity: string
  /** `silver.vendors` */
  readonly table: string
  readonly environment: string
  /** The definition's file, relative to the workspace folder. */
  readonly definition: string
  /** When the tables were read: ISO 8601 in UTC, by the server's clock. */
  readonly at: string
  readonly key: string
  readonly fields: readonly string[]
  /** Rows of the silver table. */
  readonly entities: number
  /** Null where no row has a score. */
  readonly averageScore: number | null
  /** How many rows have a flag; those that only inform count, too. */
  readonly flagged: number
  /** How many rows have which score, the lowest first. */
  readonly scores: readonly ScoreCount[]
  /** The latest transforms, the oldest first. */
  readonly trend: readonly RunQuality[]
  readonly rules: readonly RuleQuality[]
  readonly gates: readonly Gate[]
  readonly worst: readonly WorstEntity[]
  readonly agreement: Agreement
  /** What the latest runs could not use, the latest first. */
  readonly quarantined: readonly QuarantinedCount[]
  /** What the silver table lacks, so that a part of the report is empty. */
  readonly lacks: readonly string[]
}

export interface ScoreCount {
  /** As the database prints it. */
  readonly score: string
  readonly entities: number
}

/** What a transform left behind. */
export interface RunQuality {
  readonly runId: string
  /** An `undone` run says what was, and is compared with nothing. */
  readonly status: RunStatus
  readonly startedAt: string
  readonly error: string | null
  /** Null where the run kept nothing, since it failed. */
  readonly entities: number | null
  readonly averageScore: number | null
  readonly created: number
  readonly updated: number
  readonly deleted: number
  readonly rejected: number
}

/** A flag, and how many entities have it: none is a result, too. */
export interface RuleQuality {
  readonly flag: string
  /** Null where the definition does not have the flag. */
  readonly meaning: string | null
  /** An exact decimal; null where the definition does not have the flag. */
  readonly weight: string | null
  readonly failed: number
  readonly checked: number
  /** Since the run before the latest; null where there is none. */
  readonly change: number | null
  /** Failed after each run of the trend; null where nothing is known. */
  readonly history: readonly (number | null)[]
}

/** A limit that keeps the silver table as it was. */
export interface Gate {
  readonly name: 'minimumScore' | 'maximumErrors' | 'maximumVanished'
  readonly limit: number
  /** By the latest transform that is not undone; null where there is none. */
  readonly actual: number | null
  readonly passed: boolean | null
}

export interface Deduction {
  readonly flag: string
  /** An exact decimal. */
  readonly deduct: string
}

export interface WorstEntity {
  readonly key: string
  readonly score: string
  readonly flags: readonly string[]
  /** What the score lacks to 1. */
  readonly deductions: readonly Deduction[]
  /** 1 less the deductions is the score, or would be under 0. Where it is not, somebody has changed the row. */
  readonly addsUp: boolean
  readonly values: Row
}

/** Of the records that are in bronze now. */
export interface Agreement {
  readonly sources: readonly { readonly name: string; readonly entities: number }[]
  readonly pairs: readonly SourcePair[]
}

export interface SourcePair {
  readonly first: string
  readonly second: string
  /** Entities that both have. */
  readonly both: number
  /** Of the fields that both have. */
  readonly fields: readonly FieldAgreement[]
  /** All fields together. */
  readonly total: Counted
}

/** Of the entities that both have: how many say the same, say different things, and of how many only one says something. */
export interface Counted {
  readonly agree: number
  readonly differ: number
  readonly oneMissing: number
  /** Neither says anything. */
  readonly bothMissing: number
}

export interface FieldAgreement extends Counted {
  readonly field: string
}

export interface QuarantinedCount {
  readonly runId: string
  readonly startedAt: string
  readonly stage: 'ingest' | 'enrich' | 'transform'
  /** Null for entities, which are of no source. */
  readonly source: string | null
  readonly code: string
  readonly records: number
  /** Of these, how many a later run has used. */
  readonly resolved: number
}
