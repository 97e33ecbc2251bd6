/** A database gets a name that says that it was deleted, and is no longer registered; it can be brought back. */
import type { StepContext, StepResult } from '../../apply/applySteps'
import { recordDatabase } from '../../ledger/databaseStates'
import type { Change } from '../../plan/plan'
import { doom } from '../drop/doomed'
import type { StepWorld } from '../making/stepWorld'
import { readDatabaseId } from '../server/databaseId'
import { renameDatabase } from '../server/renameDatabase'
import { findDatabase } from '../server/serverDatabases'
import { activeRow, removalOf } from './removal'
import { unregister } from './unregister'

export async function moveToTrash(
  world: StepWorld,
  change: Change,
  { runId, log }: StepContext,
): Promise<StepResult> {
  const removal = removalOf(change)
  const { environment, base, from, to } = removal
  const registry = await world.registry()
  const server = await world.server(environment)
  const waiting = registry.known.find((one) => one.databaseName === to && one.runId === runId)
  const row = activeRow(registry, removal)
  if (row === undefined)
    return waiting === undefined
      ? { outcome: 'drifted', actual: null, why: 'the registry no longer has it' }
      : { outcome: 'applied' }
  if (to === null) throw new Error('a database in the trash has a name')
  const there = await findDatabase(server, from)
  const moved = await findDatabase(server, to)
  if (!there.exists && !moved.exists) return forgetMissing(world, row, log)
  const evidence = { workspace: world.workspace, confirmed: world.confirmed, ...registry }
  doom({ environment, base, databaseName: from }, evidence)
  const made = registry.known.find((one) => one.databaseName === from)
  const databaseId = await readDatabaseId(server, there.exists ? from : to)
  const trash = {
    ...{ databaseName: to, databaseId, state: 'trash' as const, environment, base },
    ...{ fullName: row.fullName, branch: row.branch, source: row.source, runId },
    expiresAt: made?.expiresAt ?? null,
  }
  // Before it moves: whoever finds it under its new name knows what it is.
  await world.write((session) => recordDatabase(session, trash))
  if (there.exists) await renameDatabase(server, from, to)
  await unregister(world, row, from)
  return { outcome: 'applied' }
}

/** Of a database that somebody else has dropped, only the row is left. */
async function forgetMissing(
  world: StepWorld,
  row: NonNullable<ReturnType<typeof activeRow>>,
  log: StepContext['log'],
): Promise<StepResult> {
  await log('warning', `${row.fullName} was not there any more; its row is no longer active`)
  await unregister(world, row, row.fullName)
  return { outcome: 'applied' }
}
