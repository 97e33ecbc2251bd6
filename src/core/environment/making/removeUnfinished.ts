/** Databases that were being made when their run ended: they are nobody's, and go. */
import type { StepContext } from '../../apply/applySteps'
import { forgetDatabase, type KnownDatabase } from '../../ledger/databaseStates'
import { findLockedRuns } from '../../ledger/runLock'
import { doom } from '../drop/doomed'
import { dropDatabase } from '../drop/dropDatabase'
import { findDatabase } from '../server/serverDatabases'
import { isOurs, settle } from './isOurs'
import type { StepWorld } from './stepWorld'

/** Removes what this run, or one that is no longer at work, has left of a database. */
export async function removeUnfinished(
  world: StepWorld,
  { environment, base }: Pick<KnownDatabase, 'environment' | 'base'>,
  { runId, log }: Pick<StepContext, 'runId' | 'log'>,
): Promise<void> {
  const { known } = await world.registry()
  const left = known.filter(
    (one) => one.state === 'making' && one.environment === environment && one.base === base,
  )
  if (left.length === 0) return
  const others = left.map((one) => one.runId).filter((id) => id !== runId)
  const busy = await world.write((session) => findLockedRuns(session, others))
  for (const one of left) {
    if (busy.has(one.runId)) continue
    await removeOne(world, one)
    if (one.runId !== runId)
      await log('info', `removed what run ${one.runId} had left of ${one.fullName}`)
  }
}

/** Drops one, where it is there, and forgets it. */
export async function removeOne(world: StepWorld, one: KnownDatabase): Promise<void> {
  const { environment, base, databaseName } = one
  const server = await world.server(environment)
  await settle(server, databaseName)
  const { exists } = await findDatabase(server, databaseName)
  if (exists && (await isOurs(server, one))) {
    const evidence = {
      workspace: world.workspace,
      confirmed: [environment],
      ...(await world.registry()),
    }
    await dropDatabase(server, doom({ environment, base, databaseName }, evidence))
  }
  await world.write((session) => forgetDatabase(session, databaseName))
}
