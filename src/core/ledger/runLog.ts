/** What a run said of itself. */
import { textOf, type Session } from '../database/session'
import { sql } from '../database/sql'
import { ledgerSql } from './ledgerSql'
import type { RunLogLine } from './run'

export async function writeRunLog(
  session: Session,
  runId: string,
  level: RunLogLine['level'],
  message: string,
): Promise<void> {
  const { runLog } = ledgerSql(session)
  await session.execute(
    sql`insert into ${runLog} (run_id, level, message) values (${runId}, ${level}, ${message})`,
  )
}

export async function readLogLines(
  session: Session,
  runId: string,
): Promise<readonly RunLogLine[]> {
  const { runLog, isoTime } = ledgerSql(session)
  const { rows } = await session.execute(sql`
select ${isoTime(sql`at`)} as logged_at, level, message
from ${runLog}
where run_id = ${runId}
order by line`)
  return rows.map((row) => ({
    at: textOf(row, 'logged_at'),
    level: textOf(row, 'level') as RunLogLine['level'],
    message: textOf(row, 'message'),
  }))
}
