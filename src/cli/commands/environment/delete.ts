import type { Command } from 'commander'
import {
  applyPlanFile,
  applyRequirement,
  openPlanFile,
  planDeleteEnvironment,
  planRestoreEnvironment,
  readOutcomes,
  UsageError,
  type ApplyResult,
  type SavedPlan,
  type Workspace,
} from '../../../core/index'
import { applySavedPlan, type ApplyCommandOptions } from '../../applySavedPlan'
import { isYes, obtainConsent, terminalAsk, type Consent } from '../../consent'
import type { CommandContext } from '../../context'
import { exitCodeOfApply, exitCodes } from '../../exitCodes'
import { stepsDone, stepsReport } from '../../report/stepsReport'
import {
  addConsentOptions,
  addExamplesOption,
  addFormatOption,
  addWorkspaceOptions,
} from '../options'

export interface DeleteOptions extends ApplyCommandOptions {
  readonly purge?: boolean
  readonly dryRun?: boolean
}

/** `drydock environment delete`: shows every database, asks once, and goes on where one cannot be deleted. */
export function addDelete(program: Command, context: CommandContext): void {
  const command = program
    .command('delete <environments...>')
    .description('delete environments, by their whole names; shows every database and asks first')
    .option('--purge', 'for good, and what waits in the trash with it')
    .option('--dry-run', 'only show what would be deleted; changes nothing')
  addFormatOption(addWorkspaceOptions(addExamplesOption(addConsentOptions(command))), [
    'text',
    'json',
  ])
  command.action((names: readonly string[], options: DeleteOptions) =>
    runDelete(context, names, options),
  )
}

/** Plans, shows, asks once, deletes and reports. */
export async function runDelete(
  context: CommandContext,
  given: readonly string[],
  options: DeleteOptions,
): Promise<void> {
  const names = [...new Set(given)]
  const workspace = await context.open(options)
  const plans: SavedPlan[] = []
  // All are planned before anything is asked: a name that is wrong deletes nothing of the others.
  for (const environment of names) {
    const wish = { environment, purge: options.purge === true }
    plans.push(await planDeleteEnvironment(workspace, wish, context.work(options)))
  }
  context.progress.clear()
  const dryRun = options.dryRun === true
  if (options.format === 'text') await showAll(context, plans, dryRun)
  if (dryRun) return options.format === 'json' ? reportNested(context, plans) : undefined
  const consent = await consentToAll(context, workspace, plans, options)
  if (consent === undefined) {
    context.exitCode = exitCodes.failed
    return context.stderr.line('✗ not confirmed; nothing was deleted')
  }
  const results: ApplyResult[] = []
  for (const { path } of plans)
    results.push(await applyPlanFile(workspace, path, { ...context.work(options), ...consent }))
  context.progress.clear()
  context.exitCode = Math.max(...results.map(exitCodeOfApply))
  await reportAll(context, workspace, plans, results, options)
}

async function showAll(
  { stdout }: CommandContext,
  plans: readonly SavedPlan[],
  dryRun: boolean,
): Promise<void> {
  for (const { path } of plans) {
    const file = await openPlanFile(path)
    try {
      for await (const line of stepsReport(file, { dryRun })) await stdout.line(line)
    } finally {
      await file.close()
    }
  }
}

/** One question for all of them, and the name of each that is guarded. */
async function consentToAll(
  context: CommandContext,
  workspace: Workspace,
  plans: readonly SavedPlan[],
  options: DeleteOptions,
): Promise<Consent | undefined> {
  const requirements = await Promise.all(plans.map(({ path }) => applyRequirement(workspace, path)))
  const ask = context.interactive ? terminalAsk(context.signal) : undefined
  const databases = plans.reduce((sum, { plan }) => sum + plan.changes, 0)
  const agreed = options.yes === true || (await agrees(databases, ask))
  if (!agreed) return undefined
  const intents = plans.flatMap(({ plan }, index) => {
    const requirement = requirements[index]
    return requirement === undefined
      ? []
      : [{ what: `delete ${plan.changes} databases`, requirement }]
  })
  return obtainConsent(intents, { ...options, yes: true }, ask)
}

async function agrees(
  databases: number,
  ask: ((question: string) => Promise<string>) | undefined,
): Promise<boolean> {
  if (ask === undefined)
    throw new UsageError('there is no terminal to ask whether to delete; nothing was deleted', {
      mend: 'repeat the command with --yes',
    })
  const answer = await ask(
    `Delete ${databases === 1 ? 'this database' : 'these databases'}? (y/n): `,
  )
  return isYes(answer)
}

async function reportAll(
  context: CommandContext,
  workspace: Workspace,
  plans: readonly SavedPlan[],
  results: readonly ApplyResult[],
  { format }: DeleteOptions,
): Promise<void> {
  if (format === 'json') return reportNested(context, plans, results)
  for (const [index, result] of results.entries()) {
    const plan = plans[index]?.plan
    if (plan === undefined) continue
    const read = (outcome: 'applied' | 'drifted' | 'failed', limit: number) =>
      readOutcomes(workspace, result.run, { offset: 0, limit, outcome })
    for await (const line of stepsDone(plan, result, read)) await context.stdout.line(line)
  }
}

/** `{environment: {base: database}}`, of what was or would be deleted. */
async function reportNested(
  { stdout }: CommandContext,
  plans: readonly SavedPlan[],
  results: readonly ApplyResult[] = [],
): Promise<void> {
  const deleted: Record<string, Record<string, string>> = {}
  for (const { path, plan } of plans) {
    const file = await openPlanFile(path)
    const databases: Record<string, string> = {}
    for await (const { before } of file.changes())
      databases[before['base'] ?? ''] = before['fullName'] ?? ''
    await file.close()
    deleted[plan.target.environment] = databases
  }
  const runs = results.map(({ run: { id, status, counts } }) => ({ runId: id, status, ...counts }))
  await stdout.line(JSON.stringify({ deleted, runs }))
}

/** `drydock environment restore`: brings back what was deleted. */
export function addRestore(program: Command, context: CommandContext): void {
  const command = program
    .command('restore <environment>')
    .description('bring the databases of a deleted environment back from the trash; asks first')
    .option('--dry-run', 'only show what would be restored; changes nothing')
  addFormatOption(addWorkspaceOptions(addExamplesOption(addConsentOptions(command))), [
    'text',
    'json',
  ])
  command.action((environment: string, options: DeleteOptions) =>
    runRestore(context, environment, options),
  )
}

async function runRestore(
  context: CommandContext,
  environment: string,
  options: DeleteOptions,
): Promise<void> {
  const workspace = await context.open(options)
  const saved = await planRestoreEnvironment(workspace, environment, context.work(options))
  context.progress.clear()
  if (options.dryRun === true) return showAll(context, [saved], true)
  return applySavedPlan(context, workspace, { path: saved.path, plannedNow: true }, options)
}
