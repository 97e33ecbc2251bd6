/** Confirm, apply, report: the last three moves of everything that writes. */
import * as vscode from 'vscode'
import { executeCommand } from '../../views/typedCommands'
import type { ApplyResult, SavedPlan } from '../../core/index'
import { refreshPlanPanels } from '../../views/plan/panel'
import { describeCounts } from '../../views/runs/describeRun'
import type { CommandContext } from '../context'
import { withCoreProgress } from '../progress'
import { confirmApply } from './confirmApply'
import { folderOfPlan } from './folderOfPlan'
import { describeResult } from './texts'

/** Undefined when the user declined or the target is locked; throws what the core throws. */
export async function applyReviewed(
  context: CommandContext,
  saved: SavedPlan,
): Promise<ApplyResult | undefined> {
  const place = { folder: folderOfPlan(context, saved), path: saved.path }
  const requirement = await context.core.request('applyRequirement', place)
  const confirmation = await confirmApply(requirement, saved.plan)
  if (confirmation === undefined) return undefined
  try {
    const result = await withCoreProgress(`Applying ${saved.plan.title}`, (options) =>
      context.core.request('applyPlanFile', { ...place, ...confirmation }, options),
    )
    showInViews(context, saved, result)
    void report(place.folder, result)
    return result
  } finally {
    // A run that failed or was cancelled is in the ledger, too.
    context.runs.reload()
    context.runDocuments.refresh()
    refreshPlanPanels()
  }
}

function showInViews({ results }: CommandContext, { plan }: SavedPlan, { run }: ApplyResult): void {
  if (plan.undoes === undefined) results.markApplied(plan, describeCounts(run.counts))
  else results.clear(`Run ${plan.undoes} was undone. A new dry run shows what differs.`)
}

async function report(folder: string, result: ApplyResult): Promise<void> {
  const text = describeResult(result)
  const { counts, status } = result.run
  const fine = status === 'completed' && counts.failed === 0 && counts.drifted === 0
  const show = fine ? vscode.window.showInformationMessage : vscode.window.showWarningMessage
  const choice = await show(text, 'Open Run Log')
  if (choice !== undefined) await executeCommand('drydock.openRunLog', { folder, run: result.run })
}
