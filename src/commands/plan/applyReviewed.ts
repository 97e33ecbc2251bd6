/** Confirm, apply, report: the last three moves of everything that writes. */
import * as vscode from 'vscode'
import { executeCommand } from '../../views/typedCommands'
import type { RunReference } from '../../contributions'
import type { ApplyResult, Change, SavedPlan } from '../../core/index'
import { beginningOf } from '../../views/runs/nodes'
import type { CommandContext } from '../context'
import { alsoHeardBy } from '../describeProgress'
import { withCoreProgress } from '../progress'
import { confirmApply } from './confirmApply'
import type { Confirmation } from './confirmApply'
import { folderOfPlan } from './folderOfPlan'
import { describeResult, wentAsPlanned } from './texts'

/** Undefined when the user declined or the target is locked; throws what the core throws. */
export async function applyReviewed(
  context: CommandContext,
  saved: SavedPlan,
): Promise<ApplyResult | undefined> {
  const place = { folder: folderOfPlan(context, saved), path: saved.path }
  const requirement = await context.core.request('applyRequirement', place)
  const confirmation = await confirmApply(requirement, saved.plan, await readSteps(context, saved))
  if (confirmation === undefined) return undefined
  const result = await applyConfirmed(context, saved, confirmation)
  void report(place.folder, result)
  return result
}

/** Applies what was confirmed, and lets the views show it. */
export async function applyConfirmed(
  context: CommandContext,
  saved: SavedPlan,
  confirmation: NonNullable<Confirmation>,
): Promise<ApplyResult> {
  const place = { folder: folderOfPlan(context, saved), path: saved.path }
  const running = context.runs.begin(place.folder, beginningOf(saved.plan))
  try {
    const params = { ...place, ...confirmation }
    const result = await withCoreProgress(`Applying ${saved.plan.title}`, (options) =>
      context.core.request('applyPlanFile', params, alsoHeardBy(options, running.report)),
    )
    showInViews(context, saved, { folder: place.folder, run: result.run })
    return result
  } finally {
    // A run that failed or was cancelled is in the ledger, too.
    running.end()
    context.runDocuments.refresh()
    context.plans.refresh()
    if (saved.plan.steps === true) void context.environmentsChanged(place.folder)
    refreshQuality(context, place.folder, saved)
  }
}

/** Rows of a silver table were changed by its pipeline, or taken back. */
function refreshQuality({ quality }: CommandContext, folder: string, { plan }: SavedPlan): void {
  const path = plan.definition?.path ?? ''
  if (plan.kind === 'undo') quality.refreshKnown()
  else if (plan.kind === 'transform') quality.refresh({ folder, path })
}

const mostNamed = 20

/** The databases that come or go are named in the question. */
export async function readSteps(
  { core }: CommandContext,
  { path, plan }: SavedPlan,
): Promise<readonly Change[]> {
  if (plan.steps !== true) return []
  const { items } = await core.request('readChanges', { path, offset: 0, limit: mostNamed })
  return items.map(({ change }) => change)
}

/** Mapping Results shows rows. */
function showInViews({ results }: CommandContext, { plan }: SavedPlan, of: RunReference): void {
  if (plan.steps === true) return
  if (plan.undoes === undefined) results.markApplied(plan, of)
  else results.clear(`Run ${plan.undoes} was undone. A new dry run shows what differs.`)
}

async function report(folder: string, result: ApplyResult): Promise<void> {
  const text = describeResult(result)
  const show = wentAsPlanned(result)
    ? vscode.window.showInformationMessage
    : vscode.window.showWarningMessage
  const choice = await show(text, 'Open Run Log')
  if (choice !== undefined) await executeCommand('drydock.openRunLog', { folder, run: result.run })
}
