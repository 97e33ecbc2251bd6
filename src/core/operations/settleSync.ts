/** What is kept of a sync of an Airtable base besides its run: rows of the sync log, and what rows had when they were last synced. */
import { beginSyncLog, endSyncLog, setSyncStatus } from '../airtable/store/syncLog'
import { readOutcomes, settleSync, unsettleSync } from '../airtable/store/settle'
import type { Database } from '../database/database'
import type { Session } from '../database/session'
import { findRunById, findRunOfPlan } from '../ledger/runs'
import type { Run } from '../ledger/run'
import type { Plan, SyncFacts } from '../plan/plan'

/** Before a run writes: of a plan that is no sync's, nothing. */
export async function beginSync(database: Database<'write'>, plan: Plan): Promise<void> {
  const { sync } = plan
  if (sync === undefined) return
  await database.withSession(async (session) => {
    const found = await findRunOfPlan(session, plan.id)
    await unsettleSync(session, sync, found?.run.id ?? '')
    if (plan.kind === 'airtable') await beginSyncLog(session, sync)
  })
}

/** After a run that has come to its end. Does nothing new where it is called again. */
export async function endSync(database: Database<'write'>, plan: Plan, run: Run): Promise<void> {
  const { sync } = plan
  if (sync === undefined || run.status !== 'completed') return
  await database.withSession(async (session) => {
    await settleSync(session, sync, run.id, plan.target.tables)
    if (plan.kind === 'airtable')
      await endSyncLog(session, sync, await readOutcomes(session, run.id))
    else await noteRollback(session, sync, plan.undoes)
  })
}

/** After a run that has stopped: where even that is impossible, the log says that it is running, and the list of runs knows better. */
export async function failSync(
  database: Database<'write'>,
  { sync, kind }: Plan,
  error: unknown,
): Promise<void> {
  if (sync === undefined || kind !== 'airtable') return
  const message = error instanceof Error ? error.message : String(error)
  await database
    .withSession((session) => setSyncStatus(session, sync, { status: 'failed', error: message }))
    .catch(() => undefined)
}

/** A sync is rolled back once its run is undone; where that is undone itself, it is there again. */
async function noteRollback(
  session: Session,
  sync: SyncFacts,
  undone: string | undefined,
): Promise<void> {
  const run = undone === undefined ? undefined : await findRunById(session, undone)
  if (run?.status !== 'undone') return
  const status = run.kind === 'undo' ? 'completed' : 'rolled_back'
  await setSyncStatus(session, sync, { status, error: null })
}
