/** Entries of the journal that do not come from a batch's own statements. */
import type { Session } from '../database/session'
import { list, sql } from '../database/sql'
import type { RowChange } from '../plan/plan'
import { ledgerSql } from './ledgerSql'
import type { RowError } from './run'

export interface JournalPlace {
  readonly runId: string
  readonly tableName: string
}

export interface Failure {
  readonly change: RowChange
  /** The change's place in the plan. */
  readonly ordinal: number
  readonly error: RowError
}

/** Rows of one statement: each takes a dozen parameters, of which it may have some ten thousand. */
const AT_ONCE = 500

/** Journals changes that the database refused, each with its error. Part of the transaction that counts them. */
export async function journalFailures(
  session: Session,
  { runId, tableName }: JournalPlace,
  failures: readonly Failure[],
): Promise<void> {
  const { rowChanges, integer } = ledgerSql(session)
  const columns = ['key', 'before', 'after'].map((name) => sql.id(name))
  for (let start = 0; start < failures.length; start += AT_ONCE) {
    const rows = failures.slice(start, start + AT_ONCE).map(({ change, ordinal, error }) => {
      const { op, key, before, after, undoes } = change
      return sql`
  (${runId}, ${integer(String(ordinal))}, ${tableName}, ${op}, 'failed',
   ${JSON.stringify(key)}, ${JSON.stringify(before)}, ${JSON.stringify(after)}, ${JSON.stringify(error)},
   ${undoes === undefined ? sql`null` : integer(String(undoes))})`
    })
    await session.execute(sql`
insert into ${rowChanges}
  (run_id, ordinal, table_name, op, outcome, ${sql.join(columns)}, error, undoes)
values ${list(rows)}`)
  }
}
