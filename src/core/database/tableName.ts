export interface TableName {
  /** The schema; on engines without schemas inside a database, the database. */
  readonly schema: string
  readonly name: string
}
