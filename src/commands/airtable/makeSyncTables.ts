/** Makes the tables of a sync that are not there yet. */
import * as vscode from 'vscode'
import type { CommandContext } from '../context'
import type { DefinitionFile } from '../definitions/askForDefinition'
import { confirm } from '../plan/confirmApply'
import { withCoreProgress } from '../progress'

/** False when the user declined or the target is locked; throws what the core throws. */
export async function makeSyncTables(
  { core }: CommandContext,
  file: DefinitionFile,
): Promise<boolean> {
  const { statements, requirement } = await core.request('planSyncTables', file)
  if (statements.length === 0) return true
  const document = await vscode.workspace.openTextDocument({
    language: 'sql',
    content: statements.map((statement) => `${statement};\n`).join('\n'),
  })
  await vscode.window.showTextDocument(document, { preview: true })
  const confirmation = await confirm(requirement, {
    question: `Make these tables in ${requirement.environment}?`,
    detail: `At ${requirement.address}, the statements of the editor behind this question are run, all of them or none.`,
    answer: 'Make',
  })
  if (confirmation === undefined) return false
  await withCoreProgress(`Making tables of ${file.path}`, (options) =>
    core.request('ensureSyncTables', { ...file, ...confirmation }, options),
  )
  return true
}
