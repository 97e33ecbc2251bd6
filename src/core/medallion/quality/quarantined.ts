/** What the latest runs of a pipeline could not use: counted, not listed. */
import { textOf, textOrNull } from '../../database/session'
import { integerLiteral, list, sql } from '../../database/sql'
import { findStream } from '../../ledger/ingestions'
import { ledgerSql } from '../../ledger/ledgerSql'
import { silverStream } from '../silver/dirty'
import type { Assessed } from './readQuality'
import type { QuarantinedCount } from './report'

/** The latest first. `ingested` are the streams of the sources; so many runs of each are looked at on average. */
export async function readQuarantined(
  { session, pipeline, silver }: Assessed,
  ingested: readonly (string | undefined)[],
  limit: number,
): Promise<readonly QuarantinedCount[]> {
  const { ingestions, quarantine, runs, text, integer, isoTime } = ledgerSql(session)
  const transformed = await findStream(session, pipeline.entity, silverStream(silver))
  const streams = [...ingested, transformed].flatMap((one) => (one === undefined ? [] : [one]))
  if (streams.length === 0) return []
  const { rows } = await session.execute(sql`
select q.run_id, ${isoTime(sql`r.started_at`)} as started_at, q.stage, q.source, q.code,
  ${text(sql`count(*)`)} as records, ${text(sql`count(q.resolved_by)`)} as resolved
from (
  select i.run_id, i.seq from ${ingestions} i
  where i.stream in (${list(streams.map((stream) => integer(stream)))}) and i.run_id is not null
  order by i.seq desc limit ${integerLiteral(limit * streams.length)}
) latest
join ${runs} r on r.run_id = latest.run_id
join ${quarantine} q on q.run_id = latest.run_id
group by latest.seq, q.run_id, r.started_at, q.stage, q.source, q.code
order by latest.seq desc, q.stage, q.source, q.code`)
  return rows.map((row) => ({
    runId: textOf(row, 'run_id'),
    startedAt: textOf(row, 'started_at'),
    stage: textOf(row, 'stage') as QuarantinedCount['stage'],
    source: textOrNull(row, 'source'),
    code: textOf(row, 'code'),
    records: Number(textOf(row, 'records')),
    resolved: Number(textOf(row, 'resolved')),
  }))
}
