import type { Command } from 'commander'
import { currentEnvironment } from '../../../core/index'
import type { CommandContext, CommonOptions } from '../../context'
import { visible } from '../../report/visible'
import {
  addChoiceOptions,
  addFormatOption,
  addWorkspaceOptions,
  type ChoiceOptions,
  type FormatOptions,
} from '../options'

interface CurrentOptions extends CommonOptions, ChoiceOptions, FormatOptions {
  readonly forWriting?: boolean
}

/** `drydock environment current`: what `current` means here and now. */
export function addCurrent(program: Command, context: CommandContext): void {
  const command = program
    .command('current')
    .description('print the current environment; standard error says why it is that')
    .option('--for-writing', 'fail where a write would have to guess')
  addChoiceOptions(addFormatOption(addWorkspaceOptions(command), ['text', 'json'])).action(
    (options: CurrentOptions) => showCurrent(context, options),
  )
}

async function showCurrent(context: CommandContext, options: CurrentOptions): Promise<void> {
  const workspace = await context.open(options)
  const access = options.forWriting === true ? 'write' : 'read'
  const current = await currentEnvironment(workspace, access, context.signal)
  if (options.format === 'json') return context.stdout.line(JSON.stringify(current))
  await context.stdout.line(visible(current.name))
  if (options.quiet !== true)
    await context.stderr.line(visible(`${current.name}: ${current.because}`))
}
