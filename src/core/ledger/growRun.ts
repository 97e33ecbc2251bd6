/** Runs whose number of changes is known at their end only. */
import type { Session } from '../database/session'
import { sql } from '../database/sql'
import { ledgerSql } from './ledgerSql'

/** Changes that were found and carried out together. Part of each batch's transaction. */
export interface Growth {
  readonly applied: number
  readonly failed: number
}

/** Adds changes to a run that are done already. */
export async function growRun(
  session: Session,
  runId: string,
  { applied, failed }: Growth,
): Promise<void> {
  const { runs, integer } = ledgerSql(session)
  const plus = (count: number) => integer(String(count))
  await session.execute(
    sql`
update ${runs} set
  total = total + ${plus(applied + failed)},
  applied = applied + ${plus(applied)},
  failed = failed + ${plus(failed)},
  next_ordinal = next_ordinal + ${plus(applied + failed)}
where run_id = ${runId}`,
    { prepared: true },
  )
}
