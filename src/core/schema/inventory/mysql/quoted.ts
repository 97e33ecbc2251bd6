import { compile, sql } from '../../../database/sql'

/** A name as it stands in a definition. */
export function quoted(name: string): string {
  return compile(sql`${sql.id(name)}`, 'mysql').sql
}
