/** A pipeline, as it is carried out: everything that its file leaves out is here. */
import type { DefinitionSource } from '../../workspace/definitionSource'
import type { CleanStep } from '../../source/cleaning/cleanSchema'
import type { Rule, ValidationFile } from './silverSchema'

export type { CleanStep, Rule }

export interface Pipeline {
  readonly kind: 'pipeline'
  readonly definition: DefinitionSource
  readonly target: {
    readonly environment: string
    readonly database?: string
    readonly layers: Layers
  }
  /** `entity_type` in bronze and in runs. */
  readonly entity: string
  /** Those that are read, and behind them those that complete them. */
  readonly sources: readonly Source[]
  /** Records that are written and committed together. */
  readonly batchSize: number
  readonly silver?: Silver
}

/** The schemas of `raw_entities` and of `ingestion_runs`; on MySQL they are databases of the server. */
export interface Layers {
  readonly bronze: string
  readonly meta: string
}

/** One source of records and what tells them and their versions apart. */
export interface Source {
  /** `source_system` in bronze and in runs. */
  readonly name: string
  /** The kind of source, and what its schema says. */
  readonly type: string
  readonly options: Readonly<Record<string, unknown>>
  readonly id: RecordId
  readonly significance: Significance
  readonly since?: { readonly field: string; readonly lagSeconds: number }
  readonly vanished: 'tombstone' | 'keep'
  /** Where it is asked by id for what records of others lack. */
  readonly enrichment?: Enrichment
}

export interface Enrichment {
  /** The sources whose records it completes. */
  readonly of: readonly string[]
  /** Paths of members: a record that has no value in one of them is asked for. */
  readonly lacking: readonly string[]
  /** How many questions are under way at a time. */
  readonly concurrency: number
  /** After so long it is asked again for what it had nothing of. */
  readonly retryMissingSeconds: number
}

/** Paths of members, and steps from what is there to the external id. */
export interface RecordId {
  readonly from: readonly string[]
  readonly clean: readonly CleanStep[]
}

/** Which members count when two versions of a record are compared. */
export interface Significance {
  /** Only these; all where there are none. */
  readonly only: readonly string[]
  readonly except: readonly string[]
  /** Lists whose order means nothing. */
  readonly sets: readonly string[]
}

export interface Silver {
  readonly schema: string
  readonly table: string
  readonly key: SilverKey
  readonly fields: readonly SilverField[]
  readonly groups: readonly FieldGroup[]
  /** By source, the member that says when a record changed. */
  readonly recency: Readonly<Record<string, string>>
  readonly validations: readonly Validation[]
  readonly vanished: 'delete' | 'keep'
  readonly provenance: string | undefined
  readonly quality: Quality
}

export interface SilverKey {
  readonly column: string
  readonly type: string
  /** By source; undefined where the key is the external id. */
  readonly from: Readonly<Record<string, string>> | undefined
  readonly clean: readonly CleanStep[]
}

export interface SilverField {
  readonly column: string
  readonly type: string
  /** The sources that have it, the most trusted first. */
  readonly origins: readonly Origin[]
  readonly clean: readonly CleanStep[]
  readonly rule: Rule
  readonly compare: 'exact' | 'ignoreCase'
}

export interface Origin {
  readonly source: string
  /** The path of the member. */
  readonly member: string
}

/** Columns whose values come from one record. */
export interface FieldGroup {
  readonly name: string
  readonly columns: readonly string[]
  readonly rule: Rule
}

export type Validation = { readonly column: string } & Required<Pick<ValidationFile, 'otherwise'>> &
  Omit<ValidationFile, 'otherwise'>

/** Shares are texts of exact decimals. */
export interface Quality {
  readonly sources: readonly string[]
  readonly keyFields: readonly string[]
  readonly mismatches: readonly string[]
  readonly informational: readonly string[]
  readonly weights: {
    readonly missingSource: string
    readonly missingField: string
    readonly mismatch: string
  }
  readonly rules: readonly QualityRule[]
  readonly gates: {
    readonly minimumScore?: number
    readonly maximumErrors?: number
    readonly maximumVanished: number
  }
}

export interface QualityRule {
  readonly flag: string
  /** A SQL condition over the silver columns. */
  readonly when: string
  readonly weight: string
}
