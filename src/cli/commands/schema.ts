import type { Command } from 'commander'
import { ensurePipelineTables, planPipelineTables } from '../../core/index'
import type { ConsentOptions } from '../consent'
import type { CommandContext, CommonOptions } from '../context'
import { visible } from '../report/visible'
import { fromCurrentFolder } from '../workspaceFolder'
import { addChoiceOptions, addConsentOptions, addWorkspaceOptions } from './options'
import { pipelineConsent } from './pipelineConsent'

interface EnsureOptions extends CommonOptions, ConsentOptions {
  readonly plan?: boolean
}

/** `drydock schema ensure`: makes the tables that a pipeline needs and that are not there. */
export function addSchema(program: Command, context: CommandContext): void {
  const schema = program.command('schema').description('the tables that pipelines need')
  const command = schema
    .command('ensure <pipeline>')
    .description('make the tables that a pipeline needs and that are not there yet')
    .option('--plan', 'only show the statements')
  addChoiceOptions(addConsentOptions(addWorkspaceOptions(command))).action(
    (pipeline: string, options: EnsureOptions) => runEnsure(context, pipeline, options),
  )
}

async function runEnsure(
  context: CommandContext,
  pipeline: string,
  options: EnsureOptions,
): Promise<void> {
  const { stdout } = context
  const workspace = await context.open(options)
  const file = fromCurrentFolder(pipeline)
  const { statements, notes } = await planPipelineTables(workspace, file, context.work(options))
  context.progress.clear()
  for (const note of notes) await context.stderr.line(visible(`⚠ ${note}`))
  for (const statement of statements)
    for (const line of `${statement};`.split('\n')) await stdout.line(visible(line))
  if (statements.length === 0) return stdout.line('✓ Nothing is missing')
  if (options.plan === true) return
  const consent = await pipelineConsent(context, workspace, file, 'make these tables', options)
  if (consent === undefined) return
  await ensurePipelineTables(workspace, file, { ...context.work(options), ...consent })
  context.progress.clear()
  await stdout.line('✓ Made')
}
