/** A database that was deleted gets its name and its row back. */
import type { StepContext, StepResult } from '../../apply/applySteps'
import { forgetDatabase, recordDatabase } from '../../ledger/databaseStates'
import type { Change } from '../../plan/plan'
import { RefusedError } from '../../util/errors'
import type { StepWorld } from '../making/stepWorld'
import { insertRegistryRow } from '../registry/writeRegistry'
import { renameDatabase } from '../server/renameDatabase'
import { findDatabase } from '../server/serverDatabases'
import { activeRow, removalOf } from './removal'

export async function restoreFromTrash(
  world: StepWorld,
  change: Change,
  { runId }: StepContext,
): Promise<StepResult> {
  const removal = removalOf(change)
  const { environment, base, from, fullName } = removal
  const registry = await world.registry()
  const row = activeRow(registry, removal)
  const trash = registry.known.find((one) => one.databaseName === from && one.state === 'trash')
  if (trash === undefined)
    return row !== undefined
      ? { outcome: 'applied' }
      : { outcome: 'drifted', actual: null, why: 'it is no longer in the trash' }
  const other = registry.rows.find(
    (one) => one.active && one.environment === environment && one.base === base,
  )
  if (other !== undefined && other !== row)
    throw new RefusedError(
      'database-exists',
      `"${environment}" has another "${base}" by now: "${other.fullName}"`,
    )
  const server = await world.server(environment)
  const there = await findDatabase(server, fullName)
  const waits = await findDatabase(server, from)
  if (there.exists && waits.exists)
    throw new RefusedError('database-exists', `there is another database "${fullName}" by now`)
  if (!there.exists && !waits.exists)
    return { outcome: 'drifted', actual: null, why: 'its server no longer has it' }
  if (waits.exists) await renameDatabase(server, from, fullName)
  await world.write(async (session) => {
    const table = await world.registryTable(session)
    const { branch, source } = trash
    // A run that was killed on the way to the trash has left the row.
    if (row === undefined)
      await insertRegistryRow(session, table, { base, environment, fullName, branch, source })
    await forgetDatabase(session, from)
    await recordDatabase(session, { ...trash, databaseName: fullName, state: 'ready', runId })
  })
  return { outcome: 'applied' }
}
