/** Test Connection: connects, and says what answered. */
import * as vscode from 'vscode'
import { executeCommand } from '../../views/typedCommands'
import type { EnvironmentReference } from '../../contributions'
import type { ConnectionReport } from '../../core/index'
import { describeError } from '../../coreHost/coreError'
import { describeReport, stateOf } from '../../views/environments/connectionState'
import type { CommandContext } from '../context'
import { withCoreProgress } from '../progress'
import { askForEnvironment } from './askForEnvironment'

export async function testConnection(
  context: CommandContext,
  of?: EnvironmentReference,
): Promise<void> {
  const environment = await askForEnvironment(context, of, 'Choose the environment to connect to')
  if (environment === undefined) return
  context.secrets.askAgain()
  const report = await withCoreProgress(`Connecting to ${environment.environment}`, (options) =>
    connect(context, environment, options),
  )
  void showReport(report)
}

/** Connects and lets the views show how it went. */
export async function connect(
  { core, connections }: CommandContext,
  { folder, environment }: EnvironmentReference,
  options = {},
): Promise<ConnectionReport> {
  const place = { folder, environment }
  connections.set(place, { kind: 'connecting' })
  try {
    const report = await core.request('testConnection', place, options)
    connections.set(place, stateOf(report))
    return report
  } catch (error) {
    connections.set(place, { kind: 'failed', reason: describeError(error) })
    throw error
  }
}

async function showReport(report: ConnectionReport): Promise<void> {
  const text = describeReport(report)
  if (report.ok) {
    await vscode.window.showInformationMessage(text)
    return
  }
  const choice = await vscode.window.showErrorMessage(text, 'Open drydock.jsonc')
  if (choice !== undefined) await executeCommand('drydock.openWorkspaceFile')
}
