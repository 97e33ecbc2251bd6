/** One scheduled run: a dry run, and an apply where the definition, its reader and the target's protection allow it. */
import * as vscode from 'vscode'
import { describeError } from '../../coreHost/coreError'
import type { ApplyRequirement, SavedPlan, ScheduledDefinition } from '../../core/index'
import { describePlan } from '../../views/results/describePlan'
import { describeCounts } from '../../views/runs/describeRun'
import { beginningOf } from '../../views/runs/nodes'
import { executeCommand } from '../../views/typedCommands'
import type { CommandContext } from '../context'
import { alsoHeardBy } from '../describeProgress'

export interface ScheduledRun {
  readonly folder: string
  readonly definition: ScheduledDefinition
  /** Whether its reader lets this window apply what the definition plans. */
  readonly mayApply: boolean
}

/** Says what it does in the log alone; only a failure is shown. Never throws. */
export async function runScheduled(context: CommandContext, run: ScheduledRun): Promise<void> {
  const { path } = run.definition
  const { log } = context
  log.info(`schedule of ${path}: it is due`)
  try {
    log.info(`schedule of ${path}: ${await carryOut(context, run)}`)
  } catch (error) {
    const reason = describeError(error)
    log.error(`schedule of ${path} failed: ${reason}`)
    void showFailure(`The schedule of ${path} failed: ${reason}`)
  }
}

async function carryOut(context: CommandContext, run: ScheduledRun): Promise<string> {
  const { folder, definition, mayApply } = run
  const place = { folder, path: definition.path }
  const saved = await context.core.request('planDefinition', place)
  showInResults(context, saved)
  const { plan } = saved
  if (plan.changes === 0 || !definition.schedule.apply) return describePlan(plan)
  if (!mayApply) return `${describePlan(plan)}; not applied, because nobody has allowed it`
  if (plan.undecided > 0) return `${describePlan(plan)}; not applied, because it has conflicts`
  const requirement = await context.core.request('applyRequirement', { folder, path: saved.path })
  if (!isOpen(requirement))
    return `${describePlan(plan)}; not applied, because "${requirement.environment}" is protected`
  return apply(context, folder, saved)
}

/** A plan that somebody is reviewing stays where it is. */
function showInResults({ results, log }: CommandContext, saved: SavedPlan): void {
  const shown = results.plan?.plan
  if (shown === undefined || shown.definition?.path === saved.plan.definition?.path)
    results.show(saved)
  else log.info(`the plan is in ${saved.path}; Mapping Results shows another one`)
}

function isOpen({ protection, companion }: ApplyRequirement): boolean {
  return protection === 'open' && (companion === undefined || isOpen(companion))
}

async function apply(context: CommandContext, folder: string, saved: SavedPlan): Promise<string> {
  const { path, plan } = saved
  const running = context.runs.begin(folder, beginningOf(plan))
  try {
    const options = alsoHeardBy({}, running.report)
    const { run } = await context.core.request('applyPlanFile', { folder, path }, options)
    context.results.markApplied(plan, { folder, run })
    const left = run.counts.drifted + run.counts.failed
    if (left > 0) void showFailure(`${run.title}: ${describeCounts(run.counts)}`)
    return `${run.title}: ${describeCounts(run.counts)}, run ${run.id}`
  } finally {
    running.end()
    context.runDocuments.refresh()
    context.plans.refresh()
  }
}

async function showFailure(message: string): Promise<void> {
  const choice = await vscode.window.showWarningMessage(message, 'Show Log', 'Pause Schedules')
  if (choice === 'Show Log') await executeCommand('drydock.showLog')
  if (choice === 'Pause Schedules') await executeCommand('drydock.pauseSchedules')
}
