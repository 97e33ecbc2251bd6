/** One borrowed connection to a database. All values go in and come out as text. */
import type { Row, Value } from '../util/value'
import type { Dialect } from './dialect'
import type { Sql } from './sql'

export interface Result {
  readonly rows: readonly Row[]
  /** Rows returned or affected. */
  readonly rowCount: number
}

export interface ResultColumn {
  readonly name: string
  /** The engine's id of the type, as text. */
  readonly typeId: string
}

export interface ExecuteOptions {
  /** Prepares the statement once a session; for statements that repeat with other values. */
  readonly prepared?: boolean
}

export interface Session {
  readonly dialect: Dialect
  /** Runs one statement. Parameters are text, null, or arrays of them. Throws `DatabaseError`. */
  execute(statement: Sql, options?: ExecuteOptions): Promise<Result>
  /**
   * The columns that a query without parameters would return. Proves that it is one single statement and
   * reads no row. Throws `DatabaseError` of kind `statement` when it is not.
   */
  describe(query: Sql): Promise<readonly ResultColumn[]>
  /**
   * The rows of a query without parameters in COPY's text format, in chunks of any size.
   * The query must have passed `describe`, which proves that it is one statement.
   */
  copyOut(query: Sql): AsyncIterable<Buffer>
  /**
   * The rows of a query, which may have parameters, a page at a time. Inside a transaction, in which other statements may run
   * between two pages.
   */
  readPages(query: Sql): AsyncIterable<readonly Row[]>
  /**
   * Copies whole rows between two servers of the engine in a form that only they understand. Left out where the engine has
   * none. `rows` is a query without parameters; `into` names the table and its columns.
   */
  readonly relay?: Relay
  /**
   * Puts rows into tables by the quickest way that the engine has. Part of a transaction. Throws `DatabaseError` of the first row
   * that is refused.
   */
  loadRows(...loads: readonly Load[]): Promise<void>
  /**
   * Runs `callback` in a transaction: `read` is held read-only by the server on one snapshot, `write` commits
   * when the callback returns. Any error rolls back.
   */
  transaction<T>(mode: TransactionMode, callback: () => Promise<T>): Promise<T>
}

/** A table, and the columns of it that rows have values for, with types that take their texts. */
export interface LoadTarget {
  readonly table: Sql
  readonly columns: readonly { readonly name: string; readonly castType: string }[]
}

export interface Load extends LoadTarget {
  readonly rows: readonly (readonly Value[])[]
}

/** The two ends of a copy. Both have the same `form`. */
export interface Relay {
  copyOut(rows: Sql, form: RelayForm): AsyncIterable<Buffer>
  copyIn(
    into: Sql,
    form: RelayForm,
    chunks: AsyncIterable<Buffer>,
    options?: CopyInOptions,
  ): Promise<void>
}

export interface CopyInOptions {
  /**
   * The transaction has emptied the table: rows are written as if they had always been there, which spares the server to come
   * back to them. Engines that know nothing of that take no notice.
   */
  readonly frozen?: boolean
}

/** `binary` is quicker, and only for types whose bytes mean the same on both servers. */
export type RelayForm = 'binary' | 'text'

export type TransactionMode = 'read' | 'write'

/** The value of a column that the query is known to return and that cannot be null. */
export function textOf(row: Row, column: string): string {
  const value = row[column]
  if (value === undefined || value === null)
    throw new Error(`the catalogue returned no "${column}"`)
  return value
}

export function textOrNull(row: Row, column: string): Value {
  return row[column] ?? null
}
