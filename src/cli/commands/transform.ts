import type { Command } from 'commander'
import { transformPipeline, type Transformed } from '../../core/index'
import type { ConsentOptions } from '../consent'
import type { CommandContext, CommonOptions } from '../context'
import { exitCodes } from '../exitCodes'
import { inWordsWanted, pipelineSummary, transformSummary } from '../report/pipelineReport'
import { fromCurrentFolder } from '../workspaceFolder'
import {
  addChoiceOptions,
  addConsentOptions,
  addFormatOption,
  addWorkspaceOptions,
  type FormatOptions,
} from './options'
import { pipelineConsent } from './pipelineConsent'

interface TransformOptions extends CommonOptions, ConsentOptions, Pick<FormatOptions, 'format'> {
  readonly full?: boolean
  readonly acceptVanished?: boolean
}

/** `drydock transform`: merges the bronze records of a pipeline into its silver table. */
export function addTransform(program: Command, context: CommandContext): void {
  const command = program
    .command('transform <pipeline>')
    .description('merge the bronze records of a pipeline into its silver table')
    .option('--full', 'look at all entities, not only at those with new records')
    .option('--accept-vanished', 'let entities go however many they are')
  addFormatOption(addChoiceOptions(addConsentOptions(addWorkspaceOptions(command))), [
    'text',
    'json',
  ]).action((pipeline: string, options: TransformOptions) =>
    runTransform(context, pipeline, options),
  )
}

async function runTransform(
  context: CommandContext,
  pipeline: string,
  options: TransformOptions,
): Promise<void> {
  const workspace = await context.open(options)
  const file = fromCurrentFolder(pipeline)
  const consent = await pipelineConsent(context, workspace, file, 'transform', options)
  if (consent === undefined) return
  const result = await transformPipeline(workspace, file, {
    ...context.work(options),
    ...consent,
    full: options.full,
    acceptVanished: options.acceptVanished,
  })
  context.progress.clear()
  await report(context, result, options)
}

async function report(
  context: CommandContext,
  result: Transformed,
  { format }: TransformOptions,
): Promise<void> {
  const { stdout } = context
  const { run, table, counts, full } = result
  if (counts.rejected > 0) context.exitCode = exitCodes.rowsLeft
  if (format === 'json')
    return stdout.line(
      JSON.stringify({
        ...{ runId: run.id, kind: 'transform', status: run.status, table },
        full: full ?? null,
        summary: counts,
      }),
    )
  for (const line of pipelineSummary(transformSummary(result), { words: inWordsWanted() }))
    await stdout.line(line)
}
