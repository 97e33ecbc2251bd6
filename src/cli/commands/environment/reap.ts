import type { Command } from 'commander'
import { findStaleEnvironments, type StaleEnvironments } from '../../../core/index'
import type { CommandContext } from '../../context'
import { table } from '../../report/table'
import { visible } from '../../report/visible'
import {
  addConsentOptions,
  addExamplesOption,
  addFormatOption,
  addWorkspaceOptions,
} from '../options'
import { runDelete, type DeleteOptions } from './delete'

interface ReapOptions extends DeleteOptions {
  readonly delete?: boolean
}

/** `drydock environment reap`: which environments nobody seems to need; deletes them where that is asked for. */
export function addReap(program: Command, context: CommandContext): void {
  const command = program
    .command('reap')
    .description('list environments whose branch is gone or whose time is up; deletes none of them')
    .option('--delete', 'delete them, after a question')
    .option('--purge', 'for good')
  addFormatOption(addWorkspaceOptions(addExamplesOption(addConsentOptions(command))), [
    'text',
    'json',
  ])
  command.action((options: ReapOptions) => runReap(context, options))
}

async function runReap(context: CommandContext, options: ReapOptions): Promise<void> {
  const workspace = await context.open(options)
  const found = await findStaleEnvironments(workspace, context.work(options))
  const names = found.stale.map(({ name }) => name)
  const deletes = options.delete === true && names.length > 0
  if (options.format === 'json' && !deletes) return context.stdout.line(JSON.stringify(found))
  if (options.format === 'text')
    for (const line of staleLines(found)) await context.stdout.line(line)
  if (found.problem !== undefined && options.quiet !== true)
    await context.stderr.line(`! ${visible(found.problem)}; only times were looked at`)
  if (deletes) await runDelete(context, names, options)
  else if (names.length > 0 && options.format === 'text')
    await context.stdout.line(
      'Nothing was deleted. Delete them with: drydock environment reap --delete',
    )
}

function staleLines({ stale }: StaleEnvironments): readonly string[] {
  if (stale.length === 0) return ['✓ No environment is stale']
  return table([
    ['ENVIRONMENT', 'DATABASES', 'WHY'],
    ...stale.map(({ name, databases, why }) => [name, String(databases.length), why].map(visible)),
  ])
}
