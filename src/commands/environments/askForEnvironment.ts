/** Which environment: the one that was clicked, else one that the user picks. */
import * as vscode from 'vscode'
import type { EnvironmentReference } from '../../contributions'
import type { ListedEnvironment } from '../../views/environments/chooseEnvironment'
import { environmentId } from '../../views/environments/connectionState'
import type { CommandContext } from '../context'

export interface EnvironmentItem extends vscode.QuickPickItem {
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
  context: CommandContext,
  placeHolder: string,
): Promise<ListedEnvironment | undefined> {
  const items = (await knownEnvironments(context)).map(environmentItem)
  const options = { placeHolder, matchOnDescription: true }
  return (await vscode.window.showQuickPick(items, options))?.listed
}

/** Those that `drydock.jsonc` lists, then those that only the registry knows. One that cannot be read hides no other. */
export async function knownEnvironments({
  core,
  folders,
  status,
}: CommandContext): Promise<readonly ListedEnvironment[]> {
  const listed = await status.listEnvironments()
  const reports = await Promise.all(
    folders.paths.map(async (folder) => {
      const report = await core.request('readRegistry', { folder }).catch(() => null)
      return (report?.environments ?? []).map(({ name, listing }) => ({
        ...{ folder, environment: name, listing },
      }))
    }),
  )
  const known = new Set(listed.map(environmentId))
  return [...listed, ...reports.flat().filter((one) => !known.has(environmentId(one)))]
}

export function environmentItem(listed: ListedEnvironment): EnvironmentItem {
  const { name, protection, address } = listed.listing
  const icon = protection === 'locked' ? '$(lock)' : '$(database)'
  return {
    listed,
    label: `${icon} ${name}`,
    description: protection === 'open' ? address : `${protection} · ${address}`,
  }
}
