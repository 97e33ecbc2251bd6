import { dirname, join } from 'node:path'
import type { Command } from 'commander'
import {
  openPlanFile,
  planDefinition,
  UsageError,
  type SavedPlan,
  type StrategyName,
} from '../../core/index'
import type { CommandContext, CommonOptions } from '../context'
import { changeJson, findingJson, planJson } from '../report/json'
import { dryRunReport } from '../report/planReport'
import { fromCurrentFolder } from '../workspaceFolder'
import {
  addChoiceOptions,
  addExamplesOption,
  addFormatOption,
  addStrategyOption,
  addSyncOptions,
  addWorkspaceOptions,
  type FormatOptions,
  type SyncOptions,
} from './options'
import { displayPath } from './planPath'

interface PlanCommandOptions extends CommonOptions, FormatOptions, SyncOptions {
  readonly out?: string
  readonly strategy?: StrategyName
  readonly findings?: boolean
}

/** `drydock plan`: reads both ends, writes a plan file and shows it. Changes nothing else. */
export function addPlan(program: Command, context: CommandContext): void {
  const command = program
    .command('plan <definition>')
    .description('compare both ends and show what would be changed; changes nothing')
    .option('--out <plan>', 'where to write the plan (default: .drydock/plans)')
    .option('--findings', 'with ndjson: after the changes, what else was found, one a line')
  addSyncOptions(addStrategyOption(addChoiceOptions(command)))
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
  if (options.findings === true && options.format !== 'ndjson')
    throw new UsageError('"--findings" are lines of "--format ndjson"')
  const workspace = await context.open(options)
  const saved = await planDefinition(workspace, fromCurrentFolder(definition), {
    ...context.work(options),
    out: options.out,
    strategy: options.strategy,
    mode: options.mode,
    acceptVanished: options.acceptVanished,
  })
  context.progress.clear()
  await showPlan(context, saved, options)
}

/** How a plan is shown. */
type ShownOptions = FormatOptions & Pick<PlanCommandOptions, 'findings'>

/** Writes a plan, and that of the other direction, to standard output in the format that was asked for. */
export async function showPlan(
  context: CommandContext,
  saved: SavedPlan,
  options: ShownOptions,
): Promise<void> {
  const { stdout } = context
  const { plan } = saved
  if (options.format === 'json') return stdout.line(JSON.stringify(planJson(saved)))
  await showPlanFile(context, saved.path, options)
  if (plan.companion !== undefined)
    await showPlanFile(context, join(dirname(saved.path), plan.companion.file), options)
  if (options.format === 'text') await showNext(context, saved)
}

async function showPlanFile(
  { stdout }: CommandContext,
  path: string,
  { format, examples, findings }: ShownOptions,
): Promise<void> {
  const file = await openPlanFile(path)
  try {
    if (format === 'ndjson') {
      let ordinal = 0
      for await (const change of file.changes())
        await stdout.line(changeJson(change, ordinal++, file.plan.goesBack))
      if (findings !== true) return
      for await (const finding of file.findings()) await stdout.line(findingJson(finding))
    } else for await (const line of dryRunReport(file, { examples })) await stdout.line(line)
  } finally {
    await file.close()
  }
}

async function showNext(
  { stdout }: CommandContext,
  { path: absolute, plan }: SavedPlan,
): Promise<void> {
  const path = displayPath(absolute)
  await stdout.line(`Plan: ${path}`)
  if (plan.undecided > 0)
    await stdout.line(
      `Decide it in the Plan panel, or with: drydock decide ${path} --all source|target`,
    )
  else if (plan.changes > 0 || plan.companion !== undefined || plan.kind === 'ingest')
    await stdout.line(`Apply it with: drydock apply ${path}`)
}
