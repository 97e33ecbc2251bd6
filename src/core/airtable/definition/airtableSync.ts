/** A sync of an Airtable base: which exported table goes into which table of a database, and how its cells are read. */
import type { Schedule } from '../../schedule/schedule'
import type { CleanStep } from '../../source/cleaning/cleanSchema'
import type { DefinitionSource } from '../../workspace/definitionSource'
import type { CellFormat } from '../cells/format'

export type { CellFormat, CleanStep }

/**
 * - `incremental`: adds records and updates what has changed in Airtable since the last sync
 * - `full`: also marks rows as inactive that the export no longer has
 * - `merge`: also adds records again whose rows were deleted in the database
 */
export const MODES = ['incremental', 'full', 'merge'] as const

export type SyncMode = (typeof MODES)[number]

/**
 * What becomes of a value that was changed both in Airtable and in the database since the last sync.
 * - `keep`: the database keeps its own; it is reported
 * - `ask`: somebody decides before the plan can be applied
 * - `airtable`: it gets Airtable's
 */
export const CONFLICTS = ['keep', 'ask', 'airtable'] as const

export type SyncConflict = (typeof CONFLICTS)[number]

export interface AirtableSync {
  readonly kind: 'airtable'
  readonly definition: DefinitionSource
  readonly target: SyncTarget
  /** The folder of the exports, relative to the workspace folder. */
  readonly exports: string
  readonly mode: SyncMode
  readonly conflict: SyncConflict
  /** In the order of the definition. */
  readonly tables: readonly SyncTable[]
  /** When it runs by itself. */
  readonly schedule?: Schedule
}

export interface SyncTarget {
  readonly environment: string
  readonly database?: string
  readonly schema: string
}

export interface SyncTable {
  /** What Airtable calls it. */
  readonly name: string
  /** Which file of the folder, with `*` and `?`. By default any export of a table of this name. */
  readonly file?: string
  /** The table of the database. */
  readonly table: string
  readonly identity: Identity
  readonly columns: readonly SyncColumn[]
  /** Columns of the export that are known and left out. */
  readonly ignore: readonly string[]
  /** Columns with links back to this table, by which it is known whether an export is complete. */
  readonly reverse: readonly ReverseLink[]
  /** What becomes of rows that the export no longer has, in mode `full`. */
  readonly vanished: 'inactive' | 'keep'
  /** New names of records by their old ones; null where a new record only looks like an old one. */
  readonly renames: Readonly<Record<string, string | null>>
}

/** What tells records apart from one sync to the next. */
export type Identity =
  /** A formula column with `RECORD_ID()`: it is the row’s `airtable_id`. */
  | { readonly kind: 'recordId'; readonly column: string }
  /** Columns of the export. The row’s `airtable_id` is derived from their values, once, when it is inserted. */
  | { readonly kind: 'columns'; readonly columns: readonly string[] }

export interface SyncColumn {
  /** What Airtable calls it. */
  readonly name: string
  /** The column of the database. */
  readonly column: string
  readonly format: CellFormat
  /** Steps on the cell before it is read. */
  readonly clean: readonly CleanStep[]
  /** What stands for a cell, by cell. */
  readonly values: Readonly<Record<string, string>>
  /** The only values that there may be; empty where any may. */
  readonly allowed: readonly string[]
  /** The column's type, where the table is still to be made. */
  readonly sqlType?: string
  /** A record without a value here goes to review. */
  readonly required: boolean
  /** The Airtable table whose records it links to. */
  readonly link?: string
}

export interface ReverseLink {
  readonly name: string
  /** The table that it lists records of, and the column there that links here. */
  readonly table: string
  readonly column: string
}
