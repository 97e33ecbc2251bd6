/** Carries out one step of a plan that changes which databases an environment has. */
import type { StepContext, StepResult } from '../apply/applySteps'
import type { Change } from '../plan/plan'
import { makeDatabase } from './making/makeDatabase'
import type { StepWorld } from './making/stepWorld'
import { dropForGood } from './removing/dropForGood'
import { restoreFromTrash } from './removing/restoreFromTrash'
import { moveToTrash } from './removing/moveToTrash'

export function executeStep(
  world: StepWorld,
  change: Change,
  context: StepContext,
): Promise<StepResult> {
  switch (change.op) {
    case 'createDatabase':
      return makeDatabase(world, change, context)
    case 'trashDatabase':
      return moveToTrash(world, change, context)
    case 'restoreDatabase':
      return restoreFromTrash(world, change, context)
    case 'dropDatabase':
      return dropForGood(world, change, context)
    default:
      throw new Error(`"${change.op}" is no step`)
  }
}
