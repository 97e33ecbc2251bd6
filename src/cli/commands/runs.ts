import { Option, type Command } from 'commander'
import { listRuns, type RunList } from '../../core/index'
import type { CommandContext, CommonOptions } from '../context'
import { exitCodes } from '../exitCodes'
import { runsTable } from '../report/runsTable'
import { visible } from '../report/visible'
import {
  addEnvironmentOption,
  addFormatOption,
  addWorkspaceOptions,
  wholeNumber,
  type FormatOptions,
} from './options'

interface RunsCommandOptions extends CommonOptions, FormatOptions {
  readonly environment?: string
  readonly limit: number
}

/** `drydock runs`: the runs of every ledger that can be reached, newest first. */
export function addRuns(program: Command, context: CommandContext): void {
  const command = program.command('runs').description('list the runs, newest first')
  addEnvironmentOption(addFormatOption(addWorkspaceOptions(command), ['text', 'json']))
    .addOption(
      new Option('--limit <count>', 'how many runs at most').default(20).argParser(wholeNumber),
    )
    .action((options: RunsCommandOptions) => showRuns(context, options))
}

async function showRuns(context: CommandContext, options: RunsCommandOptions): Promise<void> {
  const workspace = await context.open(options)
  const { environment, limit, format } = options
  const list = await listRuns(workspace, { environment, limit })
  if (format === 'json') await context.stdout.line(JSON.stringify(list))
  else for (const line of runsTable(list.runs)) await context.stdout.line(line)
  await showUnreachable(context, list, options)
}

async function showUnreachable(
  context: CommandContext,
  { runs, unreachable }: RunList,
  { quiet }: RunsCommandOptions,
): Promise<void> {
  const nothingSeen = runs.length === 0 && unreachable.length > 0
  if (nothingSeen) context.exitCode = exitCodes.failed
  if (quiet === true && !nothingSeen) return
  for (const { environment, message } of unreachable)
    await context.stderr.line(`${nothingSeen ? '✗' : '!'} ${environment}: ${visible(message)}`)
}
