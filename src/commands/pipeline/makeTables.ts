/** Makes the tables of a pipeline that are not there yet. */
import type { CommandContext } from '../context'
import type { DefinitionFile } from '../definitions/askForDefinition'
import { confirm } from '../plan/confirmApply'
import { withCoreProgress } from '../progress'

/** False when the user declined or the target is locked; throws what the core throws. */
export async function makeTables(context: CommandContext, file: DefinitionFile): Promise<boolean> {
  const { core } = context
  const statements = await core.request('planPipelineTables', file)
  const requirement = await core.request('pipelineRequirement', file)
  const confirmation = await confirm(requirement, {
    question: `Make the tables of ${file.path} in ${requirement.environment}?`,
    detail: [`At ${requirement.address}, these statements are run:`, ...statements].join('\n\n'),
    answer: 'Make',
  })
  if (confirmation === undefined) return false
  await withCoreProgress(`Making tables of ${file.path}`, (options) =>
    core.request('ensurePipelineTables', { ...file, ...confirmation }, options),
  )
  return true
}
