/** What a benchmark asks the core for, each time in a process of its own, and notes of it. */
import type { StrategyName } from '../../src/core/index'
import { askCore, type CoreAnswer } from './coreProcess'
import type { Samples } from './measure'
import { DEFINITION, type Pair } from './pair'

/** Without a strategy, the planner chooses. */
export function plan(
  bundle: string,
  { folder }: Pair,
  strategy?: StrategyName,
): Promise<CoreAnswer> {
  return askCore(bundle, {
    operation: 'plan',
    folder,
    definition: DEFINITION,
    ...(strategy !== undefined && { strategy }),
  })
}

/** Notes time and memory of a plan, the latter above that of a core that has nothing to do. */
export async function samplePlan(
  samples: Samples,
  name: string,
  bundle: string,
  pair: Pair,
  strategy?: StrategyName,
): Promise<void> {
  const idle = await askCore(bundle, { operation: 'idle' })
  const planned = await plan(bundle, pair, strategy)
  samples.add(name, planned.milliseconds)
  samples.add(`${name} memory`, planned.peakMemory - idle.peakMemory)
}

/** Plans, applies and takes it back, so that the target is as it was. Notes all three. */
export async function sampleApply(
  samples: Samples,
  name: string,
  bundle: string,
  pair: Pair,
): Promise<void> {
  const { folder } = pair
  const idle = await askCore(bundle, { operation: 'idle' })
  const { path } = (await plan(bundle, pair)).value as { path: string }
  const applied = await askCore(bundle, { operation: 'apply', folder, plan: path })
  samples.add(name, applied.milliseconds)
  samples.add(`${name} memory`, applied.peakMemory - idle.peakMemory)
  const { id } = applied.value as { id: string }
  const undone = await askCore(bundle, { operation: 'undo', folder, run: id })
  samples.add(`${name} undo`, undone.milliseconds)
}
