/** Create Environment: asks what is cloned, plans it and shows the plan, which is applied there. */
import type { EnvironmentReference } from '../../contributions'
import type { CommandContext } from '../context'
import { withCoreProgress } from '../progress'
import { askForFolder } from './askForFolder'
import { askWhatToCreate } from './askWhatToCreate'
import { readRegistryOf } from './registryOf'

export async function createEnvironment(
  context: CommandContext,
  from?: EnvironmentReference,
): Promise<void> {
  const folder = await askForFolder(context, from)
  if (folder === undefined) return
  const { environments } = await readRegistryOf(context, folder)
  const { unclaimedBranch } = await context.core.request('describeCurrent', { folder })
  const wish = await askWhatToCreate(context, {
    environments,
    branch: unclaimedBranch,
    from: from?.environment,
  })
  if (wish === undefined) return
  const saved = await withCoreProgress(`Planning ${wish.environment}`, (options) =>
    context.core.request('planCreateEnvironment', { folder, wish }, options),
  )
  await context.plans.show(saved)
}
