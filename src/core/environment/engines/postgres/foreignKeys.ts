/**
 * Foreign keys of a dump are added without a look at the rows, which is taken later: of several at a time, and while
 * statistics are made. Both together come to the very key that the dump would have made at once.
 */
import type { Session } from '../../../database/session'
import { textOf } from '../../../database/session'
import { sql } from '../../../database/sql'
import { NAME, TABLE } from './dumpNames'

/** Of a partitioned table, which may not have a key that is not valid, a dump does not write `ONLY`. */
const FOREIGN_KEY = new RegExp(
  `^ALTER TABLE ONLY (${TABLE})\\s+ADD CONSTRAINT (${NAME}) FOREIGN KEY \\(.*\\) REFERENCES (${TABLE})\\(`,
  's',
)
/** Of those whose rows the source itself has not looked at. */
const UNCHECKED = /NOT (?:VALID|ENFORCED);?$/

export interface Validation {
  /** As the dump writes it. */
  readonly table: string
  readonly statement: string
}

export interface DeferredKeys {
  /** In their order. */
  readonly statements: readonly string[]
  readonly validations: readonly Validation[]
}

/** Keys to one of the `partitioned` tables stay: their parts would not be valid afterwards. */
export function deferValidation(
  statements: readonly string[],
  partitioned: readonly string[],
): DeferredKeys {
  const validations: Validation[] = []
  const deferred = statements.map((statement) => {
    const [, table = '', key = '', referenced] = FOREIGN_KEY.exec(statement) ?? []
    if (referenced === undefined || UNCHECKED.test(statement)) return statement
    if (partitioned.includes(withoutQuotes(referenced))) return statement
    validations.push({ table, statement: `ALTER TABLE ONLY ${table} VALIDATE CONSTRAINT ${key}` })
    return `${statement.replace(/;$/, '')} NOT VALID`
  })
  return { statements: deferred, validations }
}

/** As `deferValidation` knows them. */
export async function readPartitionedTables(session: Session): Promise<readonly string[]> {
  const { rows } = await session.execute(sql`
select n.nspname || '.' || c.relname as name
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind = 'p'`)
  return rows.map((row) => textOf(row, 'name'))
}

/** Where two names are the same without their quotes, a key is only looked at earlier than it could be. */
export function withoutQuotes(name: string): string {
  return name.replace(/"((?:[^"]|"")+)"/g, (_, inner: string) => inner.replaceAll('""', '"'))
}
