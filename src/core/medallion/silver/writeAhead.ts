/**
 * A transform into a table with rows on other servers. These commit one after another, and the ledger's own comes last: where one
 * fails between, rows are written that no journal would tell of. So the journal is committed before the rows are written, and what
 * of it has not come about is found out afterwards.
 */
import type { Session } from '../../database/session'
import { isDatabaseError } from '../../database/errors'
import type { Column, Table } from '../../database/table'
import { growRun } from '../../ledger/growRun'
import { keepIngestionState, readIngestions } from '../../ledger/ingestions'
import { findRunById } from '../../ledger/runs'
import { DatabaseOperationError } from '../../util/errors'
import { closeAgain } from '../run/closeAgain'
import type { Written } from './changesQuery'
import { executeAll } from './executeAll'
import type { Changes } from './transformCounts'
import { silverWriter, type AheadWriter } from './writer'

export interface Journalled {
  readonly runId: string
  readonly table: Table
  readonly key: Column
  readonly written: readonly Written[]
}

/** What a transform does in its two transactions. */
export interface Steps<T> {
  /** Finds what is to be written. */
  find(): Promise<Changes>
  /** Writes it; `intended` is how much of it the run counts already. */
  put(wanted: Changes, intended: number): Promise<T>
}

/** Throws what the steps throw. */
export async function writeAhead<T>(
  session: Session,
  journalled: Journalled,
  { find, put }: Steps<T>,
): Promise<T> {
  const { runId } = journalled
  const ahead = aheadOf(session, journalled.table)
  let intended = 0
  const wanted = await session.transaction('write', async () => {
    const found = await find()
    await session.execute(ahead.intend(journalled))
    intended = found.created + found.updated + found.deleted
    await growRun(session, runId, { applied: intended, failed: 0 })
    return found
  })
  let isCommitting = false
  try {
    return await session.transaction('write', async () => {
      const done = await put(wanted, intended)
      await executeAll(session, ahead.journalStored(journalled))
      isCommitting = true
      return done
    })
  } catch (error) {
    const settle = isCommitting
      ? confirmRun(session, journalled)
      : forgetRun(session, journalled, intended)
    const isSettled = await settle.then(
      () => true,
      () => false,
    )
    throw isSettled || isDatabaseError(error, 'cancelled') ? error : unsettled(error, intended)
  }
}

/** What cannot be asked of a server that is gone, the next run asks. */
function unsettled(error: unknown, intended: number): DatabaseOperationError {
  const cause = error instanceof Error ? error : new Error(String(error))
  return new DatabaseOperationError(
    'not-atomic-across-servers',
    `which of these are committed is not known before all servers are up and it is run again (${intended} were under way): ${cause.message}`,
    { cause },
  )
}

function aheadOf(session: Session, table: Table): AheadWriter {
  const { ahead } = silverWriter(session, table)
  if (ahead === undefined) throw new Error('the engine has no tables with rows on other servers')
  return ahead
}

/** Nothing was written, on no server. */
async function forgetRun(
  session: Session,
  { runId, table }: Journalled,
  intended: number,
): Promise<void> {
  const ahead = aheadOf(session, table)
  await session.transaction('write', async () => {
    await session.execute(ahead.forget(runId))
    await growRun(session, runId, { applied: -intended, failed: 0 })
  })
}

/** Whether something of the journal had not come about. */
async function confirmRun(
  session: Session,
  journalled: Omit<Journalled, 'written'>,
): Promise<boolean> {
  const { confirm } = aheadOf(session, journalled.table)
  const rows = await session.transaction('write', () => executeAll(session, confirm(journalled)))
  return rows.length > 0
}

/** So many of the latest runs are looked at. */
const LATEST = 20

/** Brings the journals of transforms that stopped in line with what their servers have committed. */
export async function confirmStopped(
  session: Session,
  stream: string,
  table: Table,
  key: Column,
): Promise<void> {
  if (table.elsewhere === undefined) return
  const ingestions = await readIngestions(session, stream)
  for (const { runId, seq, completed, undone, state } of ingestions.slice(0, LATEST)) {
    if (runId === null || completed || undone || state['confirmed'] === true) continue
    if (await confirmRun(session, { runId, table, key })) await tell(session, runId)
    await keepIngestionState(session, seq, { confirmed: true })
  }
}

async function tell(session: Session, runId: string): Promise<void> {
  const run = await findRunById(session, runId)
  const { applied = 0, failed = 0 } = run?.counts ?? {}
  const message = `of the changes under way when the run stopped, ${applied} were committed and ${failed} were not`
  await closeAgain(session, runId, run, message)
}
