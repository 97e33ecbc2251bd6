/** Entries of the journal that do not come from a batch's own statements. */
import type { Session } from '../database/session'
import { sql } from '../database/sql'
import type { RowChange } from '../plan/plan'
import { ledgerSql } from './ledgerSql'
import type { RowError } from './run'

export interface JournalPlace {
  readonly runId: string
  readonly tableName: string
  readonly firstOrdinal: number
}

/** Journals a change that the database refused, with its error. Part of the transaction that counts it. */
export async function journalFailure(
  session: Session,
  { runId, tableName, firstOrdinal }: JournalPlace,
  { op, key, before, after, undoes }: RowChange,
  error: RowError,
): Promise<void> {
  const { rowChanges, integer } = ledgerSql(session)
  const columns = ['key', 'before', 'after'].map((name) => sql.id(name))
  await session.execute(sql`
insert into ${rowChanges}
  (run_id, ordinal, table_name, op, outcome, ${sql.join(columns)}, error, undoes)
values
  (${runId}, ${integer(String(firstOrdinal))}, ${tableName}, ${op}, 'failed',
   ${JSON.stringify(key)}, ${JSON.stringify(before)}, ${JSON.stringify(after)}, ${JSON.stringify(error)},
   ${undoes === undefined ? sql`null` : integer(String(undoes))})`)
}
