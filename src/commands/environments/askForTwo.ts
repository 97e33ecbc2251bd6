/** Which two environments are compared. What is proposed first: production, and the current one. */
import * as vscode from 'vscode'
import type { EnvironmentReference } from '../../contributions'
import type { RegisteredEnvironment } from '../../coreHost/protocol'
import { hasDatabases } from '../../views/environments/facts'
import type { CommandContext } from '../context'
import { askForFolder } from './askForFolder'
import { registeredItem } from './registeredItem'
import { readRegistryOf } from './registryOf'

const title = 'Drydock: Compare Environments'

export interface TwoEnvironments {
  readonly folder: string
  readonly first: string
  readonly second: string
}

/** `of` is the first of them, where one was clicked. */
export async function askForTwo(
  context: CommandContext,
  of?: EnvironmentReference,
): Promise<TwoEnvironments | undefined> {
  const folder = await askForFolder(context, of)
  if (folder === undefined) return undefined
  const environments = (await readRegistryOf(context, folder)).environments.filter(hasDatabases)
  const isCurrent = ({ name }: RegisteredEnvironment): boolean =>
    context.status.isCurrent({ folder, environment: name })
  if (environments.length < 2) {
    const message = 'There are no two environments with databases that could be compared.'
    void vscode.window.showInformationMessage(message)
    return undefined
  }
  const first =
    of?.environment ??
    (await ask(proposed(environments, isCurrent), isCurrent, 'Choose the first environment'))
  if (first === undefined) return undefined
  const others = environments.filter(({ name }) => name !== first)
  const placeHolder = `Choose the environment to compare ${first} with`
  const second = await ask(proposed(others, isCurrent), isCurrent, placeHolder)
  return second === undefined ? undefined : { folder, first, second }
}

/** The first of a list is what Enter picks. */
export function proposed(
  environments: readonly RegisteredEnvironment[],
  isCurrent: (one: RegisteredEnvironment) => boolean,
): readonly RegisteredEnvironment[] {
  const rank = (one: RegisteredEnvironment): number => {
    if (one.production) return 0
    return isCurrent(one) ? 1 : 2
  }
  return [...environments].sort((a, b) => rank(a) - rank(b))
}

async function ask(
  environments: readonly RegisteredEnvironment[],
  isCurrent: (one: RegisteredEnvironment) => boolean,
  placeHolder: string,
): Promise<string | undefined> {
  const items = environments.map((one) => registeredItem(one, isCurrent(one)))
  const options = { title, placeHolder, matchOnDescription: true, ignoreFocusOut: true }
  return (await vscode.window.showQuickPick(items, options))?.label
}
