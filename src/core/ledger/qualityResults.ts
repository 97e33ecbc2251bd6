/** What the quality of a table was after each transform. */
import { textOf, type Session } from '../database/session'
import { sql } from '../database/sql'
import { ledgerSql } from './ledgerSql'
import type { QualityResult } from './run'

/** Those of the last transform of a stream that was not undone; empty where there is none. */
export async function readLastQualityResults(
  session: Session,
  stream: string,
): Promise<readonly QualityResult[]> {
  const { qualityResults, ingestions, runs, text, integer } = ledgerSql(session)
  const { rows } = await session.execute(sql`
select
  flag, ${text(sql`weight`)} as weight, ${text(sql`checked`)} as checked, ${text(sql`failed`)} as failed
from ${qualityResults}
where run_id = (
  select i.run_id from ${ingestions} i
  join ${runs} r on r.run_id = i.run_id
  where i.stream = ${integer(stream)} and r.status <> 'undone'
    and exists (select 1 from ${qualityResults} q where q.run_id = i.run_id)
  order by i.seq desc
  limit 1
)`)
  return rows.map((row) => ({
    ...{ flag: textOf(row, 'flag'), weight: textOf(row, 'weight') },
    ...{ checked: Number(textOf(row, 'checked')), failed: Number(textOf(row, 'failed')) },
  }))
}
