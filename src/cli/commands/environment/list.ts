import type { Command } from 'commander'
import { listAllEnvironments } from '../../../core/index'
import type { CommandContext, CommonOptions } from '../../context'
import { environmentsTable } from '../../report/environmentsTable'
import { visible } from '../../report/visible'
import { addFormatOption, addWorkspaceOptions, type FormatOptions } from '../options'

interface ListOptions extends CommonOptions, FormatOptions {
  readonly all?: boolean
}

/** `drydock environment list`: the environments and their databases; production is left out. */
export function addList(program: Command, context: CommandContext): void {
  const command = program
    .command('list')
    .description('list the environments with their databases, sizes and branches')
    .option('--all', 'production, too')
  addFormatOption(addWorkspaceOptions(command), ['text', 'json']).action((options: ListOptions) =>
    showList(context, options),
  )
}

async function showList(context: CommandContext, options: ListOptions): Promise<void> {
  const workspace = await context.open(options)
  const all = await listAllEnvironments(workspace, context.work(options))
  const shown = all.filter(({ production }) => options.all === true || !production)
  context.progress.clear()
  if (options.format === 'json') return context.stdout.line(JSON.stringify({ environments: shown }))
  for (const line of environmentsTable(shown, new Date())) await context.stdout.line(line)
  if (options.quiet === true) return
  for (const { name, problem } of shown)
    if (problem !== undefined) await context.stderr.line(visible(`! ${name}: ${problem}`))
}
