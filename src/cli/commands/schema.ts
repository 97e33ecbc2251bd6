import type { Command } from 'commander'
import {
  ensurePipelineTables,
  ensureSyncTables,
  isAirtableSync,
  planPipelineTables,
  planSyncTables,
} from '../../core/index'
import type { ConsentOptions } from '../consent'
import type { CommandContext, CommonOptions } from '../context'
import { visible } from '../report/visible'
import { fromCurrentFolder } from '../workspaceFolder'
import { addChoiceOptions, addConsentOptions, addWorkspaceOptions } from './options'
import { consentTo, pipelineConsent } from './pipelineConsent'

interface EnsureOptions extends CommonOptions, ConsentOptions {
  readonly plan?: boolean
}

/** `drydock schema ensure`: makes the tables that a pipeline or a sync needs and that are not there. */
export function addSchema(program: Command, context: CommandContext): void {
  const schema = program.command('schema').description('the tables that pipelines and syncs need')
  const command = schema
    .command('ensure <definition>')
    .description('make the tables that a pipeline or a sync needs and that are not there yet')
    .option('--plan', 'only show the statements')
  addChoiceOptions(addConsentOptions(addWorkspaceOptions(command))).action(
    (definition: string, options: EnsureOptions) =>
      isAirtableSync(definition)
        ? runEnsureSync(context, definition, options)
        : runEnsure(context, definition, options),
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
  await showStatements(context, statements)
  if (statements.length === 0) return
  if (options.plan === true) return
  const consent = await pipelineConsent(context, workspace, file, 'make these tables', options)
  if (consent === undefined) return
  await ensurePipelineTables(workspace, file, { ...context.work(options), ...consent })
  context.progress.clear()
  await stdout.line('✓ Made')
}

async function runEnsureSync(
  context: CommandContext,
  definition: string,
  options: EnsureOptions,
): Promise<void> {
  const workspace = await context.open(options)
  const file = fromCurrentFolder(definition)
  const { statements, requirement } = await planSyncTables(workspace, file, context.work(options))
  context.progress.clear()
  await showStatements(context, statements)
  if (statements.length === 0 || options.plan === true) return
  const what = `make these tables in "${requirement.environment}" (${requirement.address})`
  const consent = await consentTo(context, { what, requirement }, options)
  if (consent === undefined) return
  await ensureSyncTables(workspace, file, { ...context.work(options), ...consent })
  context.progress.clear()
  await context.stdout.line('✓ Made')
}

async function showStatements(
  { stdout }: CommandContext,
  statements: readonly string[],
): Promise<void> {
  for (const statement of statements)
    for (const line of `${statement};`.split('\n')) await stdout.line(visible(line))
  if (statements.length === 0) await stdout.line('✓ Nothing is missing')
}
