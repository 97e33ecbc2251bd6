/** What the Plan panel is given of the rest of the extension. */
import type * as vscode from 'vscode'
import type { PlanPanelContext } from '../../views/plan/context'
import { executeCommand } from '../../views/typedCommands'
import type { CommandContext } from '../context'
import { showError } from '../showError'
import { applyReviewed } from './applyReviewed'
import { discardPlan } from './discardPlan'
import { folderOfPlan } from './folderOfPlan'

export function createPanelContext(
  extensionUri: vscode.Uri,
  parts: CommandContext,
): PlanPanelContext {
  return {
    extensionUri,
    core: parts.core,
    folderOf: (saved) => folderOfPlan(parts, saved),
    apply: (saved) => shown(parts, applyReviewed(parts, saved)),
    decided: ({ plan }, instead) => {
      if (parts.results.plan?.plan.id === plan.id) parts.results.show(instead)
    },
    discard: async (saved) => void (await shown(parts, discardPlan(parts, saved))),
    openRowDiff: (change, plan) => parts.rows.openDiff(change, plan),
    openRunLog: async (of) => void (await executeCommand('drydock.openRunLog', of)),
  }
}

/** What a panel starts fails like a command: with a message. */
async function shown<T>({ log }: CommandContext, work: Promise<T>): Promise<T | undefined> {
  try {
    return await work
  } catch (error) {
    void showError(error, log)
    return undefined
  }
}
