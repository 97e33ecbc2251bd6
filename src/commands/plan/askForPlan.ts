/** Which plan: the one that was clicked, the one that Mapping Results shows, or one that the user picks. */
import * as vscode from 'vscode'
import type { PlanAddress, RunReference } from '../../contributions'
import { CoreError } from '../../coreHost/coreError'
import type { SavedPlan } from '../../core/index'
import { exists } from '../../views/files'
import type { CommandContext } from '../context'
import { plansFolder } from './folderOfPlan'

export async function askForPlan(
  context: CommandContext,
  of: SavedPlan | RunReference | PlanAddress | vscode.Uri | undefined,
): Promise<SavedPlan | undefined> {
  if (of instanceof vscode.Uri) return openPlan(context, of.fsPath)
  if (of !== undefined && 'run' in of) return openKept(context, addressOf(of))
  if (of !== undefined && 'planId' in of) return openKept(context, of)
  const known = of ?? context.results.plan
  if (known !== undefined) return known
  const path = await pickPlanFile(context)
  return path === undefined ? undefined : openPlan(context, path)
}

async function openPlan({ core }: CommandContext, path: string): Promise<SavedPlan> {
  return { path, plan: await core.request('openPlan', { path }) }
}

function addressOf({ folder, run }: RunReference): PlanAddress {
  return { folder, planId: run.planId }
}

async function openKept(
  context: CommandContext,
  { folder, planId }: PlanAddress,
): Promise<SavedPlan> {
  const uri = vscode.Uri.joinPath(plansFolder(folder), `${planId}.plan`)
  if (await exists(uri)) return openPlan(context, uri.fsPath)
  throw new CoreError(`plan ${planId} is not in this workspace`, {
    kind: 'UsageError',
    code: 'usage',
    mend: 'open the run log: it has the rows',
  })
}

interface PlanItem extends vscode.QuickPickItem {
  readonly path: string
  readonly modified: number
}

async function pickPlanFile({ folders }: CommandContext): Promise<string | undefined> {
  const items = (await Promise.all(folders.paths.map(planItems))).flat()
  if (items.length === 0)
    throw new CoreError('there is no plan yet', {
      kind: 'UsageError',
      code: 'usage',
      mend: 'run "Drydock: Dry Run Mapping"',
    })
  items.sort((a, b) => b.modified - a.modified)
  const choice = await vscode.window.showQuickPick(items, { placeHolder: 'Choose a plan' })
  return choice?.path
}

async function planItems(folder: string): Promise<PlanItem[]> {
  const root = plansFolder(folder)
  const names = await listPlans(root)
  return Promise.all(
    names.map(async (name) => {
      const uri = vscode.Uri.joinPath(root, name)
      const { mtime } = await vscode.workspace.fs.stat(uri)
      const description = new Date(mtime).toLocaleString()
      return { label: name, description, path: uri.fsPath, modified: mtime }
    }),
  )
}

async function listPlans(root: vscode.Uri): Promise<readonly string[]> {
  if (!(await exists(root))) return []
  const entries = await vscode.workspace.fs.readDirectory(root)
  return entries.map(([name]) => name).filter((name) => name.endsWith('.plan'))
}
