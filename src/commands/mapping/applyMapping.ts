/** Apply Mapping: a dry run, its plan for review, and then the question whether to apply it. */
import * as vscode from 'vscode'
import type { CommandContext } from '../context'
import { applyReviewed } from '../plan/applyReviewed'
import { dryRunMapping } from './dryRunMapping'

export async function applyMapping(context: CommandContext, clicked?: vscode.Uri): Promise<void> {
  const saved = await dryRunMapping(context, clicked)
  if (saved === undefined) return
  if (saved.plan.changes > 0) await applyReviewed(context, saved)
  else void vscode.window.showInformationMessage(`${saved.plan.title}: there is nothing to update`)
}
