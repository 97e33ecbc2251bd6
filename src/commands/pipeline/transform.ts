/** Transform: merges the records of a pipeline's sources into its silver table, without a plan. */
import * as vscode from 'vscode'
import type { CommandContext } from '../context'
import { askForDefinition, pipelineSort } from '../definitions/askForDefinition'
import { reportRuns } from './reportRuns'
import { runPipeline } from './runPipeline'
import { describeTransform, type PipelineWork } from './texts'

export async function transform(context: CommandContext, clicked?: vscode.Uri): Promise<void> {
  const file = await askForDefinition(context, pipelineSort, 'Transform', clicked)
  if (file === undefined) return
  const work: PipelineWork = {
    kind: 'transform',
    title: `Transforming ${file.path}`,
    question: `Transform ${file.path} in`,
    answer: 'Transform',
    note: 'To look first at every row that would change, choose Dry Run Transform.',
  }
  const done = await runPipeline(context, file, work, (params, options) =>
    context.core.request('transformPipeline', params, options),
  )
  if (done === undefined) return
  context.quality.refresh(file)
  void reportRuns({
    text: describeTransform(done.table, done.records),
    wentWell: done.records.errors === 0,
    runs: [{ folder: file.folder, run: done.run }],
    reportOf: vscode.Uri.joinPath(vscode.Uri.file(file.folder), file.path),
  })
}
