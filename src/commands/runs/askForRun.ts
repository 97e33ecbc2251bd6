/** Which run: the one that was clicked, else one that the user picks. */
import * as vscode from 'vscode'
import type { RunAddress, RunReference } from '../../contributions'
import type { Run } from '../../core/index'
import { describeRun } from '../../views/runs/describeRun'
import type { CommandContext } from '../context'

interface RunItem extends vscode.QuickPickItem, RunReference {}

export async function askForRun(
  { core, folders }: CommandContext,
  of: RunReference | RunAddress | undefined,
  placeHolder: string,
  isEligible: (run: Run) => boolean = () => true,
): Promise<RunReference | undefined> {
  if (of !== undefined) return 'run' in of ? of : { ...of, run: await core.request('findRun', of) }
  const lists = await Promise.all(
    folders.paths.map(async (folder) => {
      const { runs } = await core.request('listRuns', { folder, limit: 100 })
      return runs.filter(isEligible).map((run) => runItem({ folder, run }))
    }),
  )
  return showRuns(lists.flat(), placeHolder)
}

/** One of a few runs. */
export function pickRun(
  runs: readonly RunReference[],
  placeHolder: string,
): Thenable<RunReference | undefined> {
  return showRuns(runs.map(runItem), placeHolder)
}

function showRuns(items: readonly RunItem[], placeHolder: string): Thenable<RunItem | undefined> {
  return vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true })
}

function runItem({ folder, run }: RunReference): RunItem {
  return {
    folder,
    run,
    label: run.title,
    description: describeRun(run),
    detail: `${run.startedAt} by ${run.operator}, ${run.id}`,
  }
}
