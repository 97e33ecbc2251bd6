/** What the catalogue says of tables, as far as planning, guarding and displaying rows needs it. */

import type { TableName } from './tableName'

export type { TableName }

/**
 * How values of a type are compared and carried. A dialect assigns every type of its engine to one of them:
 * within a family, equality is decided on the exact text in the way that `valueFamily.ts` says.
 */
export type ValueFamily =
  | 'integer'
  | 'decimal'
  | 'float'
  | 'boolean'
  | 'text'
  | 'json'
  | 'uuid'
  | 'enum'
  | 'date'
  | 'timestamp'
  | 'timestamptz'
  | 'time'
  | 'bytes'
  | 'other'

/**
 * What a type does not hold of its family, or keeps otherwise. Each dialect knows it of its own types; where a fact is
 * missing there is no such limit. Values that a target cannot hold are refused while planning.
 */
export interface ValueLimits {
  /** The first and the last value, as the type prints them; special values are beside them. */
  readonly least?: string
  readonly greatest?: string
  /** Values that other types of the family have: not a number, infinity, days such as 0000-00-00, the character NUL. */
  readonly lacks?: readonly ('NaN' | 'infinity' | 'zeroDate' | 'nul')[]
  /** Its values are equal in nothing but their texts: they are no keys. */
  readonly noEquality?: true
  /** The characters of a text that is not Unicode as a whole: `bmp` are those up to U+FFFF. */
  readonly characters?: 'ascii' | 'latin1' | 'bmp'
  /** How many bytes of UTF-8 fit, where bytes are what is counted. */
  readonly bytes?: number
  /** What happens at the end: shorter values are filled with blanks or zero bytes, or blanks are taken off. */
  readonly end?: 'padsBlanks' | 'cutsBlanks' | 'padsZeros'
  /** A floating-point number of 32 bits. */
  readonly single?: true
  /** A JSON document may hold containers in containers to this depth. */
  readonly depth?: number
  /** Middles between two times are rounded away from this one; without it they are rounded up. */
  readonly roundsFrom?: string
  /** Texts of a type without a family are understood where this is the same. */
  readonly textsOf?: string
}

export interface Column {
  readonly name: string
  /** The type as DDL would say it, with length or precision: `numeric(12,2)`. */
  readonly type: string
  /** The type without length or precision, as a cast target that never truncates: `numeric`, `bpchar`. */
  readonly castType: string
  readonly family: ValueFamily
  /** Digits in all (of a time: of a second's fraction) and after the point, where the type says so. */
  readonly precision?: number
  readonly scale?: number
  /** How many characters (of a text) or bytes (of bytes) fit, where the type says so. */
  readonly length?: number
  /** An enum's labels, in its order. */
  readonly labels?: readonly string[]
  readonly limits?: ValueLimits
  readonly nullable: boolean
  /** Computed by the database: never updated. */
  readonly generated: boolean
  /** Numbered by the database; of `always` a value can be given only when a row is put back. */
  readonly identity?: 'always' | 'byDefault'
  /** A row that is inserted without a value for it gets one from the database. */
  readonly hasDefault?: true
  /** The database gives it a new value when its row is updated, unless the update does. */
  readonly setOnUpdate?: true
  /** The collation where it is not the type's default. */
  readonly collation?: string
  /** False where equal in this collation does not mean equal bytes. */
  readonly deterministic: boolean
  /** The collation sorts by bytes, so that an index on the column gives byte order. */
  readonly byteOrdered: boolean
}

export interface Table extends TableName {
  readonly kind: 'table' | 'partitioned' | 'view' | 'materializedView' | 'foreign'
  readonly columns: readonly Column[]
  /** The columns of the primary key, in order; empty when there is none. */
  readonly primaryKey: readonly string[]
  /** Column sets that the database keeps unique for every row (no partial or expression indexes). */
  readonly uniqueKeys: readonly (readonly string[])[]
  /** Tables that inherit from it show their rows in it, too: its own keys say nothing of those, and count as none. */
  readonly inherited?: true
  /** Names of enabled triggers of users that fire on row changes. */
  readonly triggers: readonly string[]
  /**
   * Tables (`schema.name`) whose rows the database deletes or changes when it deletes rows of this one, by their
   * foreign keys. Left out where there are none.
   */
  readonly cascades?: readonly string[]
  readonly rowSecurity: boolean
  /** Left out where all rows are on the database's own server. */
  readonly elsewhere?: Elsewhere
}

/** Rows of a table that are on other servers, which the database reaches as foreign tables. There is no common commit. */
export interface Elsewhere {
  /** What the database calls these servers. */
  readonly servers: readonly string[]
  /** Columns by which the table is partitioned: a row whose values change cannot leave its server. */
  readonly partitionKey: readonly string[]
}

/** A table as the sidebar shows it. Row counts are estimates of the engine's statistics, −1 when unknown. */
export interface TableListing extends TableName {
  readonly kind: Table['kind']
  readonly estimatedRows: number
}

export function findColumn(table: Table, name: string): Column | undefined {
  return table.columns.find((column) => column.name === name)
}

/** Which of these columns say on which server a row is. */
export function movingColumns({ elsewhere }: Table, names: readonly string[]): readonly string[] {
  return elsewhere?.partitionKey.filter((name) => names.includes(name)) ?? []
}

/** `"a", "b"`, for people. */
export function quotedNames(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ')
}

/** `schema.name`, for people; SQL quotes through `sql.table`. */
export function displayTable({ schema, name }: TableName): string {
  return `${schema}.${name}`
}
