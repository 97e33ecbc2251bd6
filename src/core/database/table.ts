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
  | 'bytes'
  | 'other'

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
  readonly nullable: boolean
  /** Computed by the database: never updated. */
  readonly generated: boolean
  /** Numbered by the database; of `always` a value can be given only when a row is put back. */
  readonly identity?: 'always' | 'byDefault'
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
  /** Names of enabled triggers of users that fire on row changes. */
  readonly triggers: readonly string[]
  readonly rowSecurity: boolean
}

/** A table as the sidebar shows it. Row counts are estimates of the engine's statistics, −1 when unknown. */
export interface TableListing extends TableName {
  readonly kind: Table['kind']
  readonly estimatedRows: number
}

export function findColumn(table: Table, name: string): Column | undefined {
  return table.columns.find((column) => column.name === name)
}

/** `schema.name`, for people; SQL quotes through `sql.table`. */
export function displayTable({ schema, name }: TableName): string {
  return `${schema}.${name}`
}
