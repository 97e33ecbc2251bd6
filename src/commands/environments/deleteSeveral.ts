/** Deletes several environments by one question, and by the name of each that is guarded. Each has its plan and its run. */
import * as vscode from 'vscode'
import type { ApplyResult, SavedPlan } from '../../core/index'
import { describeError, isCancellation } from '../../coreHost/coreError'
import type { CommandContext } from '../context'
import { applyConfirmed, readSteps } from '../plan/applyReviewed'
import { confirmEnd } from '../plan/confirmApply'
import type { Confirmation } from '../plan/confirmApply'
import { folderOfPlan } from '../plan/folderOfPlan'
import { describeDeleted, detailOfAll, isClean, questionOfAll } from './deleteTexts'
import type { PlannedDelete } from './deleteTexts'

interface Planned extends PlannedDelete {
  readonly saved: SavedPlan
}

export async function deleteSeveral(
  context: CommandContext,
  plans: readonly SavedPlan[],
): Promise<void> {
  const planned = await Promise.all(plans.map((saved) => lookAt(context, saved)))
  const confirmed = await confirmAll(context, planned)
  if (confirmed !== undefined) await applyAll(context, confirmed)
}

async function lookAt(context: CommandContext, saved: SavedPlan): Promise<Planned> {
  const place = { folder: folderOfPlan(context, saved), path: saved.path }
  const requirement = await context.core.request('applyRequirement', place)
  return { saved, plan: saved.plan, requirement, steps: await readSteps(context, saved) }
}

interface Confirmed {
  readonly saved: SavedPlan
  readonly confirmation: NonNullable<Confirmation>
}

/** Nothing is deleted before everything is confirmed. Who would rather read the plans can apply each of them there. */
async function confirmAll(
  context: CommandContext,
  planned: readonly Planned[],
): Promise<readonly Confirmed[] | undefined> {
  const options = { modal: true, detail: detailOfAll(planned) }
  const ask = vscode.window.showWarningMessage
  const answer = await ask(questionOfAll(planned), options, 'Delete', 'Show Plans')
  if (answer === 'Show Plans') for (const { saved } of planned) await context.plans.show(saved)
  if (answer !== 'Delete') return undefined
  const confirmed: Confirmed[] = []
  for (const { saved, plan, requirement, steps } of planned) {
    const isAsked = requirement.protection === 'open'
    const confirmation = isAsked ? {} : await confirmEnd(requirement, plan, steps)
    if (confirmation === undefined) return undefined
    confirmed.push({ saved, confirmation })
  }
  return confirmed
}

/** One that fails leaves the others; cancelling leaves those that have not begun. */
async function applyAll(context: CommandContext, all: readonly Confirmed[]): Promise<void> {
  const results: ApplyResult[] = []
  const failures: string[] = []
  for (const { saved, confirmation } of all) {
    const { environment } = saved.plan.target
    try {
      results.push(await applyConfirmed(context, saved, confirmation))
    } catch (error) {
      context.log.error(`${environment}: ${describeError(error)}`)
      failures.push(`${environment}: ${describeError(error)}.`)
      if (isCancellation(error)) break
    }
  }
  const text = describeDeleted(results, failures)
  const isFine = failures.length === 0 && isClean(results)
  void (isFine ? vscode.window.showInformationMessage : vscode.window.showWarningMessage)(text)
}
