/** Rows of the plan that was applied and that stayed as they were: refused by the database, or moved on before. */
import * as vscode from 'vscode'
import { itemKinds } from '../../contributions'
import type { RowReference, RunReference } from '../../contributions'
import type { Change, Outcome, Plan, RowOutcome, SavedPlan } from '../../core/index'
import { displayKey, formatCount, shorten } from '../format'
import { outcomeReason } from '../runs/outcomeReason'
import { commandLink } from '../typedCommands'
import { PagedChildren } from '../tree/pagedChildren'
import type { Page } from '../tree/pagedChildren'
import type { TreeNode } from '../tree/nodeTree'
import type { ResultServices } from './nodes'

const groups = [
  { outcome: 'failed', label: 'Refused', icon: 'error' },
  { outcome: 'drifted', label: 'Drifted', icon: 'warning' },
] as const satisfies readonly { outcome: Outcome; label: string; icon: string }[]

/** A group for each sort that there is. */
export function outcomeNodes(
  services: ResultServices,
  saved: SavedPlan,
  of: RunReference,
): readonly TreeNode[] {
  return groups
    .filter(({ outcome }) => of.run.counts[outcome] > 0)
    .map((group) => new OutcomesNode(services, saved, of, group))
}

class OutcomesNode implements TreeNode {
  readonly id: string
  readonly #rows: PagedChildren

  constructor(
    private readonly services: ResultServices,
    private readonly saved: SavedPlan,
    private readonly of: RunReference,
    private readonly group: (typeof groups)[number],
  ) {
    this.id = `${of.run.id}/${group.outcome}`
    this.#rows = new PagedChildren(
      this.id,
      (offset, limit) => this.#fetch(offset, limit),
      () => services.changed(this),
    )
  }

  toTreeItem(): vscode.TreeItem {
    const { label, icon, outcome } = this.group
    const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Expanded)
    item.description = formatCount(this.of.run.counts[outcome])
    item.iconPath = new vscode.ThemeIcon(icon, new vscode.ThemeColor('list.warningForeground'))
    return item
  }

  getChildren(): readonly TreeNode[] {
    return this.#rows.get()
  }

  async #fetch(offset: number, limit: number): Promise<Page> {
    const { folder, run } = this.of
    const { outcome } = this.group
    const params = { folder, run, outcome, offset, limit }
    const rows = await this.services.core.request('readOutcomes', params)
    const nodes = rows.map((row) => new OutcomeNode(this.id, this.saved, row))
    return { total: run.counts[outcome], nodes }
  }
}

class OutcomeNode implements TreeNode, RowReference {
  readonly id: string
  readonly plan: Plan
  readonly path: string
  readonly change: Change

  constructor(
    parentId: string,
    { plan, path }: SavedPlan,
    private readonly row: RowOutcome,
  ) {
    this.id = `${parentId}/${row.ordinal}`
    this.plan = plan
    this.path = path
    const { op, table, key, before, after } = row
    this.change = { op, table, key, before, after }
  }

  toTreeItem(): vscode.TreeItem {
    const item = new vscode.TreeItem(shorten(displayKey(this.row.key)))
    const reason = outcomeReason(this.row) ?? ''
    item.description = reason
    item.tooltip = `${this.row.table} ${displayKey(this.row.key)}\n${reason}`
    item.contextValue = itemKinds.row
    item.command = commandLink('drydock.openRowDiff', 'Show Row Diff', this)
    return item
  }
}
