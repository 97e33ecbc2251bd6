/** A database goes for good: from the trash, or at once where that is meant or the engine has none. */
import type { StepContext, StepResult } from '../../apply/applySteps'
import { forgetDatabase } from '../../ledger/databaseStates'
import type { Change } from '../../plan/plan'
import { doom } from '../drop/doomed'
import { dropDatabase } from '../drop/dropDatabase'
import { isOurs, settle } from '../making/isOurs'
import type { StepWorld } from '../making/stepWorld'
import { findDatabase } from '../server/serverDatabases'
import { activeRow, removalOf } from './removal'
import { unregister } from './unregister'

export async function dropForGood(
  world: StepWorld,
  change: Change,
  { log, signal }: StepContext,
): Promise<StepResult> {
  const removal = removalOf(change)
  const { environment, base, from } = removal
  const registry = await world.registry()
  const server = await world.server(environment)
  // What waits in the trash is not what its row names: that may have been made anew.
  const row = from === removal.fullName ? activeRow(registry, removal) : undefined
  const known = registry.known.find((one) => one.databaseName === from)
  if (row === undefined && known === undefined)
    return { outcome: 'drifted', actual: null, why: 'neither the registry nor the ledger has it' }
  if (known?.state === 'making') await settle(server, from, signal)
  const { exists } = await findDatabase(server, from)
  if (exists && known?.state === 'making' && !(await isOurs(server, known))) {
    await world.write((session) => forgetDatabase(session, from))
    return { outcome: 'drifted', actual: null, why: 'it is not what a run has begun to make' }
  }
  if (exists) {
    const evidence = { workspace: world.workspace, confirmed: world.confirmed, ...registry }
    await dropDatabase(server, doom({ environment, base, databaseName: from }, evidence))
  } else await log('warning', `${from} was not there any more`)
  await unregister(world, row, from)
  return { outcome: 'applied' }
}
