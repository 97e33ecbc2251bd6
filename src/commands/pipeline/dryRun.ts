/** Dry Run Ingest and Dry Run Transform: show what would come into bronze or change in silver, row by row. They write nothing. */
import * as vscode from 'vscode'
import { isCoreError } from '../../coreHost/coreError'
import type { SavedPlan } from '../../core/index'
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
  await dryRun(context, clicked, async (file) => {
    const saved = await withCoreProgress(`Dry run of ${file.path}`, (options) =>
      context.core.request('planDefinition', file, options),
    )
    await show(context, saved)
  })
}

/** A plan, and so a panel, for each source. */
export async function dryRunIngest(
  context: CommandContext,
  clicked?: vscode.Uri,
  source?: string,
): Promise<void> {
  await dryRun(context, clicked, async (file) => {
    const params = source === undefined ? file : { ...file, sources: [source] }
    const { plans, failed } = await withCoreProgress(
      `Dry run of ${source ?? file.path}`,
      (options) => context.core.request('planIngest', params, options),
    )
    for (const saved of plans) await show(context, saved)
    for (const { source: name, message } of failed)
      void vscode.window.showErrorMessage(`${name}: ${message}`)
  })
}

/** What a plan compares with has to be there. */
async function dryRun(
  context: CommandContext,
  clicked: vscode.Uri | undefined,
  plan: (file: DefinitionFile) => Promise<void>,
): Promise<void> {
  const file = await askForDefinition(context, pipelineSort, 'Dry run', clicked)
  if (file === undefined) return
  try {
    await plan(file)
  } catch (error) {
    if (!isCoreError(error) || error.code !== 'tables-missing') throw error
    const choice = await vscode.window.showWarningMessage(error.message, 'Make Tables…')
    if (choice !== undefined && (await makeTables(context, file))) await plan(file)
  }
}

async function show(context: CommandContext, saved: SavedPlan): Promise<void> {
  context.results.show(saved)
  await context.plans.show(saved)
}
