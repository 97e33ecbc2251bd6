/** What became of the steps of a run. */
import type { Session } from '../database/session'
import { list, sql } from '../database/sql'
import type { Change, Row } from '../plan/plan'
import { ledgerSql } from './ledgerSql'
import type { RowError } from './run'
import { countBatch } from './runs'

/** A step with its facts as they turned out. */
export type StepOutcome = { readonly change: Change } & (
  | { readonly outcome: 'applied' }
  | { readonly outcome: 'drifted'; readonly actual: Row | null }
  | { readonly outcome: 'failed'; readonly error: RowError }
)

/** Journals and counts the outcomes of steps that follow each other in the plan, in a transaction of their own. */
export async function journalSteps(
  session: Session,
  runId: string,
  firstOrdinal: number,
  outcomes: readonly StepOutcome[],
): Promise<void> {
  const { rowChanges, integer } = ledgerSql(session)
  const columns = ['key', 'before', 'after'].map((name) => sql.id(name))
  const rows = outcomes.map((one, index) => {
    const { op, table, key, before, after, undoes } = one.change
    const actual = one.outcome === 'drifted' ? JSON.stringify(one.actual) : null
    const error = one.outcome === 'failed' ? JSON.stringify(one.error) : null
    return sql`
  (${runId}, ${integer(String(firstOrdinal + index))}, ${table}, ${op}, ${one.outcome},
   ${JSON.stringify(key)}, ${JSON.stringify(before)}, ${JSON.stringify(after)}, ${actual}, ${error},
   ${undoes === undefined ? sql`null` : integer(String(undoes))})`
  })
  const count = (outcome: StepOutcome['outcome']) =>
    outcomes.filter((one) => one.outcome === outcome).length
  await session.transaction('write', async () => {
    await session.execute(sql`
insert into ${rowChanges}
  (run_id, ordinal, table_name, op, outcome, ${sql.join(columns)}, actual, error, undoes)
values ${list(rows)}`)
    await countBatch(session, runId, {
      applied: count('applied'),
      drifted: count('drifted'),
      failed: count('failed'),
    })
  })
}
