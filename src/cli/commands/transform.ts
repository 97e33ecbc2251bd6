import type { Command } from 'commander'
import {
  planTransformFile,
  transformPipeline,
  UsageError,
  type Transformed,
} from '../../core/index'
import { applySavedPlan } from '../applySavedPlan'
import type { ConsentOptions } from '../consent'
import type { CommandContext, CommonOptions } from '../context'
import { exitCodes } from '../exitCodes'
import {
  hazardLines,
  inWordsWanted,
  pipelineSummary,
  transformSummary,
} from '../report/pipelineReport'
import { fromCurrentFolder } from '../workspaceFolder'
import {
  addChoiceOptions,
  addConsentOptions,
  addExamplesOption,
  addFormatOption,
  addWorkspaceOptions,
  type FormatOptions,
} from './options'
import { pipelineConsent } from './pipelineConsent'
import { showPlan } from './plan'

interface TransformOptions extends CommonOptions, ConsentOptions, FormatOptions {
  readonly full?: boolean
  readonly plan?: boolean
  readonly out?: string
  readonly acceptVanished?: boolean
}

/** `drydock transform`: merges the bronze records of a pipeline into its silver table. */
export function addTransform(program: Command, context: CommandContext): void {
  const command = program
    .command('transform <pipeline>')
    .description('merge the bronze records of a pipeline into its silver table')
    .option('--plan', 'only write a plan and show it; drydock apply carries it out')
    .option('--out <plan>', 'where to write the plan (default: .drydock/plans)')
    .option('--full', 'look at all entities, not only at those with new records')
    .option('--accept-vanished', 'let entities go however many they are')
  addChoiceOptions(addConsentOptions(addWorkspaceOptions(command)))
  addExamplesOption(addFormatOption(command, ['text', 'json', 'ndjson'])).action(
    (pipeline: string, options: TransformOptions) => runTransform(context, pipeline, options),
  )
}

async function runTransform(
  context: CommandContext,
  pipeline: string,
  options: TransformOptions,
): Promise<void> {
  const workspace = await context.open(options)
  const file = fromCurrentFolder(pipeline)
  // Whoever is asked is shown first what is asked about.
  const isReviewed = options.yes !== true && context.interactive
  if (options.plan === true || isReviewed) {
    const saved = await planTransformFile(workspace, file, {
      ...context.work(options),
      full: options.full,
      out: options.out,
    })
    context.progress.clear()
    if (options.plan === true) return showPlan(context, saved, options)
    return applySavedPlan(context, workspace, { path: saved.path, plannedNow: true }, options)
  }
  if (options.out !== undefined) throw new UsageError('"--out" is where "--plan" writes to')
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
  const { stdout, stderr } = context
  const { run, table, counts, full, hazards } = result
  if (counts.rejected > 0) context.exitCode = exitCodes.rowsLeft
  if (format !== 'text')
    return stdout.line(
      JSON.stringify({
        ...{ runId: run.id, kind: 'transform', status: run.status, table },
        full: full ?? null,
        summary: counts,
        hazards,
      }),
    )
  for (const line of hazardLines(hazards)) await stderr.line(line)
  for (const line of pipelineSummary(transformSummary(result), { words: inWordsWanted() }))
    await stdout.line(line)
}
