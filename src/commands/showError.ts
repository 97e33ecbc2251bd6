/** The one place that turns an error into words on the screen. */
import * as vscode from 'vscode'
import { executeCommand } from '../views/typedCommands'
import { describeError, isCancellation, isCoreError } from '../coreHost/coreError'
import type { CoreError } from '../coreHost/coreError'
import type { Problem } from '../core/index'
import { exists } from '../views/files'
import { problemMessage } from './problemMessage'

/**
 * Shows an error with what can be done about it. A cancellation is what the user wanted; a core that stopped has
 * been reported by the process's own message. Neither is said again.
 */
export async function showError(error: unknown, log: vscode.LogOutputChannel): Promise<void> {
  if (isCancellation(error)) return
  log.error(error instanceof Error ? (error.stack ?? error.message) : String(error))
  if (isCoreError(error) && error.code === 'core-stopped') return
  const [problem] = isCoreError(error) ? error.problems : []
  if (isCoreError(error) && problem !== undefined)
    return showProblems(problem, error.problems.length)
  if (isCoreError(error) && error.code === 'core-not-running') return offerRestart(error)
  if (isCoreError(error) && error.code === 'untrusted-workspace') return offerTrust(error)
  if (isCoreError(error) && error.code === 'registry-missing') return offerRegistry(error)
  const choice = await vscode.window.showErrorMessage(describeError(error), 'Show Log')
  if (choice !== undefined) await executeCommand('drydock.showLog')
}

async function showProblems(problem: Problem, count: number): Promise<void> {
  const choice = await vscode.window.showErrorMessage(problemMessage(problem, count), 'Open File')
  if (choice === undefined) return
  await openAt(problem)
  if (count > 1) await vscode.commands.executeCommand('workbench.actions.view.problems')
}

async function openAt(problem: Problem): Promise<void> {
  const place = new vscode.Position(problem.line - 1, problem.column - 1)
  for (const { uri } of vscode.workspace.workspaceFolders ?? []) {
    const file = vscode.Uri.joinPath(uri, problem.file)
    if (!(await exists(file))) continue
    await vscode.window.showTextDocument(file, { selection: new vscode.Range(place, place) })
    return
  }
}

async function offerRestart(error: CoreError): Promise<void> {
  const choice = await vscode.window.showErrorMessage(error.message, 'Restart', 'Show Log')
  if (choice === 'Restart') await executeCommand('drydock.restartCore')
  if (choice === 'Show Log') await executeCommand('drydock.showLog')
}

async function offerRegistry(error: CoreError): Promise<void> {
  const choice = await vscode.window.showErrorMessage(error.message, 'Initialise Registry…')
  if (choice !== undefined) await executeCommand('drydock.initialiseRegistry')
}

async function offerTrust(error: CoreError): Promise<void> {
  const choice = await vscode.window.showWarningMessage(error.message, 'Manage Workspace Trust')
  if (choice !== undefined) await vscode.commands.executeCommand('workbench.trust.manage')
}
