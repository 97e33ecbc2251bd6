/** A database that was deleted gets its name and its row back. */
import type { StepContext, StepResult } from '../../apply/applySteps'
import { forgetDatabase, recordDatabase } from '../../ledger/databaseStates'
import type { Change } from '../../plan/plan'
import { RefusedError } from '../../util/errors'
import { requireRegistry } from '../../workspace/registry/registry'
import { findRegistryTable } from '../../workspace/registry/registryTable'
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
  if (activeRow(registry, removal) !== undefined) return { outcome: 'applied' }
  const trash = registry.known.find((one) => one.databaseName === from && one.state === 'trash')
  if (trash === undefined)
    return { outcome: 'drifted', actual: null, why: 'it is no longer in the trash' }
  const other = registry.rows.find(
    (row) => row.active && row.environment === environment && row.base === base,
  )
  if (other !== undefined)
    throw new RefusedError(
      'database-exists',
      `"${environment}" has another "${base}" by now: "${other.fullName}"`,
    )
  const server = await world.server(environment)
  const there = await findDatabase(server, environment, fullName, {})
  const waits = await findDatabase(server, environment, from, {})
  if (there.exists && waits.exists)
    throw new RefusedError('database-exists', `there is another database "${fullName}" by now`)
  if (waits.exists) await renameDatabase(server, environment, from, fullName)
  await world.write((session) =>
    session.transaction('write', async () => {
      const table = await findRegistryTable(session, requireRegistry(world.workspace))
      const { branch, source } = trash
      await insertRegistryRow(session, table, { base, environment, fullName, branch, source })
      await forgetDatabase(session, from)
      await recordDatabase(session, { ...trash, databaseName: fullName, state: 'ready', runId })
    }),
  )
  return { outcome: 'applied' }
}
