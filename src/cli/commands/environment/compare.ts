import type { Command } from 'commander'
import { compareEnvironments } from '../../../core/index'
import type { CommandContext, CommonOptions } from '../../context'
import { comparisonLines } from '../../report/comparison'
import { addFormatOption, addWorkspaceOptions, type FormatOptions } from '../options'

interface CompareOptions extends CommonOptions, FormatOptions {
  readonly definitions?: boolean
}

/** `drydock environment compare`: what has drifted apart in the structure of two environments. */
export function addCompare(program: Command, context: CommandContext): void {
  const command = program
    .command('compare <first> <second>')
    .description('show how the structure of two environments differs, object by object')
    .option('--definitions', 'with the lines that differ')
  addFormatOption(addWorkspaceOptions(command), ['text', 'json']).action(
    (first: string, second: string, options: CompareOptions) =>
      runCompare(context, first, second, options),
  )
}

async function runCompare(
  context: CommandContext,
  first: string,
  second: string,
  options: CompareOptions,
): Promise<void> {
  const workspace = await context.open(options)
  const compared = await compareEnvironments(workspace, first, second, context.work(options))
  context.progress.clear()
  if (options.format === 'json') return context.stdout.line(JSON.stringify(compared))
  for (const line of comparisonLines(compared, { definitions: options.definitions === true }))
    await context.stdout.line(line)
}
