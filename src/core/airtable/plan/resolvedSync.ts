/** A sync and the tables of its database, brought together. */
import type { Column, Table } from '../../database/table'
import type { AirtableSync, SyncColumn, SyncTable } from '../definition/airtableSync'
import type { SYNC_COLUMNS } from '../definition/ownColumns'

export interface ResolvedSync {
  readonly sync: AirtableSync
  /** Tables that others link to come first, as far as they do not link to each other. */
  readonly tables: readonly ResolvedTable[]
}

export interface ResolvedTable {
  readonly spec: SyncTable
  readonly table: Table
  /** Its name, as the plan has it. */
  readonly name: string
  readonly rowId: Column
  readonly columns: readonly ResolvedColumn[]
  /** Those of the sync's own columns that the table has. */
  readonly own: Readonly<Partial<Record<keyof typeof SYNC_COLUMNS, Column>>>
  /** Places of the columns by which records are told apart; undefined where they have ids. */
  readonly identity: readonly number[] | undefined
  /** The column that links to it get the values of, where there are any. */
  readonly reference: Column | undefined
}

export interface ResolvedColumn {
  readonly spec: SyncColumn
  readonly column: Column
  readonly link?: ResolvedLink
  /** The text to write for a value as the cell has it. */
  carry(value: string): { readonly text: string } | { readonly invalid: string }
  /** Whether a carried text and the one that the table has are the same value. */
  same(carried: string, present: string): boolean
}

export interface ResolvedLink {
  /** The Airtable table. */
  readonly table: string
  /** The row that it names may come later in the plan: it is linked when all rows are there. */
  readonly isDeferred: boolean
}
