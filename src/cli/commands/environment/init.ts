import type { Command } from 'commander'
import { createRegistry, examineRegistry, UsageError, type RegistryInit } from '../../../core/index'
import { isYes, terminalAsk } from '../../consent'
import type { CommandContext, CommonOptions } from '../../context'
import { exitCodes } from '../../exitCodes'
import { visible } from '../../report/visible'
import { addFormatOption, addWorkspaceOptions, type FormatOptions } from '../options'

interface InitOptions extends CommonOptions, FormatOptions {
  readonly yes?: boolean
  readonly dryRun?: boolean
}

/** `drydock environment init`: makes the registry where there is none. */
export function addInit(program: Command, context: CommandContext): void {
  const command = program
    .command('init')
    .description(
      'create the registry of databases where it is missing; what is there stays as it is',
    )
    .option('--yes', 'do not ask')
    .option('--dry-run', 'only show what would be created; changes nothing')
  addFormatOption(addWorkspaceOptions(command), ['text', 'json']).action((options: InitOptions) =>
    runInit(context, options),
  )
}

async function runInit(context: CommandContext, options: InitOptions): Promise<void> {
  const workspace = await context.open(options)
  const { stdout } = context
  const planned = await examineRegistry(workspace, context.work(options))
  if (options.format === 'text')
    for (const line of describe(planned)) await stdout.line(visible(line))
  const nothing = planned.created.length === 0 && planned.registered.length === 0
  if (!nothing && options.dryRun !== true) {
    if (!(await agrees(context, planned, options))) {
      context.exitCode = exitCodes.failed
      return context.stderr.line('✗ not confirmed; nothing was changed')
    }
    await createRegistry(workspace, context.work(options))
  }
  if (options.format === 'json') return stdout.line(JSON.stringify(planned))
  if (nothing) return stdout.line('✓ Nothing to create')
  return stdout.line(options.dryRun === true ? '✓ Dry run completed' : '✓ The registry is there')
}

function describe({ place, found, created, registered }: RegistryInit): readonly string[] {
  return [
    `Registry: ${place}`,
    ...found.map((part) => `  ${part}: is there`),
    ...created.map((part) => `  ${part}: to be created`),
    ...registered.map((base) => `  ${base}: to be registered`),
  ]
}

async function agrees(
  context: CommandContext,
  { place }: RegistryInit,
  { yes }: InitOptions,
): Promise<boolean> {
  if (yes === true) return true
  if (!context.interactive)
    throw new UsageError(
      'there is no terminal to ask whether to create the registry; nothing was changed',
      {
        mend: 'repeat the command with --yes',
      },
    )
  const answer = await terminalAsk(context.signal)(visible(`Create ${place}? [y/N] `))
  return isYes(answer)
}
