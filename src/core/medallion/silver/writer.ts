/** How a transform's changes are written in each language. Everything is part of one transaction. */
import type { Session } from '../../database/session'
import type { Sql, SqlLanguage } from '../../database/sql'
import type { Column, Table } from '../../database/table'
import type { Written } from './changesQuery'
import { mysqlWriter } from './languages/mysqlWrite'
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
  /** Keeps the distribution of scores in the whole table. The last one is a query with the columns `score` and `entities`. */
  countScores(runId: string, table: Table): readonly Sql[]
  /** Takes back what the end of the transaction leaves in the session. */
  readonly dropChanges: readonly Sql[]
}

const WRITERS: Readonly<Record<SqlLanguage, SilverWriter>> = {
  postgres: postgresWriter,
  mysql: mysqlWriter,
}

export function silverWriter({ dialect }: Session): SilverWriter {
  return WRITERS[dialect.language]
}
