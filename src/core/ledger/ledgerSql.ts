/** What statements about the ledger say differently in each language. Everything else is written once. */
import type { Session } from '../database/session'
import type { Sql, SqlLanguage } from '../database/sql'
import { mysqlLedger } from './languages/mysql'
import { postgresLedger } from './languages/postgres'

/** The ledger's layout. A database with a lower one is brought up to it before the next run. */
export const LEDGER_VERSION = 5

export interface LedgerSql {
  readonly ledger: Sql
  readonly runs: Sql
  readonly rowChanges: Sql
  readonly runLog: Sql
  readonly audit: Sql
  readonly commonStates: Sql
  readonly commonRows: Sql
  readonly databases: Sql
  readonly streams: Sql
  readonly ingestions: Sql
  readonly contentHashes: Sql
  readonly manifests: Sql
  readonly quarantine: Sql
  readonly rowRanges: Sql
  readonly qualityResults: Sql
  readonly qualityScores: Sql
  /** One statement each; running all of them again changes nothing. */
  readonly createTables: readonly string[]
  /** Statements that bring the layout of a version to the next one, by the version that they start from. */
  readonly upgrades: Readonly<Record<number, readonly string[]>>
  /** Gives the row that says that the ledger is complete. */
  insertToken(version: number): Sql
  /** A query with the column `present`, `true` or `false`. */
  readonly hasLedger: Sql
  /** What its owner has to grant so that another role may make, read or use the ledger. */
  readonly grants: Readonly<Record<'create' | 'read' | 'use', string>>

  /** The present moment by the server's clock, not by the transaction's start. */
  readonly now: Sql
  /** A whole number or a JSON column as exact text. */
  text(value: Sql): Sql
  /** A whole number from its text. */
  integer(text: string): Sql
  /** ISO 8601 in UTC, to the millisecond. */
  isoTime(column: Sql): Sql
  /**
   * Digests of a run's journal, a block of a thousand rows each, in order: a query with the column `digest`.
   */
  rowDigests(runId: string): Sql
  /** Rows `[key hash, key, fields]` of a JSON document as the columns `key_hash`, `row_key` and `fields`. */
  commonRowsOf(json: string): Sql
  /** At the end of a subquery: keeps the server from turning it into a join. */
  readonly keptApart: Sql

  /** Takes a lock for the session's life, or not at once: a query with the column `locked`, `true` or `false`. */
  tryLock(name: string): Sql
  unlock(name: string): Sql
  /** Of the given locks, those that a session holds: a query with the column `name`. */
  heldLocks(names: readonly string[]): Sql
  /** Holds the transaction until no other session makes a ledger here; null where `tryLock` has to do. */
  readonly waitForCreation: Sql | null
}

const LANGUAGES: Readonly<Record<SqlLanguage, LedgerSql>> = {
  postgres: postgresLedger,
  mysql: mysqlLedger,
}

export function ledgerSql({ dialect }: Session): LedgerSql {
  return LANGUAGES[dialect.language]
}
