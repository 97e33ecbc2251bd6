/** What is said once a pipeline has run, with what can be done next. */
import * as vscode from 'vscode'
import type { RunReference } from '../../contributions'
import { isUndoable } from '../../views/runs/describeRun'
import { executeCommand } from '../../views/typedCommands'
import { pickRun } from '../runs/askForRun'

const OPEN = 'Open Log'
const UNDO = 'Undo'
const REPORT = 'Show Quality Report'

export interface PipelineReport {
  readonly text: string
  /** Every record and entity was used. */
  readonly wentWell: boolean
  readonly runs: readonly RunReference[]
  /** The pipeline, where a report of its table can be shown. */
  readonly reportOf?: vscode.Uri
}

export async function reportRuns({
  text,
  wentWell,
  runs,
  reportOf,
}: PipelineReport): Promise<void> {
  const show = wentWell ? vscode.window.showInformationMessage : vscode.window.showWarningMessage
  const undoable = runs.filter(({ run }) => isUndoable(run))
  const choices = [
    ...(runs.length > 0 ? [OPEN] : []),
    ...(undoable.length > 0 ? [UNDO] : []),
    ...(reportOf === undefined ? [] : [REPORT]),
  ]
  const choice = await show(text, ...choices)
  if (choice === REPORT) await executeCommand('drydock.showQualityReport', reportOf)
  if (choice === OPEN) await follow('drydock.openRunLog', runs, 'Whose log?')
  if (choice === UNDO) await follow('drydock.undoRun', undoable, 'Choose the run to undo')
}

async function follow(
  command: 'drydock.openRunLog' | 'drydock.undoRun',
  runs: readonly RunReference[],
  placeHolder: string,
): Promise<void> {
  const run = runs.length === 1 ? runs[0] : await pickRun(runs, placeHolder)
  if (run !== undefined) await executeCommand(command, { folder: run.folder, run: run.run })
}
