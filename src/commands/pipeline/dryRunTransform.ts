/** Dry Run Transform: shows what a transform would change in the silver table, row by row. Writes nothing. */
import * as vscode from 'vscode'
import { isCoreError } from '../../coreHost/coreError'
import type { CommandContext } from '../context'
import {
  askForDefinition,
  pipelineSort,
  type DefinitionFile,
} from '../definitions/askForDefinition'
import { withCoreProgress } from '../progress'
import { makeTables } from './makeTables'

export async function dryRunTransform(
  context: CommandContext,
  clicked?: vscode.Uri,
): Promise<void> {
  const file = await askForDefinition(context, pipelineSort, 'Dry run', clicked)
  if (file === undefined) return
  try {
    await dryRun(context, file)
  } catch (error) {
    if (!isCoreError(error) || error.code !== 'tables-missing') throw error
    const choice = await vscode.window.showWarningMessage(error.message, 'Make Tables…')
    if (choice !== undefined && (await makeTables(context, file))) await dryRun(context, file)
  }
}

async function dryRun(context: CommandContext, file: DefinitionFile): Promise<void> {
  const saved = await withCoreProgress(`Dry run of ${file.path}`, (options) =>
    context.core.request('planDefinition', file, options),
  )
  context.results.show(saved)
  await context.plans.show(saved)
}
