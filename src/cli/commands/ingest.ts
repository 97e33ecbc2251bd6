import type { Command } from 'commander'
import {
  ingestPipeline,
  planIngest,
  UsageError,
  type PlannedIngest,
  type Workspace,
} from '../../core/index'
import { applyPlannedIngest } from '../applyPlannedIngest'
import type { ConsentOptions } from '../consent'
import type { CommandContext, CommonOptions } from '../context'
import { exitCodes } from '../exitCodes'
import { planJson } from '../report/json'
import { ingestSummary } from '../report/pipelineReport'
import { fromCurrentFolder } from '../workspaceFolder'
import {
  addChoiceOptions,
  addConsentOptions,
  addExamplesOption,
  addFormatOption,
  addWorkspaceOptions,
  listed,
  wholeNumber,
  type FormatOptions,
} from './options'
import { pipelineConsent } from './pipelineConsent'
import { showPlan } from './plan'
import { reportSources, tellFailed } from './reportSources'

interface IngestOptions extends CommonOptions, ConsentOptions, FormatOptions {
  readonly plan?: boolean
  readonly out?: string
  readonly source?: readonly string[]
  readonly limit?: number
  readonly full?: boolean
  readonly acceptVanished?: boolean
  readonly replay?: string
}

/** `drydock ingest`: reads the sources of a pipeline and puts what is new into bronze. */
export function addIngest(program: Command, context: CommandContext): void {
  const command = program
    .command('ingest <pipeline>')
    .description('read the sources of a pipeline and put what is new or has changed into bronze')
    .option('--plan', 'only write plans and show them; drydock apply carries them out')
    .option(
      '--out <plan>',
      'where to write the plan (default: .drydock/plans); of several sources, with the name of each',
    )
    .option('--source <name>', 'only this source; once for each (default: all)', listed)
    .option(
      '--limit <records>',
      'read no more records of each source (default: MAX_RECORDS, else all)',
      wholeNumber,
    )
    .option('--full', 'read sources whole, not only what has changed since the last run')
    .option('--replay <run>', 'read what a run could not use, instead of the sources')
    .option('--accept-vanished', 'mark records as gone however many the source no longer has')
  addChoiceOptions(addConsentOptions(addWorkspaceOptions(command)))
  addExamplesOption(addFormatOption(command, ['text', 'json', 'ndjson'])).action(
    (pipeline: string, options: IngestOptions) => runIngest(context, pipeline, options),
  )
}

async function runIngest(
  context: CommandContext,
  pipeline: string,
  options: IngestOptions,
): Promise<void> {
  const workspace = await context.open(options)
  const file = fromCurrentFolder(pipeline)
  // Whoever is asked is shown first what is asked about.
  const isReviewed = options.yes !== true && context.interactive && options.format === 'text'
  if (options.plan === true || isReviewed) return runReviewed(context, workspace, file, options)
  if (options.out !== undefined) throw new UsageError('"--out" is where "--plan" writes to')
  const consent = await pipelineConsent(context, workspace, file, 'ingest', options)
  if (consent === undefined) return
  const result = await ingestPipeline(workspace, file, {
    ...readingOptions(context, options),
    ...consent,
  })
  context.progress.clear()
  await reportSources(context, 'ingest', result, ingestSummary, options)
}

function readingOptions(context: CommandContext, options: IngestOptions) {
  const { source: sources, limit, full, acceptVanished, replay } = options
  return { ...context.work(options), sources, limit, full, acceptVanished, replay }
}

/** Plans and, unless that was all that was wanted, applies what its user agrees to. */
async function runReviewed(
  context: CommandContext,
  workspace: Workspace,
  file: string,
  options: IngestOptions,
): Promise<void> {
  const planned = await planIngest(workspace, file, {
    ...readingOptions(context, options),
    out: options.out,
  })
  context.progress.clear()
  if (options.plan === true) await showPlans(context, planned, options)
  else await applyPlannedIngest(context, workspace, planned, options)
  if (planned.failed.length > 0) context.exitCode = exitCodes.failed
  await tellFailed(context, planned.failed)
}

async function showPlans(
  context: CommandContext,
  { plans, failed }: PlannedIngest,
  options: IngestOptions,
): Promise<void> {
  if (options.format !== 'json') {
    for (const saved of plans) await showPlan(context, saved, options)
    return
  }
  const sources = plans.map((saved) => ({ ...planJson(saved), source: saved.source }))
  const status = failed.length > 0 ? 'failed' : 'planned'
  const left = failed.map(({ source, error }) => ({ source, error: error.message }))
  await context.stdout.line(JSON.stringify({ kind: 'ingest', status, sources, failed: left }))
}
