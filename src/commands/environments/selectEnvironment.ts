/** Select Environment: which one is the current one, or that the git branch decides. */
import * as vscode from 'vscode'
import type { ListedEnvironment } from '../../views/environments/chooseEnvironment'
import type { CommandContext } from '../context'
import { environmentItem, knownEnvironments } from './askForEnvironment'
import { connect } from './testConnection'

interface ChoiceItem extends vscode.QuickPickItem {
  /** Without one the branch decides. */
  readonly listed?: ListedEnvironment
}

export async function selectEnvironment(context: CommandContext): Promise<void> {
  const items = [
    ...(await followItem(context)),
    ...(await knownEnvironments(context)).map(environmentItem),
  ]
  const options = { placeHolder: 'Choose the current environment', matchOnDescription: true }
  const picked = await vscode.window.showQuickPick<ChoiceItem>(items, options)
  if (picked === undefined) return
  await context.status.choose(picked.listed)
  const { current } = context.status
  // The status bar shows whether it can be reached; the choice stands either way.
  if (current !== undefined) await connect(context, current)
}

/** Only where a branch has a say. */
async function followItem({ status }: CommandContext): Promise<readonly ChoiceItem[]> {
  const { state } = status
  const answer = await status.describe()
  if (answer?.report.follows !== true) return []
  const isChosen = state.kind === 'known' && state.by === 'choice'
  return [
    {
      label: '$(git-branch) Follow the git branch',
      description: isChosen ? 'takes the choice back' : 'as now',
    },
  ]
}
