/** Records what both ends of a mapping have in common once its plan is applied. */
import { ensureLedger } from '../ledger/ledgerSchema'
import {
  forgetDoubtful,
  recordCommonRows,
  settle,
  unsettle,
  type CommonRow,
} from '../ledger/commonState'
import { commonRows } from '../mapping/bothWays/commonRows'
import type { Mapping } from '../mapping/mapping'
import { resolveEnds } from '../mapping/resolveEnds'
import { selectSource, selectTarget } from '../mapping/selectRows'
import type { Plan } from '../plan/plan'
import { OrderedRows } from '../source/orderedRows'
import { throttleProgress, type WorkOptions } from '../util/progress'
import type { Workspace } from '../workspace/workspace'
import { readMapping } from './definitions'
import { openEnvironment, withReadEnds, type ReadEnd } from './openEnd'

/** Rows that are recorded at once. */
const BATCH = 2000

/**
 * Before anything is written: from now on, nothing counts as common until `settleCommonState` has looked. A run that goes
 * on is the one that had said so before.
 */
export async function unsettleCommonState(
  workspace: Workspace,
  { commonState }: Plan,
  { signal, resumed }: Pick<WorkOptions, 'signal'> & { readonly resumed: boolean },
): Promise<void> {
  if (commonState === undefined) return
  const { id, environment, database: name } = commonState
  const database = await openEnvironment(workspace, environment, 'write', {
    signal,
    database: name,
  })
  await database.withSession(async (session) => {
    await ensureLedger(session)
    if (!resumed) await forgetDoubtful(session, id)
    await unsettle(session, id)
  })
}

/**
 * Compares both ends once more and records every row that is the same on both. A definition that has changed since
 * the plan was made leaves the state unsettled, and so does an undo: the next plan then knows less and asks more.
 */
export async function settleCommonState(
  workspace: Workspace,
  plan: Plan,
  options: WorkOptions,
): Promise<void> {
  const { commonState, definition, source: from, target } = plan
  if (commonState === undefined || definition === undefined || from === undefined) return
  const mapping = await readMapping(workspace, definition.path)
  if (mapping.definition.hash !== definition.hash) return
  // The ends are those of the plan: another environment may be the current one by now.
  const source = await openEnvironment(workspace, from.environment, 'read', {
    ...options,
    database: mapping.source.database,
  })
  const end = await openEnvironment(workspace, target.environment, 'read', {
    ...options,
    database: target.database,
  })
  const ledger = await openEnvironment(workspace, target.environment, 'write', {
    signal: options.signal,
    database: target.database,
  })
  const report = throttleProgress(options.onProgress)
  let recorded = 0
  const record = async (rows: readonly CommonRow[]): Promise<void> => {
    await ledger.withSession((session) => recordCommonRows(session, commonState.id, rows))
    recorded += rows.length
    report(() => ({ message: `recording what both sides have in common: ${recorded} rows` }))
  }
  // On an engine with one session the reading has to be over before anything is written.
  const later: (readonly CommonRow[])[] = []
  const { concurrentSessions } = end.dialect.capabilities
  await withReadEnds(source, end, async (from, to) => {
    for await (const rows of readCommonRows(mapping, from, to))
      if (concurrentSessions) await record(rows)
      else later.push(rows)
  })
  for (const rows of later) await record(rows)
  await ledger.withSession((session) => settle(session, commonState.id))
}

/** The rows that are the same on both ends, in batches. */
async function* readCommonRows(
  mapping: Mapping,
  source: ReadEnd,
  target: ReadEnd,
): AsyncGenerator<readonly CommonRow[]> {
  const resolved = await resolveEnds(mapping, source, target)
  const order = resolved.keys.map((key) => key.order)
  const sourceQuery = selectSource(source.database.dialect, resolved)
  const targetQuery = selectTarget(target.database.dialect, resolved)
  const rows = commonRows(
    resolved,
    new OrderedRows(source.session.copyOut(sourceQuery), order, 'the source'),
    new OrderedRows(target.session.copyOut(targetQuery), order, 'the target'),
  )
  let batch: CommonRow[] = []
  for await (const row of rows) {
    batch.push(row)
    if (batch.length < BATCH) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}
