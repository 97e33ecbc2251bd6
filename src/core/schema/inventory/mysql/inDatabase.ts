import { sql, type Sql } from '../../../database/sql'

/** Of this database, and not of one whose name differs in large and small letters only: the catalogue compares without them. */
export function inDatabase(column: string, database: string): Sql {
  return sql`${sql.id(column)} = ${database} and binary ${sql.id(column)} = ${database}`
}
