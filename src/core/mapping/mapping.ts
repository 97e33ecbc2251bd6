/** A mapping: which fields are carried from one table to another for the rows whose keys match. */
import type { DefinitionSource } from '../workspace/definitionSource'

/** A table in an environment. `environment` is a name of `drydock.jsonc`. */
export interface TableEndpoint {
  readonly environment: string
  readonly database?: string
  readonly schema?: string
  readonly table: string
}

/** One column of the key, by its name on each side. */
export interface KeyColumn {
  readonly source: string
  readonly target: string
}

/**
 * One step from a source's value to the target's. Steps run in order, on exact text; null passes through
 * every step but `default` and `lookup`'s own null.
 * - `number`: reads a decimal number, with `decimal` as its point and `group` between thousands
 * - `date`: reads a date or time in `format` (YYYY MM DD HH mm ss, and literal characters) and writes ISO 8601
 * - `lookup`: replaces by `values`; a value that is not in it is kept, made null, or invalid
 */
export type Transform =
  | { readonly name: 'trim' | 'upper' | 'lower' | 'nullIfEmpty' }
  | { readonly name: 'number'; readonly decimal: string; readonly group: string }
  | { readonly name: 'date'; readonly format: string }
  | { readonly name: 'default'; readonly value: string }
  | {
      readonly name: 'lookup'
      readonly values: Readonly<Record<string, string | null>>
      readonly otherwise: 'keep' | 'null' | 'error'
    }

/** Where a target column's value comes from: a source column, or a SQL expression of the source's row. */
export type FieldMapping = {
  readonly target: string
  readonly transform: readonly Transform[]
} & ({ readonly source: string } | { readonly expression: string })

export type ConflictStrategy = 'sourceWins'

export interface Mapping {
  readonly kind: 'mapping'
  /** The file's path, hash and positions, for errors that name file, line and column. */
  readonly definition: DefinitionSource
  readonly source: TableEndpoint
  readonly target: TableEndpoint
  readonly key: readonly KeyColumn[]
  readonly fields: readonly FieldMapping[]
  readonly conflict: ConflictStrategy
}

/**
 * The numbers of a mapping's plan.
 * `totalSource = matched + notFound + duplicateKeys + nullKeys`: each row of the source is in exactly one.
 */
export type MappingSummary = {
  readonly totalSource: number
  readonly totalTarget: number
  /** Source rows whose key is in exactly one row on each side. */
  readonly matched: number
  readonly notFound: number
  /** Matched rows with at least one field to update. */
  readonly updated: number
  /** Source rows that cannot be carried: duplicate or null keys, and matched rows with an invalid value. */
  readonly errors: number
  /** Source rows whose key is not unique on one of the sides. */
  readonly duplicateKeys: number
  readonly nullKeys: number
  readonly fieldUpdates: Readonly<Record<string, number>>
}
