/** Which environment: the one that was clicked, else one that the user picks. */
import * as vscode from 'vscode'
import type { EnvironmentReference } from '../../contributions'
import type { ListedEnvironment } from '../../views/environments/chooseEnvironment'
import type { CommandContext } from '../context'

interface EnvironmentItem extends vscode.QuickPickItem {
  readonly listed: ListedEnvironment
}

export async function askForEnvironment(
  context: CommandContext,
  of: EnvironmentReference | undefined,
  placeHolder: string,
): Promise<EnvironmentReference | undefined> {
  return of ?? (await pickEnvironment(context, placeHolder))
}

export async function pickEnvironment(
  { status }: CommandContext,
  placeHolder: string,
): Promise<ListedEnvironment | undefined> {
  const items = (await status.listEnvironments()).map(environmentItem)
  const options = { placeHolder, matchOnDescription: true }
  return (await vscode.window.showQuickPick(items, options))?.listed
}

function environmentItem(listed: ListedEnvironment): EnvironmentItem {
  const { name, protection, address } = listed.listing
  const icon = protection === 'locked' ? '$(lock)' : '$(database)'
  return {
    listed,
    label: `${icon} ${name}`,
    description: protection === 'open' ? address : `${protection} · ${address}`,
  }
}
