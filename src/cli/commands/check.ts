import type { Command } from 'commander'
import { checkDefinitions, findDefinitions } from '../../core/index'
import type { CommandContext, CommonOptions } from '../context'
import { exitCodes } from '../exitCodes'
import { problemLine } from '../failure'
import { countOf } from '../report/layout'
import { fromCurrentFolder } from '../workspaceFolder'
import { addFormatOption, addWorkspaceOptions, type FormatOptions } from './options'

/** `drydock check`: reads drydock.jsonc and definitions and reports every problem. Opens no connection. */
export function addCheck(program: Command, context: CommandContext): void {
  const command = program
    .command('check [definitions...]')
    .description('check drydock.jsonc and definitions (default: all); opens no connection')
  addFormatOption(addWorkspaceOptions(command), ['text', 'json']).action(
    (definitions: readonly string[], options: CommonOptions & FormatOptions) =>
      runCheck(context, definitions, options),
  )
}

async function runCheck(
  context: CommandContext,
  definitions: readonly string[],
  options: CommonOptions & FormatOptions,
): Promise<void> {
  const workspace = await context.open(options)
  const named = definitions.map(fromCurrentFolder)
  const paths = named.length > 0 ? named : await findDefinitions(workspace)
  const problems = await checkDefinitions(workspace, paths)
  if (problems.length > 0) context.exitCode = exitCodes.wrongUsage
  if (options.format === 'json') {
    const status = problems.length > 0 ? 'wrong' : 'correct'
    return context.stdout.line(JSON.stringify({ status, definitions: paths.length, problems }))
  }
  for (const problem of problems)
    await context.stderr.line(`✗ ${problemLine(problem, context.folder)}`)
  if (problems.length > 0) return
  const checked = countOf(paths.length, 'definition', 'definitions')
  await context.stdout.line(`✓ drydock.jsonc and ${checked} checked, no problems found`)
}
