/** Links in the head of a run's document: to its plan, definition, environment, to undoing it and to what undid it. */
import * as vscode from 'vscode'
import type { Command, CommandArguments } from '../../contributions'
import { findFacts } from './runFacts'
import type { FactPlace } from './runFacts'
import { parseRunUri } from './runUri'

export const runLinks: vscode.DocumentLinkProvider = {
  provideDocumentLinks(document) {
    const place = parseRunUri(document.uri)
    if (place === undefined) return []
    return findFacts(document.getText()).flatMap((fact) => linkOf(fact, place) ?? [])
  },
}

type RunPlace = NonNullable<ReturnType<typeof parseRunUri>>

function linkOf(
  { fact, value, line, start, end }: FactPlace,
  { folder, environment, runId }: RunPlace,
): vscode.DocumentLink | undefined {
  const link = (target: vscode.Uri, tooltip: string): vscode.DocumentLink => {
    const made = new vscode.DocumentLink(new vscode.Range(line, start, line, end), target)
    made.tooltip = tooltip
    return made
  }
  switch (fact) {
    case 'plan':
      return link(commandUri('drydock.showPlan', { folder, planId: value }), 'Show the plan')
    case 'environment':
      return link(
        commandUri('drydock.openWorkspaceFile', { folder, environment: value }),
        'Open it in drydock.jsonc',
      )
    case 'definition':
      return link(vscode.Uri.joinPath(vscode.Uri.file(folder), value), 'Open the definition')
    case 'undoes':
    case 'undone by':
      return link(
        commandUri('drydock.openRunLog', { folder, environment, runId: value }),
        'Open that run',
      )
    case 'undo':
      return link(
        commandUri('drydock.undoRun', { folder, environment, runId }),
        'Plan to take this run back',
      )
    default:
      return undefined
  }
}

function commandUri<C extends Command>(command: C, argument: CommandArguments[C][0]): vscode.Uri {
  return vscode.Uri.parse(
    `command:${command}?${encodeURIComponent(JSON.stringify([argument]))}`,
    true,
  )
}
