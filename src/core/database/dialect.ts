/** An engine and what it can do. Features ask for capabilities, never for the engine's name. */
import type { Sql, SqlLanguage } from './sql'
import type { Session } from './session'
import type { DatabaseIdentity } from './identity'
import type { Column, Table, TableListing } from './table'
import type { TableName } from './tableName'
import type { Value } from '../util/value'

export interface Capabilities {
  /** Locks that vanish with their session. Without: only this process can have the database open. */
  readonly advisoryLocks: boolean
  /** Several sessions at a time. Without: all sessions share one connection and take turns. */
  readonly concurrentSessions: boolean
  /** A running statement can be stopped from outside. */
  readonly cancel: boolean
  /** Columns that a change may have, written with its check and its journal in one statement. */
  readonly mostColumns: number
}

/** How a key column is ordered, so that two ends agree: by number, by bytes, or by bytes of a canonical text. */
export type KeyOrder = 'integer' | 'native' | 'text'

export interface Dialect {
  readonly engine: 'postgres' | 'pglite' | 'mysql'
  /** Which statements it understands, where a statement has to be written once for each language. */
  readonly language: SqlLanguage
  /** For people: `PostgreSQL`. */
  readonly displayName: string
  readonly capabilities: Capabilities

  /** Identity without the ledger's token, which the ledger room adds. */
  readIdentity(session: Session): Promise<Omit<DatabaseIdentity, 'engine' | 'address' | 'token'>>
  /** `PostgreSQL 18.4`. */
  readVersion(session: Session): Promise<string>
  /** Undefined when the table does not exist or cannot be seen. */
  readTable(session: Session, table: TableName): Promise<Table | undefined>
  /** No more of it than that, for less. */
  readColumnNames(session: Session, table: TableName): Promise<readonly string[] | undefined>
  /** The schema that an unqualified table name means. */
  findSchema(session: Session, table: string): Promise<string | undefined>
  listTables(session: Session): Promise<readonly TableListing[]>
  countRows(session: Session, table: TableName): Promise<string>
  /** Privileges that updating these columns, and other writes, take and the role lacks, in words; empty when it may. */
  findMissingPrivileges(
    session: Session,
    table: TableName,
    columns: readonly string[],
    others?: OtherWrites,
  ): Promise<readonly string[]>
  /**
   * What keeps the changes of a table, once they are made: there the name of the storage that does, which has no
   * transactions. Left out where everything has.
   */
  findNotTransactional?(session: Session, table: TableName): Promise<string | undefined>
  /** A query for the seconds by which the slowest replica is behind, as the column `seconds`; where that can be known. */
  readonly replicationLag?: Sql
  /** Settings for a session that applies many batches. */
  prepareForBatches(session: Session): Promise<void>
  /** Lets what `work` commits reach the disk after it, where a server can, and before whatever is committed next. */
  flushLater?<T>(session: Session, work: () => Promise<T>): Promise<T>
  /** Families of the result columns of a described query, by their type ids. */
  readTypes(
    session: Session,
    typeIds: readonly string[],
  ): Promise<ReadonlyMap<string, Pick<Table['columns'][number], 'castType' | 'family' | 'limits'>>>
  readonly expressions: ValueExpressions
  /**
   * What a column of no family stores of a text, or undefined where it refuses it. Left out where an expression's input
   * and output tell that.
   */
  readTyped?(session: Session, column: Column, typed: string): Promise<string | undefined>
  /** A table of texts with these names for its columns, for queries without parameters of the same transaction. */
  boundTable(names: readonly string[]): BoundTable
  /** What the server's own statistics say of a table. */
  readStatistics(
    session: Session,
    table: TableName,
    columns: readonly string[],
  ): Promise<TableStatistics>
  /** Where the server has a hash of whole rows of its own. */
  readonly rowHashes?: RowHashes
  /** Hashes of the texts of a row's values: they take longer, and are the same on every server. */
  readonly textHashes: RowHashes
}

/** What is done to a table besides updates of columns. */
export interface OtherWrites {
  /** Columns that rows are inserted with. */
  readonly insert?: readonly string[]
  readonly delete?: true
  /** Columns that are read, besides those that are updated. */
  readonly read?: readonly string[]
}

/** An estimate, made of what the server remembers; nothing is counted. */
export interface TableStatistics {
  readonly rows: number
  /** Average bytes of the asked columns of one row. */
  readonly rowBytes: number
}

/**
 * SQL of 64-bit hashes of a row's values. Rows with the same hash are the same value by value and byte by byte, but for
 * one chance in 2^64; rows with different ones may be the same all the same, in another form.
 */
export interface RowHashes {
  hash(values: readonly Sql[], seed: number): Sql
  /** A form of the value to be hashed. */
  hashable(column: Sql, type: ColumnType): Sql
  /** The same of a key, so that it is equal exactly where `ValueExpressions.keyText` is. */
  hashableKey(column: Sql, type: ColumnType, order: KeyOrder): Sql
  /** Which of so many buckets a hash belongs to; their number is a power of two. */
  bucket(hash: Sql, buckets: number): Sql
  /** A whole number as text. */
  text(number: Sql): Sql
  /** Settings for the rest of a session's transaction in which hashes are summed up. */
  prepare(session: Session): Promise<void>
  /** Two servers give the same hashes where this is the same. */
  readKind(session: Session, seed: number): Promise<string>
}

type ColumnType = Pick<Table['columns'][number], 'castType' | 'family'> &
  Pick<Partial<Table['columns'][number]>, 'collation' | 'nullable'>

/** Rows of texts that are sent first, and that a query then finds in the session. */
export interface BoundTable {
  bind(rows: readonly (readonly Value[])[]): Sql
  /** What to select from. It still needs a name of its own. */
  readonly table: Sql
}

/** SQL of this engine around values. All texts are the type's own output, which comes back exactly. */
export interface ValueExpressions {
  /** The value's exact text. */
  output(column: Sql, type: ColumnType): Sql
  /** What to select so that `Session.copyOut` gives the value's exact text. */
  copied(value: Sql, type: ColumnType): Sql
  /** Text to the column's type, by the type's own input and without cutting anything off. */
  input(text: Sql, type: ColumnType): Sql
  /** Null-safe equality by value between a column and a text of its type. */
  sameValue(column: Sql, text: Sql, type: ColumnType): Sql
  /** Equality by value for key columns, usable by an index. */
  sameKey(column: Sql, text: Sql, type: ColumnType & { readonly deterministic: boolean }): Sql
  /** A key's text, equal exactly when keys are equal, under the given order. */
  keyText(column: Sql, type: ColumnType, order: KeyOrder): Sql
  /** What to sort by so that rows arrive in the given order, nulls last. */
  keyOrder(column: Sql, type: ColumnType & { readonly byteOrdered: boolean }, order: KeyOrder): Sql
}
