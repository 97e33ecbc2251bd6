/** Dry Run Airtable Sync, and Sync from Airtable: exports against their tables, row by row, and then the question whether to apply it. */
import * as vscode from 'vscode'
import { isCoreError } from '../../coreHost/coreError'
import type { SavedPlan } from '../../core/index'
import type { CommandContext } from '../context'
import { askForDefinition, syncSort, type DefinitionFile } from '../definitions/askForDefinition'
import { applyReviewed } from '../plan/applyReviewed'
import { withCoreProgress } from '../progress'
import { makeSyncTables } from './makeSyncTables'

/** Writes nothing but the tables that its user agrees to. */
export async function dryRunSync(
  context: CommandContext,
  clicked?: vscode.Uri,
): Promise<SavedPlan | undefined> {
  const file = await askForDefinition(context, syncSort, 'Dry run', clicked)
  return file === undefined ? undefined : planWithTables(context, file)
}

export async function sync(context: CommandContext, clicked?: vscode.Uri): Promise<void> {
  const saved = await dryRunSync(context, clicked)
  if (saved === undefined) return
  if (saved.plan.changes > 0) await applyReviewed(context, saved)
  else void vscode.window.showInformationMessage(`${saved.plan.title}: there is nothing to update`)
}

/** What the exports are compared with has to be there. */
async function planWithTables(
  context: CommandContext,
  file: DefinitionFile,
): Promise<SavedPlan | undefined> {
  try {
    return await plan(context, file)
  } catch (error) {
    if (!isCoreError(error) || error.code !== 'tables-missing') throw error
    const choice = await vscode.window.showWarningMessage(error.message, 'Make Tables…')
    const isMade = choice !== undefined && (await makeSyncTables(context, file))
    return isMade ? plan(context, file) : undefined
  }
}

async function plan(context: CommandContext, file: DefinitionFile): Promise<SavedPlan> {
  const saved = await withCoreProgress(`Dry run of ${file.path}`, (options) =>
    context.core.request('planDefinition', file, options),
  )
  context.results.show(saved)
  await context.plans.show(saved)
  return saved
}
