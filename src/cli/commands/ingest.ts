import type { Command } from 'commander'
import { ingestPipeline, type IngestResult } from '../../core/index'
import type { ConsentOptions } from '../consent'
import type { CommandContext, CommonOptions } from '../context'
import { exitCodes } from '../exitCodes'
import { describeFailure } from '../failure'
import {
  hazardLines,
  ingestSummary,
  inWordsWanted,
  pipelineSummary,
} from '../report/pipelineReport'
import { fromCurrentFolder } from '../workspaceFolder'
import {
  addChoiceOptions,
  addConsentOptions,
  addFormatOption,
  addWorkspaceOptions,
  wholeNumber,
  type FormatOptions,
} from './options'
import { pipelineConsent } from './pipelineConsent'

interface IngestOptions extends CommonOptions, ConsentOptions, Pick<FormatOptions, 'format'> {
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
    .option(
      '--source <name>',
      'only this source; once for each (default: all)',
      (name: string, names: readonly string[] = []) => [...names, name],
    )
    .option(
      '--limit <records>',
      'read no more records of each source (default: MAX_RECORDS, else all)',
      wholeNumber,
    )
    .option('--full', 'read sources whole, not only what has changed since the last run')
    .option('--replay <run>', 'read what a run could not use, instead of the sources')
    .option('--accept-vanished', 'mark records as gone however many the source no longer has')
  addFormatOption(addChoiceOptions(addConsentOptions(addWorkspaceOptions(command))), [
    'text',
    'json',
  ]).action((pipeline: string, options: IngestOptions) => runIngest(context, pipeline, options))
}

async function runIngest(
  context: CommandContext,
  pipeline: string,
  options: IngestOptions,
): Promise<void> {
  const workspace = await context.open(options)
  const file = fromCurrentFolder(pipeline)
  const consent = await pipelineConsent(context, workspace, file, 'ingest', options)
  if (consent === undefined) return
  const result = await ingestPipeline(workspace, file, {
    ...context.work(options),
    ...consent,
    sources: options.source,
    limit: options.limit,
    full: options.full,
    acceptVanished: options.acceptVanished,
    replay: options.replay,
  })
  context.progress.clear()
  await report(context, result, options)
}

async function report(
  context: CommandContext,
  { sources, failed, hazards }: IngestResult,
  { format }: IngestOptions,
): Promise<void> {
  const { stdout, stderr } = context
  if (sources.some(({ counts }) => counts.quarantined > 0)) context.exitCode = exitCodes.rowsLeft
  if (failed.length > 0) context.exitCode = exitCodes.failed
  if (format === 'json')
    await stdout.line(
      JSON.stringify({
        kind: 'ingest',
        status: failed.length > 0 ? 'failed' : 'completed',
        sources: sources.map(({ source, run, counts }) => ({
          source,
          runId: run.id,
          status: run.status,
          summary: counts,
        })),
        failed: failed.map(({ source, error }) => ({ source, error: error.message })),
        hazards,
      }),
    )
  else {
    for (const line of hazardLines(hazards)) await stderr.line(line)
    for (const source of sources)
      for (const line of pipelineSummary(ingestSummary(source), { words: inWordsWanted() }))
        await stdout.line(line)
  }
  for (const { source, error } of failed)
    for (const line of describeFailure(error, context.folder))
      await stderr.line(line.startsWith('✗') ? line.replace('✗', `✗ ${source}:`) : line)
}
