/** Entries of the journal that do not come from a batch's own statements. */
import type { Session } from '../database/session'
import { list, sql } from '../database/sql'
import type { RowChange } from '../plan/plan'
import { ledgerSql } from './ledgerSql'
import type { Row } from '../util/value'
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

/** A change whose row is no longer what the plan saw. */
export interface Drift extends Pick<Failure, 'change' | 'ordinal'> {
  readonly actual: Row | null
}

/** Rows of one statement: each takes a dozen parameters, of which it may have some ten thousand. */
const AT_ONCE = 500

/** Journals changes that the database refused, each with its error. Part of the transaction that counts them. */
export function journalFailures(
  session: Session,
  place: JournalPlace,
  failures: readonly Failure[],
): Promise<void> {
  return journalLeftOut(session, place, failures)
}

/** Journals changes that were not carried out. Part of the transaction that counts them. */
export async function journalLeftOut(
  session: Session,
  { runId, tableName }: JournalPlace,
  leftOut: readonly (Failure | Drift)[],
): Promise<void> {
  const { rowChanges, integer } = ledgerSql(session)
  const columns = ['key', 'before', 'after'].map((name) => sql.id(name))
  for (let start = 0; start < leftOut.length; start += AT_ONCE) {
    const rows = leftOut.slice(start, start + AT_ONCE).map((one) => {
      const { op, key, before, after, undoes } = one.change
      const [outcome, actual, error] =
        'error' in one
          ? ['failed', null, JSON.stringify(one.error)]
          : ['drifted', JSON.stringify(one.actual), null]
      return sql`
  (${runId}, ${integer(String(one.ordinal))}, ${tableName}, ${op}, ${outcome},
   ${JSON.stringify(key)}, ${JSON.stringify(before)}, ${JSON.stringify(after)}, ${actual}, ${error},
   ${undoes === undefined ? sql`null` : integer(String(undoes))})`
    })
    await session.execute(sql`
insert into ${rowChanges}
  (run_id, ordinal, table_name, op, outcome, ${sql.join(columns)}, actual, error, undoes)
values ${list(rows)}`)
  }
}
