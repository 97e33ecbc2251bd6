/** What a run said of itself. */
import { textOf, type Session } from '../database/session'
import { list, sql } from '../database/sql'
import { ledgerSql } from './ledgerSql'
import type { RunLogLine } from './run'

export type SaidLine = Pick<RunLogLine, 'level' | 'message'>

export function writeRunLog(
  session: Session,
  runId: string,
  level: RunLogLine['level'],
  message: string,
): Promise<void> {
  return writeRunLines(session, runId, [{ level, message }])
}

/** Lines that were said one after the other. */
export async function writeRunLines(
  session: Session,
  runId: string,
  lines: readonly SaidLine[],
): Promise<void> {
  if (lines.length === 0) return
  const { runLog } = ledgerSql(session)
  const rows = lines.map(({ level, message }) => sql`(${runId}, ${level}, ${message})`)
  await session.execute(sql`insert into ${runLog} (run_id, level, message) values ${list(rows)}`)
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
