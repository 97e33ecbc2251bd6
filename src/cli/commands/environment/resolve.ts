import { Option, type Command } from 'commander'
import { currentEnvironment, dotenvLines, resolveNames } from '../../../core/index'
import type { CommandContext, CommonOptions } from '../../context'
import { visible } from '../../report/visible'
import { addChoiceOptions, addWorkspaceOptions, type ChoiceOptions } from '../options'

interface ResolveCommandOptions extends CommonOptions, ChoiceOptions {
  readonly format: 'text' | 'json' | 'dotenv'
}

/** `drydock environment resolve`: the full names of an environment's databases, for people and for their programs. */
export function addResolve(program: Command, context: CommandContext): void {
  const command = program
    .command('resolve [base]')
    .description(
      'print what the databases of the current environment are called; one of them by its base name',
    )
    .addOption(
      new Option('--format <format>', 'how results are written')
        .choices(['text', 'json', 'dotenv'])
        .default('text'),
    )
  addChoiceOptions(addWorkspaceOptions(command)).action(
    (base: string | undefined, options: ResolveCommandOptions) => showNames(context, base, options),
  )
}

async function showNames(
  context: CommandContext,
  base: string | undefined,
  options: ResolveCommandOptions,
): Promise<void> {
  const { stdout, signal } = context
  const workspace = await context.open(options)
  const { name } = await currentEnvironment(workspace, 'read', signal)
  const names = await resolveNames(workspace, name, { base, signal })
  if (options.format === 'json') return stdout.line(JSON.stringify(names))
  if (options.format === 'dotenv') {
    for (const line of dotenvLines(names)) await stdout.line(line)
    return
  }
  const [only, ...others] = Object.values(names.databases)
  if (base !== undefined && only !== undefined && others.length === 0)
    return stdout.line(visible(only))
  for (const [key, fullName] of Object.entries(names.databases))
    await stdout.line(visible(`${key} = ${fullName}`))
}
