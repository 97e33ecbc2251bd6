/** Ingest: reads the sources of a pipeline, or one of them, and puts what is new into bronze. */
import type * as vscode from 'vscode'
import type { CommandContext } from '../context'
import { askForDefinition, pipelineSort } from '../definitions/askForDefinition'
import { reportRuns } from './reportRuns'
import { runPipeline } from './runPipeline'
import { describeIngest, type PipelineWork } from './texts'

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
    note: 'Each source is a run of its own, which can be undone.',
  }
  const sources = source === undefined ? undefined : [source]
  const report = await runPipeline(context, file, work, (params, options) =>
    context.core.request('ingestPipeline', { ...params, ...(sources && { sources }) }, options),
  )
  if (report === undefined) return
  void reportRuns({
    text: describeIngest(report),
    wentWell: report.failed.length === 0 && report.sources.every(({ records }) => !records.errors),
    runs: report.sources.map(({ run }) => ({ folder: file.folder, run })),
  })
}
