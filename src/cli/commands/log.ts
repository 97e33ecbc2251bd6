import type { Command } from 'commander'
import {
  findRun,
  readOutcomes,
  readRunLog,
  type Outcome,
  type RowOutcome,
  type Run,
  type Workspace,
} from '../../core/index'
import type { CommandContext, CommonOptions } from '../context'
import { outcomeJson, runJson } from '../report/json'
import { inWordsWanted } from '../report/pipelineReport'
import { runReport } from '../report/runReport'
import {
  addEnvironmentOption,
  addExamplesOption,
  addFormatOption,
  addWorkspaceOptions,
  type FormatOptions,
} from './options'

interface LogCommandOptions extends CommonOptions, FormatOptions {
  readonly environment?: string
}

/** `drydock log`: what a run did, with every row that it could not change. */
export function addLog(program: Command, context: CommandContext): void {
  const command = program
    .command('log <run>')
    .description('show a run: its log and every row that failed or drifted; ndjson: every row')
  addExamplesOption(addFormatOption(addWorkspaceOptions(command), ['text', 'json', 'ndjson']))
  addEnvironmentOption(command).action((run: string, options: LogCommandOptions) =>
    showLog(context, run, options),
  )
}

async function showLog(
  context: CommandContext,
  id: string,
  options: LogCommandOptions,
): Promise<void> {
  const { stdout } = context
  const workspace = await context.open(options)
  const run = await findRun(workspace, id, { environment: options.environment })
  if (options.format === 'ndjson') {
    for await (const row of allOutcomes(workspace, run)) await stdout.line(outcomeJson(row))
    return
  }
  const words = options.format === 'text' && inWordsWanted()
  const log = await readRunLog(workspace, run, { words })
  if (options.format === 'json') return stdout.line(JSON.stringify({ ...runJson(run), log }))
  const read = (outcome: Outcome) => allOutcomes(workspace, run, outcome)
  for await (const line of runReport({ run, log }, read, options)) await stdout.line(line)
}

const pageSize = 500

/** All outcomes, or all of one sort, a page at a time. */
async function* allOutcomes(
  workspace: Workspace,
  run: Run,
  outcome?: Outcome,
): AsyncIterable<RowOutcome> {
  const sort = outcome === undefined ? {} : { outcome }
  for (let offset = 0; ; offset += pageSize) {
    const page = await readOutcomes(workspace, run, { offset, limit: pageSize, ...sort })
    yield* page
    if (page.length < pageSize) return
  }
}
