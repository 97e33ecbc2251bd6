/** Show Quality Report: how good a pipeline's silver table is, and why. Changes nothing. */
import type * as vscode from 'vscode'
import type { CommandContext } from '../context'
import { askForDefinition, pipelineSort } from '../definitions/askForDefinition'

export async function showQualityReport(
  context: CommandContext,
  clicked?: vscode.Uri,
): Promise<void> {
  const file = await askForDefinition(context, pipelineSort, 'Quality report', clicked)
  if (file !== undefined) await context.qualityReports.show(file)
}
