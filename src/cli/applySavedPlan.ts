/** From a plan to a run: show, ask, apply, report. Applying and undoing both end with it. */
import { dirname, join } from 'node:path'
import {
  applyPlanFile,
  applyRequirement,
  openPlanFile,
  readOutcomes,
  type ApplyRequirement,
  type ApplyResult,
  type Plan,
  type PlanFile,
  type Workspace,
} from '../core/index'
import type { FormatOptions } from './commands/options'
import { obtainConsent, terminalAsk, type ConsentOptions, type Intent } from './consent'
import type { CommandContext, CommonOptions } from './context'
import { exitCodeOfApply, exitCodes } from './exitCodes'
import { applyReport, type ReadOutcomes } from './report/applyReport'
import { applyJson, nothingToApplyJson } from './report/json'
import { countOf } from './report/layout'
import { intentReport, planNoun } from './report/planReport'
import { visible } from './report/visible'

export interface ApplyCommandOptions extends CommonOptions, FormatOptions, ConsentOptions {
  readonly maxRate?: number
  readonly maxLag?: number
}

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
  const plans = await showIntents(context, path, { ...options, plannedNow })
  const [plan] = plans
  if (leavesRows(plans)) context.exitCode = exitCodes.rowsLeft
  if (plan === undefined || plans.every(isNothing)) return reportNothing(context, plan, options)
  const requirement = await applyRequirement(workspace, path)
  const ask = context.interactive ? terminalAsk(context.signal) : undefined
  const consent = await obtainConsent(intentsOf(plans, requirement), options, ask)
  if (consent === undefined) {
    context.exitCode = exitCodes.failed
    return context.stderr.line('✗ not confirmed; nothing was changed')
  }
  const { maxRate, maxLag } = options
  const result = await applyPlanFile(workspace, path, {
    ...context.work(options),
    ...consent,
    maxRate,
    maxLag,
  })
  context.progress.clear()
  const code = exitCodeOfApply(result)
  if (code !== exitCodes.done) context.exitCode = code
  await reportResults(context, workspace, plans, result, options)
}

/** An undo knows of some edited rows before it begins, and a sync of records that it cannot use. */
function leavesRows(plans: readonly Plan[]): boolean {
  return plans.some(({ kind, summary }) => {
    const left = kind === 'airtable' ? summary['failed'] : summary['edited']
    return Number(left ?? 0) > 0
  })
}

/**
 * Applying a plan of both directions records what both sides have in common, also where nothing differs, and that of an ingestion
 * what was read.
 */
function isNothing({ changes, commonState, kind }: Plan): boolean {
  return changes === 0 && commonState === undefined && kind !== 'ingest'
}

/** Shows the plan and, where it has one, the plan of the other direction. */
async function showIntents(
  context: CommandContext,
  path: string,
  options: FormatOptions & { readonly plannedNow: boolean },
): Promise<readonly Plan[]> {
  const plan = await showIntent(context, path, options)
  if (plan.companion === undefined) return [plan]
  const other = join(dirname(path), plan.companion.file)
  return [plan, await showIntent(context, other, { ...options, plannedNow: false })]
}

/** Shows one plan, as what is going to be done. */
export async function showIntent(
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

function intentsOf(
  [plan, other]: readonly Plan[],
  requirement: ApplyRequirement,
): readonly Intent[] {
  const intents = plan === undefined ? [] : [{ what: whatIsDone(plan), requirement }]
  if (other === undefined || requirement.companion === undefined) return intents
  return [...intents, { what: whatIsDone(other), requirement: requirement.companion }]
}

function whatIsDone(plan: Plan): string {
  const { one, many } = planNoun(plan)
  if (plan.kind === 'ingest') return whatIsIngested([plan])
  if (plan.steps === true) return whatBecomesOfDatabases(plan)
  const verb = plan.kind === 'undo' ? 'take back' : 'apply'
  const { environment, address } = plan.target
  const changes = countOf(plan.changes, 'change', 'changes')
  const rows = plan.changes === 1 ? one : many
  return `${verb} ${changes} to ${rows} in "${environment}" (${address})`
}

/** `ingest 3 records from "crm" and "hr" into "sandbox" (127.0.0.1:5432)`: the plans are of one pipeline. */
export function whatIsIngested(plans: readonly Plan[]): string {
  const changes = plans.reduce((sum, plan) => sum + plan.changes, 0)
  const sources = plans.map(({ pipeline }) => `"${pipeline?.sourceSystem ?? ''}"`).join(' and ')
  const [into = ''] = plans.map(({ target }) => `"${target.environment}" (${target.address})`)
  return `ingest ${countOf(changes, 'record', 'records')} from ${sources} into ${into}`
}

/** `make 3 databases for "test-x" on 127.0.0.1:5432`. */
function whatBecomesOfDatabases(plan: Plan): string {
  const verbs = {
    createEnvironment: 'make',
    restoreEnvironment: 'restore',
    undo: 'take back',
  } as const
  const verb = plan.kind in verbs ? verbs[plan.kind as keyof typeof verbs] : 'delete'
  const databases = countOf(plan.changes, 'database', 'databases')
  return `${verb} ${databases} of "${plan.target.environment}" on ${plan.target.address}`
}

async function reportNothing(
  { stdout }: CommandContext,
  plan: Plan | undefined,
  { format }: FormatOptions,
): Promise<void> {
  if (format === 'text' || plan === undefined) return stdout.line('✓ Nothing to update')
  return stdout.line(JSON.stringify(nothingToApplyJson(plan)))
}

/** Reports what became of a plan and, where it has one, of that of the other direction. */
export async function reportResults(
  context: CommandContext,
  workspace: Workspace,
  plans: readonly Plan[],
  result: ApplyResult,
  { format, examples }: FormatOptions,
): Promise<void> {
  const { stdout } = context
  if (format !== 'text') return stdout.line(JSON.stringify(applyJson(result)))
  for (const [index, one] of [result, result.companion].entries()) {
    const plan = plans[index]
    if (plan === undefined || one === undefined) continue
    const read = outcomeReader(context, workspace, one)
    for await (const line of applyReport(plan, one, read, { examples })) await stdout.line(line)
  }
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
