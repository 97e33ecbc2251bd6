import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { Option, type Command } from 'commander'
import {
  currentEnvironment,
  dotenvLines,
  resolveNames,
  rewriteSql,
  UsageError,
  type Workspace,
} from '../../../core/index'
import type { CommandContext, CommonOptions } from '../../context'
import { visible } from '../../report/visible'
import { addChoiceOptions, addWorkspaceOptions, type ChoiceOptions } from '../options'

interface ResolveCommandOptions extends CommonOptions, ChoiceOptions {
  readonly sql?: string
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
  command.option(
    '--sql <file>',
    'print the SQL of a file (- for standard input) with these names instead of base names',
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
  if (options.sql !== undefined) return showSql(context, workspace, name, options)
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

async function showSql(
  { stdout, stderr, signal }: CommandContext,
  workspace: Workspace,
  environment: string,
  { sql: file = '-', format, quiet }: ResolveCommandOptions,
): Promise<void> {
  const rewritten = await rewriteSql(workspace, environment, await readSql(file), signal)
  if (format === 'json') return stdout.line(JSON.stringify(rewritten))
  await stdout.raw(rewritten.sql)
  if (quiet === true) return
  for (const name of rewritten.mentioned)
    await stderr.line(visible(`! "${name}" stands in a text, and is left there as it is`))
}

async function readSql(file: string): Promise<string> {
  if (file === '-') return text(process.stdin)
  return readFile(file, 'utf8').catch((error: unknown) => {
    throw new UsageError(`cannot read "${file}"`, { cause: error })
  })
}
