/** Ingest and Enrich: read sources and put what is new into bronze, each source in a run of its own. */
import type * as vscode from 'vscode'
import type { SourcesReport } from '../../coreHost/protocol'
import type { CommandContext } from '../context'
import { askForDefinition, pipelineSort } from '../definitions/askForDefinition'
import type { DefinitionFile } from '../definitions/askForDefinition'
import { reportRuns } from './reportRuns'
import { runPipeline } from './runPipeline'
import { describeSources, type PipelineWork } from './texts'

const NOTE = 'Each source is a run of its own, which can be undone.'

export async function ingest(
  context: CommandContext,
  clicked?: vscode.Uri,
  source?: string,
): Promise<void> {
  const file = await askForDefinition(context, pipelineSort, 'Ingest', clicked)
  if (file === undefined) return
  const what = source ?? `all sources of ${file.path}`
  const work: PipelineWork = {
    kind: 'ingest',
    title: `Ingesting ${what}`,
    question: `Ingest ${what} into`,
    answer: 'Ingest',
    note: NOTE,
  }
  const only = source === undefined ? {} : { sources: [source] }
  const report = await runPipeline(context, file, work, (params, options) =>
    context.core.request('ingestPipeline', { ...params, ...only }, options),
  )
  if (report !== undefined) show(file, report)
}

export async function enrich(context: CommandContext, clicked?: vscode.Uri): Promise<void> {
  const file = await askForDefinition(context, pipelineSort, 'Enrich', clicked)
  if (file === undefined) return
  const work: PipelineWork = {
    kind: 'enrich',
    title: `Enriching ${file.path}`,
    question: `Ask for what records of ${file.path} lack, and keep it in`,
    answer: 'Enrich',
    note: NOTE,
  }
  const report = await runPipeline(context, file, work, (params, options) =>
    context.core.request('enrichPipeline', params, options),
  )
  if (report !== undefined) show(file, report)
}

function show({ folder }: DefinitionFile, report: SourcesReport): void {
  const { sources, failed } = report
  void reportRuns({
    text: describeSources(report),
    wentWell: failed.length === 0 && sources.every(({ records }) => records.errors === 0),
    runs: sources.map(({ run }) => ({ folder, run })),
  })
}
