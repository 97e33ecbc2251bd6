/** Whether a sync would only repeat the last one: the same exports, read by the same definition. */
import type { Session } from '../../database/session'
import { hasLedger } from '../../ledger/ledgerSchema'
import { readRunsById, readRunShape } from '../../ledger/runs'
import type { OpenedExport } from '../plan/openExport'
import type { ResolvedSync } from '../plan/resolvedSync'
import { findLatestRun, isSettled, stateOf } from './base'

export interface SameSync {
  readonly runId: string
  readonly startedAt: string
}

/**
 * Undefined where there is something to compare: a sync that adds deleted rows again looks at the rows, and what was refused or had
 * been changed meanwhile is tried again.
 */
export async function findSameSync(
  session: Session,
  { sync, tables }: ResolvedSync,
  exports: ReadonlyMap<string, OpenedExport>,
): Promise<SameSync | undefined> {
  if (sync.mode === 'merge' || !(await hasLedger(session))) return undefined
  const runIds = new Set<string | undefined>()
  for (const { table } of tables) {
    const state = stateOf(table)
    if ((await isSettled(session, state)) !== true) return undefined
    runIds.add(await findLatestRun(session, state))
  }
  const [runId, ...others] = runIds
  if (runId === undefined || others.length > 0) return undefined
  const [run] = await readRunsById(session, [runId])
  if (run?.kind !== 'airtable' || run.status !== 'completed') return undefined
  if (run.counts.failed + run.counts.drifted > 0) return undefined
  const { sync: facts } = await readRunShape(session, runId)
  if (facts?.fingerprint !== sync.definition.hash || facts.mode !== sync.mode) return undefined
  const known = new Map(facts.tables.map(({ name, fileHash }) => [name, fileHash]))
  const isSame = tables.every(({ spec: { name } }) => exports.get(name)?.hash === known.get(name))
  return isSame && known.size === tables.length ? { runId, startedAt: run.startedAt } : undefined
}
