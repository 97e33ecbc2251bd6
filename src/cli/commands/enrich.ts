import type { Command } from 'commander'
import { enrichPipeline } from '../../core/index'
import type { ConsentOptions } from '../consent'
import type { CommandContext, CommonOptions } from '../context'
import { enrichSummary } from '../report/pipelineReport'
import { fromCurrentFolder } from '../workspaceFolder'
import {
  addChoiceOptions,
  addConsentOptions,
  addFormatOption,
  addWorkspaceOptions,
  listed,
  wholeNumber,
  type FormatOptions,
} from './options'
import { pipelineConsent } from './pipelineConsent'
import { reportSources } from './reportSources'

interface EnrichOptions extends CommonOptions, ConsentOptions, Pick<FormatOptions, 'format'> {
  readonly source?: readonly string[]
  readonly limit?: number
}

/** `drydock enrich`: asks by id for what the records of a pipeline lack. */
export function addEnrich(program: Command, context: CommandContext): void {
  const command = program
    .command('enrich <pipeline>')
    .description('ask sources by id for what records lack, and put what they say into bronze')
    .option('--source <name>', 'only this enrichment; once for each (default: all)', listed)
    .option('--limit <records>', 'ask each for no more records (default: all)', wholeNumber)
  addFormatOption(addChoiceOptions(addConsentOptions(addWorkspaceOptions(command))), [
    'text',
    'json',
  ]).action((pipeline: string, options: EnrichOptions) => runEnrich(context, pipeline, options))
}

async function runEnrich(
  context: CommandContext,
  pipeline: string,
  options: EnrichOptions,
): Promise<void> {
  const workspace = await context.open(options)
  const file = fromCurrentFolder(pipeline)
  const consent = await pipelineConsent(context, workspace, file, 'enrich', options)
  if (consent === undefined) return
  const result = await enrichPipeline(workspace, file, {
    ...context.work(options),
    ...consent,
    sources: options.source,
    limit: options.limit,
  })
  context.progress.clear()
  await reportSources(context, 'enrich', result, enrichSummary, options)
}
