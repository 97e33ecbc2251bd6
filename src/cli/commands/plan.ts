import type { Command } from 'commander'
import { openPlanFile, planDefinition, type SavedPlan, type StrategyName } from '../../core/index'
import type { CommandContext, CommonOptions } from '../context'
import { changeJson, planJson } from '../report/json'
import { dryRunReport } from '../report/planReport'
import { fromCurrentFolder } from '../workspaceFolder'
import {
  addExamplesOption,
  addFormatOption,
  addStrategyOption,
  addWorkspaceOptions,
  type FormatOptions,
} from './options'
import { displayPath } from './planPath'

interface PlanCommandOptions extends CommonOptions, FormatOptions {
  readonly out?: string
  readonly strategy?: StrategyName
}

/** `drydock plan`: reads both ends, writes a plan file and shows it. Changes nothing else. */
export function addPlan(program: Command, context: CommandContext): void {
  const command = program
    .command('plan <definition>')
    .description('compare both ends and show what would be changed; changes nothing')
    .option('--out <plan>', 'where to write the plan (default: .drydock/plans)')
  addStrategyOption(command)
  addExamplesOption(addFormatOption(addWorkspaceOptions(command), ['text', 'json', 'ndjson']))
  command.action((definition: string, options: PlanCommandOptions) =>
    runPlan(context, definition, options),
  )
}

async function runPlan(
  context: CommandContext,
  definition: string,
  options: PlanCommandOptions,
): Promise<void> {
  const workspace = await context.open(options)
  const saved = await planDefinition(workspace, fromCurrentFolder(definition), {
    ...context.work(options),
    out: options.out,
    strategy: options.strategy,
  })
  context.progress.clear()
  await showPlan(context, saved, options)
}

/** Writes a plan to standard output in the format that was asked for. */
export async function showPlan(
  context: CommandContext,
  saved: SavedPlan,
  { format, examples }: FormatOptions,
): Promise<void> {
  const { stdout } = context
  if (format === 'json') return stdout.line(JSON.stringify(planJson(saved)))
  const file = await openPlanFile(saved.path)
  try {
    if (format === 'ndjson') {
      for await (const change of file.changes()) await stdout.line(changeJson(change))
      return
    }
    for await (const line of dryRunReport(file, { examples })) await stdout.line(line)
  } finally {
    await file.close()
  }
  const path = displayPath(saved.path)
  await stdout.line(`Plan: ${path}`)
  if (saved.plan.changes > 0) await stdout.line(`Apply it with: drydock apply ${path}`)
}
