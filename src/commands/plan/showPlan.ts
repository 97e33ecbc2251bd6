/** Show Plan: opens a plan in its panel. */
import type * as vscode from 'vscode'
import type { PlanAddress, RunReference } from '../../contributions'
import type { SavedPlan } from '../../core/index'
import type { CommandContext } from '../context'
import { askForPlan } from './askForPlan'

export async function showPlan(
  context: CommandContext,
  of?: SavedPlan | RunReference | PlanAddress | vscode.Uri,
): Promise<void> {
  const saved = await askForPlan(context, of)
  if (saved !== undefined) await context.plans.show(saved)
}
