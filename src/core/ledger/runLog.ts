/** What a run said of itself. */
import { textOf, type Session } from '../database/session'
import { sql } from '../database/sql'
import type { RunLogLine } from './run'

export async function writeRunLog(
  session: Session,
  runId: string,
  level: RunLogLine['level'],
  message: string,
): Promise<void> {
  await session.execute(
    sql`insert into drydock.run_log (run_id, level, message) values (${runId}, ${level}, ${message})`,
  )
}

export async function readLogLines(
  session: Session,
  runId: string,
): Promise<readonly RunLogLine[]> {
  const { rows } = await session.execute(
    sql`
select to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, level, message
from drydock.run_log
where run_id = ${runId}
order by line`,
  )
  return rows.map((row) => ({
    at: textOf(row, 'at'),
    level: textOf(row, 'level') as RunLogLine['level'],
    message: textOf(row, 'message'),
  }))
}
