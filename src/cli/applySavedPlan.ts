/** From a plan to a run: show, ask, apply, report. Applying and undoing both end with it. */
import {
  applyPlanFile,
  applyRequirement,
  openPlanFile,
  readOutcomes,
  type ApplyResult,
  type Plan,
  type PlanFile,
  type Workspace,
} from '../core/index'
import type { FormatOptions } from './commands/options'
import { obtainConsent, terminalAsk, type ConsentOptions } from './consent'
import type { CommandContext, CommonOptions } from './context'
import { exitCodeOfApply, exitCodes } from './exitCodes'
import { applyReport, type ReadOutcomes } from './report/applyReport'
import { applyJson, nothingToApplyJson } from './report/json'
import { countOf } from './report/layout'
import { intentReport, planNoun } from './report/planReport'
import { visible } from './report/visible'

export interface ApplyCommandOptions extends CommonOptions, FormatOptions, ConsentOptions {}

export interface PlanToApply {
  readonly path: string
  /** Whether the ends were read just now. */
  readonly plannedNow: boolean
}

/** Shows a plan file, asks, applies it and reports. Sets the exit code. Writes nothing where nobody agrees. */
export async function applySavedPlan(
  context: CommandContext,
  workspace: Workspace,
  { path, plannedNow }: PlanToApply,
  options: ApplyCommandOptions,
): Promise<void> {
  const plan = await showIntent(context, path, { ...options, plannedNow })
  if (plan.changes === 0) return reportNothing(context, plan, options)
  const requirement = await applyRequirement(workspace, path)
  const ask = context.interactive ? terminalAsk(context.signal) : undefined
  const consent = await obtainConsent(whatIsDone(plan), requirement, options, ask)
  if (consent === undefined) {
    context.exitCode = exitCodes.failed
    return context.stderr.line('✗ not confirmed; nothing was changed')
  }
  const result = await applyPlanFile(workspace, path, { ...context.work(options), ...consent })
  context.progress.clear()
  context.exitCode = exitCodeOfApply(result)
  await reportResult(context, workspace, { plan, result }, options)
}

async function showIntent(
  { stdout }: CommandContext,
  path: string,
  options: FormatOptions & { readonly plannedNow: boolean },
): Promise<Plan> {
  const file: PlanFile = await openPlanFile(path)
  try {
    if (options.format === 'text')
      for await (const line of intentReport(file, options)) await stdout.line(line)
    return file.plan
  } finally {
    await file.close()
  }
}

function whatIsDone(plan: Plan): string {
  const { one, many } = planNoun(plan)
  const verb = plan.kind === 'undo' ? 'take back' : 'apply'
  const { environment, address } = plan.target
  const changes = countOf(plan.changes, 'change', 'changes')
  const rows = plan.changes === 1 ? one : many
  return `${verb} ${changes} to ${rows} in "${environment}" (${address})`
}

async function reportNothing(
  { stdout }: CommandContext,
  plan: Plan,
  { format }: FormatOptions,
): Promise<void> {
  if (format === 'text') return stdout.line('✓ Nothing to update')
  return stdout.line(JSON.stringify(nothingToApplyJson(plan)))
}

async function reportResult(
  context: CommandContext,
  workspace: Workspace,
  { plan, result }: { readonly plan: Plan; readonly result: ApplyResult },
  { format, examples }: FormatOptions,
): Promise<void> {
  const { stdout } = context
  if (format !== 'text') return stdout.line(JSON.stringify(applyJson(result)))
  const read = outcomeReader(context, workspace, result)
  for await (const line of applyReport(plan, result, read, { examples })) await stdout.line(line)
}

// The run is over and its counts are known: that its rows cannot be shown now must not make it look failed.
function outcomeReader(
  { stderr }: CommandContext,
  workspace: Workspace,
  { run }: ApplyResult,
): ReadOutcomes {
  return async (outcome, limit) => {
    try {
      return await readOutcomes(workspace, run, { offset: 0, limit, outcome })
    } catch (error) {
      const reason = error instanceof Error ? visible(error.message) : 'unknown error'
      await stderr.line(`! the rows of the run cannot be read: ${reason}`)
      return []
    }
  }
}
