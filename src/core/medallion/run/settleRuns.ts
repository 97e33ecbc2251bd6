/** What the table of runs says of earlier ones is brought in line with what became of them. */
import type { Session } from '../../database/session'
import { readIngestions } from '../../ledger/ingestions'
import type { Run } from '../../ledger/run'
import { closeRun, findOpenUndo, readRunsById } from '../../ledger/runs'
import { RefusedError } from '../../util/errors'
import type { Layers } from '../definition/pipeline'
import { setMetaStatus } from '../store/metaRuns'

const DIED = 'its process ended before it did'

/** How many of the latest are looked at: older ones were settled by those between. */
const LATEST = 20

/**
 * Marks runs that died, and those that were undone, as failed, so that nobody's script goes on where they ended. Throws
 * `RefusedError` while an undo is not complete: half of its rows are there, and nobody can say which.
 */
export async function settleRuns(session: Session, layers: Layers, stream: string): Promise<void> {
  const latest = (await readIngestions(session, stream)).slice(0, LATEST)
  const unsettled = latest.filter(({ undone, closed }) => undone || !closed)
  const ids = unsettled.flatMap(({ runId }) => runId ?? [])
  const runs = new Map((await readRunsById(session, ids)).map((run) => [run.id, run]))
  for (const { runId, ingestionRunId } of unsettled) {
    const run = runs.get(runId ?? '')
    if (run !== undefined) await settle(session, layers, run, ingestionRunId)
  }
  const isThere = latest.filter(({ undone }) => !undone).flatMap(({ runId }) => runId ?? [])
  const open = await findOpenUndo(session, isThere)
  if (open === undefined) return
  throw new RefusedError(
    'undo-open',
    `run ${open.id} has undone a part of run ${open.undoes ?? ''}`,
    { mend: `undo ${open.undoes ?? ''} to its end first: drydock undo ${open.undoes ?? ''}` },
  )
}

async function settle(
  session: Session,
  layers: Layers,
  { id, status, undoneBy }: Run,
  ingestionRunId: string,
): Promise<void> {
  const setFailed = (reason: string) =>
    setMetaStatus(session, layers, ingestionRunId, 'failed', reason)
  if (status === 'undone') await setFailed(`undone by run ${undoneBy ?? ''}`)
  if (status !== 'interrupted') return
  // It is not gone on with: the next one finds what it has done, and adds the rest.
  await closeRun(session, id, 'failed', DIED)
  await setFailed(DIED)
}
