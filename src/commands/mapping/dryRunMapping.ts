/** Dry Run Mapping: compares the two tables and shows what would change. Writes nothing to either. */
import type * as vscode from 'vscode'
import type { SavedPlan } from '../../core/index'
import type { CommandContext } from '../context'
import { withCoreProgress } from '../progress'
import { askForDefinition, mappingSort } from '../definitions/askForDefinition'

export async function dryRunMapping(
  context: CommandContext,
  clicked?: vscode.Uri,
): Promise<SavedPlan | undefined> {
  const mapping = await askForDefinition(context, mappingSort, 'Dry run', clicked)
  if (mapping === undefined) return undefined
  const saved = await withCoreProgress(`Dry run of ${mapping.path}`, (options) =>
    context.core.request('planDefinition', mapping, options),
  )
  context.results.show(saved)
  await context.plans.show(saved)
  return saved
}
