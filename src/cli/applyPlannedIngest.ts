/** From the plans of an ingestion to its runs: all are shown, one question is asked, each is applied and reported. */
import {
  applyPlanFile,
  applyRequirement,
  type ApplyResult,
  type Plan,
  type PlannedIngest,
  type Workspace,
} from '../core/index'
import {
  reportResults,
  showIntent,
  whatIsIngested,
  type ApplyCommandOptions,
} from './applySavedPlan'
import { obtainConsent, terminalAsk } from './consent'
import type { CommandContext } from './context'
import { exitCodeOfApply, exitCodes } from './exitCodes'

/** Sets the exit code. Writes nothing where nobody agrees. */
export async function applyPlannedIngest(
  context: CommandContext,
  workspace: Workspace,
  { plans }: PlannedIngest,
  options: ApplyCommandOptions,
): Promise<void> {
  const shown: Plan[] = []
  for (const { path } of plans)
    shown.push(await showIntent(context, path, { ...options, plannedNow: shown.length === 0 }))
  const [first] = plans
  if (first === undefined) return
  const requirement = await applyRequirement(workspace, first.path)
  const ask = context.interactive ? terminalAsk(context.signal) : undefined
  const intent = { what: whatIsIngested(shown), requirement }
  const consent = await obtainConsent([intent], options, ask)
  if (consent === undefined) {
    context.exitCode = exitCodes.failed
    return context.stderr.line('✗ not confirmed; nothing was changed')
  }
  const codes: number[] = []
  for (const { path, plan } of plans) {
    const result: ApplyResult = await applyPlanFile(workspace, path, {
      ...context.work(options),
      ...consent,
    })
    context.progress.clear()
    codes.push(exitCodeOfApply(result))
    await reportResults(context, workspace, [plan], result, options)
  }
  context.exitCode = Math.max(...codes)
}
