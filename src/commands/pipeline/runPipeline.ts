/** Ask, run, show: what all runs of a pipeline without a plan have in common. */
import type { WorkOptions } from '../../core/index'
import type { CommandContext } from '../context'
import type { DefinitionFile } from '../definitions/askForDefinition'
import { alsoHeardBy } from '../describeProgress'
import { confirm, type Confirmation } from '../plan/confirmApply'
import { withCoreProgress } from '../progress'
import { askedFor, type PipelineWork } from './texts'

/** What is carried out, with what its user has confirmed. */
export type Carry<T> = (
  params: DefinitionFile & NonNullable<Confirmation>,
  options: WorkOptions,
) => Promise<T>

/** Undefined when the user declined or the target is locked; throws what the core throws. */
export async function runPipeline<T>(
  context: CommandContext,
  file: DefinitionFile,
  work: PipelineWork,
  carry: Carry<T>,
): Promise<T | undefined> {
  const requirement = await context.core.request('pipelineRequirement', file)
  const confirmation = await confirm(requirement, askedFor(work, file, requirement))
  if (confirmation === undefined) return undefined
  const running = context.runs.begin(file.folder, {
    id: `${work.kind} ${file.path} ${Date.now()}`,
    title: work.title,
    isRun: ({ kind, definition }) => kind === work.kind && definition === file.path,
  })
  try {
    return await withCoreProgress(work.title, (options) =>
      carry({ ...file, ...confirmation }, alsoHeardBy(options, running.report)),
    )
  } finally {
    // A run that failed or was cancelled is in the ledger, too.
    running.end()
    context.runDocuments.refresh()
    context.plans.refresh()
  }
}
