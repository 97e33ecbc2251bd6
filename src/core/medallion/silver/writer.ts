/** How a transform's changes are written in each language. Everything is part of one transaction. */
import type { Session } from '../../database/session'
import type { Sql, SqlLanguage } from '../../database/sql'
import type { Column, Table } from '../../database/table'
import type { Written } from './changesQuery'
import { mysqlWriter } from './languages/mysqlWrite'
import { shardsWriter } from './languages/postgresShards'
import { postgresWriter } from './languages/postgresWrite'

export interface ChangesOptions {
  readonly runId: string
  readonly table: Table
  readonly key: Column
  readonly written: readonly Written[]
  /** The places of the changes that are written now. */
  readonly part: Part
}

/** Places in the journal, from 0; `to` is not one of them. */
export interface Part {
  readonly from: number
  readonly to: number
}

/** A statement each, or a few, however many rows there are. */
export interface SilverWriter {
  /** Keeps what `changesQuery` finds, for this transaction. */
  createChanges(query: Sql): readonly Sql[]
  /** A query with the columns `op` and `changes`. */
  readonly countChanges: Sql
  /** Writes the changes and their journal. Rows are journalled as the database has stored them. */
  writeChanges(options: ChangesOptions): readonly Sql[]
  /** Takes a change out that the database refuses. */
  reject(ordinal: number, error: string): Sql
  /** Keeps what must not be written: the entity, and what is wrong with it. */
  quarantineRejected(runId: string): Sql
  /**
   * Keeps the distribution of scores in the whole table. The last one is a query with the columns `score`, `flag` and `entities`: a
   * row for each score, and one for each flag, the flag '' standing for having any; none where the table has no column for flags.
   */
  countQuality(runId: string, table: Table, flags: Column | undefined): readonly Sql[]
  /** Takes back what the end of the transaction leaves in the session. */
  readonly dropChanges: readonly Sql[]
  /** Where the table's rows are on servers without a common commit: the changes outlast their transaction; see `writeAhead`. */
  readonly ahead?: AheadWriter
}

/** The journal of changes that are written in a later transaction. */
export interface AheadWriter {
  /** Journals what will be written. */
  intend(options: Omit<ChangesOptions, 'part'>): Sql
  /** Once it is written: journals it as it was stored, and nothing of what was rejected since. */
  journalStored(options: Omit<ChangesOptions, 'part'>): readonly Sql[]
  /** Marks what is not so as failed. The last one has a row where there was something. */
  confirm(options: Omit<ChangesOptions, 'part' | 'written'>): readonly Sql[]
  /** Takes the journal of a run back of which nothing was written. */
  forget(runId: string): Sql
}

const WRITERS: Readonly<Record<SqlLanguage, SilverWriter>> = {
  postgres: postgresWriter,
  mysql: mysqlWriter,
}

export function silverWriter({ dialect }: Session, { elsewhere }: Table): SilverWriter {
  return elsewhere === undefined ? WRITERS[dialect.language] : shardsWriter
}
