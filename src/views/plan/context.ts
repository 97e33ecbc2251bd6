/** What the Plan panel is given. It reaches the core and the commands through this and nothing else. */
import type * as vscode from 'vscode'
import type { CoreClient } from '../../coreHost/client'
import type { ApplyResult, Change, Plan, Run, SavedPlan } from '../../core/index'

export interface PlanPanelContext {
  readonly extensionUri: vscode.Uri
  readonly core: CoreClient
  /** The workspace folder (absolute path) that the plan belongs to, for requests that need one. */
  folderOf(plan: SavedPlan): string
  /** Asks for confirmation, applies and reports. Undefined when the user declined or the core refused. */
  apply(plan: SavedPlan): Promise<ApplyResult | undefined>
  /** Tells that what was decided of a plan is in another one now, which takes its place. */
  decided(plan: SavedPlan, instead: SavedPlan): void
  /** Forgets the plan, its file too where it lies in `.drydock/plans`. */
  discard(plan: SavedPlan): Promise<void>
  openRowDiff(change: Change, plan: Plan): Promise<void>
  openRunLog(of: { readonly folder: string; readonly run: Run }): Promise<void>
}
