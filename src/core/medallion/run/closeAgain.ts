import type { Session } from '../../database/session'
import type { Run } from '../../ledger/run'
import { writeRunLog } from '../../ledger/runLog'
import { closeRun } from '../../ledger/runs'
import { marked } from '../report/marks'

/** Says what was found out about a run that has stopped, and closes it as it was: the audit trail has to know of its journal as it is now. */
export async function closeAgain(
  session: Session,
  runId: string,
  run: Run | undefined,
  message: string,
): Promise<void> {
  await writeRunLog(session, runId, 'warning', marked('warning', message))
  const status = run?.status === 'aborted' ? 'aborted' : 'failed'
  await closeRun(session, runId, status, run?.error ?? null)
}
