/** The nodes of Mapping Results: what a dry run found, in groups that are read page by page. */
import * as vscode from 'vscode'
import { itemKinds } from '../../contributions'
import { commandLink } from '../typedCommands'
import type { RowReference } from '../../contributions'
import type { CoreClient } from '../../coreHost/client'
import type { Change, Finding, NumberedChange, Plan, SavedPlan } from '../../core/index'
import { countOf, displayChange, displayKey, formatCount, shorten } from '../format'
import { rowName, shownAfter } from '../rows/shownChange'
import { changesOf, describeFinding, fieldUpdates } from './describePlan'
import { emptyNode } from '../tree/messageNodes'
import type { NodeChanged, TreeNode } from '../tree/nodeTree'
import { PagedChildren } from '../tree/pagedChildren'
import type { Page } from '../tree/pagedChildren'

export interface ResultServices {
  readonly core: CoreClient
  readonly changed: NodeChanged
}

/** The groups of a plan. Those that are empty are left out, but for the two that everybody looks for. */
export async function resultNodes(
  services: ResultServices,
  saved: SavedPlan,
): Promise<readonly TreeNode[]> {
  const findings = await Promise.all(
    findingGroups.map(async ({ kind, label, icon }) => {
      const page = await services.core.request('readFindings', {
        path: saved.path,
        offset: 0,
        limit: 1,
        kinds: [kind],
      })
      return { kind, label, icon, total: page.total }
    }),
  )
  return [
    new UpdatesNode(services, saved),
    ...comingAndGoing(saved),
    ...findings
      .filter(({ kind, total }) => total > 0 || (kind === 'notFound' && isLookedFor(saved)))
      .map((group) => new FindingsNode(services, saved, group)),
  ]
}

/** Nobody looks for the records of a pipeline or of a base. */
function isLookedFor({ plan }: SavedPlan): boolean {
  return plan.pipeline === undefined && plan.kind !== 'airtable'
}

const findingGroups = [
  { kind: 'notFound', label: 'Not found', icon: 'search-stop' },
  { kind: 'notInSource', label: 'Not in the source', icon: 'search-stop' },
  { kind: 'duplicateKey', label: 'Duplicate keys', icon: 'files' },
  { kind: 'nullKey', label: 'Keys with NULL', icon: 'circle-slash' },
  { kind: 'invalid', label: 'Invalid values', icon: 'warning' },
  { kind: 'undecided', label: 'Undecided', icon: 'question' },
  { kind: 'ambiguous', label: 'Ambiguous', icon: 'question' },
  { kind: 'edited', label: 'Edited since the run', icon: 'edit' },
  { kind: 'renamed', label: 'Perhaps renamed', icon: 'question' },
  { kind: 'lostLink', label: 'Links that lead nowhere', icon: 'link' },
  { kind: 'kept', label: 'Kept by the database', icon: 'lock' },
] as const satisfies readonly { kind: Finding['kind']; label: string; icon: string }[]

class UpdatesNode implements TreeNode {
  readonly id: string
  readonly #fields: readonly FieldNode[]

  constructor(
    services: ResultServices,
    private readonly saved: SavedPlan,
  ) {
    this.id = `${saved.plan.id}/updates`
    this.#fields = fieldUpdates(saved.plan).map(
      ([field, rows]) => new FieldNode(services, saved, field, rows),
    )
  }

  toTreeItem(): vscode.TreeItem {
    const { Expanded, None } = vscode.TreeItemCollapsibleState
    const { updates } = changesOf(this.saved.plan)
    const item = new vscode.TreeItem('Updates', this.#fields.length > 0 ? Expanded : None)
    item.description = updates > 0 ? countOf(updates, 'row') : 'nothing to update'
    item.iconPath = new vscode.ThemeIcon('edit')
    return item
  }

  getChildren(): readonly TreeNode[] {
    return this.#fields
  }
}

/** Rows that come or go have all of their fields: the panel is where they are read. */
function comingAndGoing(saved: SavedPlan): readonly TreeNode[] {
  const { inserts, deletes } = changesOf(saved.plan)
  const groups = [
    { label: 'Inserts', rows: inserts, icon: 'add' },
    { label: 'Deletes', rows: deletes, icon: 'remove' },
  ]
  return groups
    .filter(({ rows }) => rows > 0)
    .map(({ label, rows, icon }) => ({
      id: `${saved.plan.id}/${label}`,
      toTreeItem: () => {
        const item = new vscode.TreeItem(label)
        item.description = countOf(rows, 'row')
        item.iconPath = new vscode.ThemeIcon(icon)
        item.command = commandLink('drydock.showPlan', 'Show Plan', saved)
        return item
      },
    }))
}

class FieldNode implements TreeNode {
  readonly id: string
  readonly #rows: PagedChildren

  constructor(
    private readonly services: ResultServices,
    private readonly saved: SavedPlan,
    private readonly field: string,
    private readonly rows: number,
  ) {
    this.id = `${saved.plan.id}/updates/${field}`
    this.#rows = new PagedChildren(
      this.id,
      (offset, limit) => this.#fetch(offset, limit),
      () => services.changed(this),
    )
  }

  toTreeItem(): vscode.TreeItem {
    const item = new vscode.TreeItem(this.field, vscode.TreeItemCollapsibleState.Collapsed)
    item.description = formatCount(this.rows)
    item.iconPath = new vscode.ThemeIcon('symbol-field')
    return item
  }

  getChildren(): readonly TreeNode[] {
    return this.#rows.get()
  }

  async #fetch(offset: number, limit: number): Promise<Page> {
    const { path } = this.saved
    const filter = { field: this.field }
    const page = await this.services.core.request('readChanges', { path, offset, limit, filter })
    return {
      total: page.total,
      nodes: page.items.map((numbered) => new RowNode(this.saved, numbered, this.field)),
    }
  }
}

class RowNode implements TreeNode, RowReference {
  readonly id: string
  readonly plan: Plan
  readonly path: string
  readonly change: Change

  constructor(
    { plan, path }: SavedPlan,
    { ordinal, change }: NumberedChange,
    readonly field: string,
  ) {
    this.plan = plan
    this.path = path
    this.change = change
    this.id = `${plan.id}/updates/${field}/${ordinal}`
  }

  toTreeItem(): vscode.TreeItem {
    const { change, field } = this
    const values = displayChange(change.before[field], shownAfter(change)[field])
    const item = new vscode.TreeItem(shorten(`${rowName(change)}: ${values}`))
    item.contextValue = itemKinds.row
    item.tooltip = `${change.table} ${displayKey(change.key)}\n${field}: ${values}`
    item.command = commandLink('drydock.openRowDiff', 'Show Row Diff', this)
    return item
  }
}

interface FindingGroup {
  readonly kind: Finding['kind']
  readonly label: string
  readonly icon: string
  readonly total: number
}

class FindingsNode implements TreeNode {
  readonly id: string
  readonly #rows: PagedChildren

  constructor(
    private readonly services: ResultServices,
    private readonly saved: SavedPlan,
    private readonly group: FindingGroup,
  ) {
    this.id = `${saved.plan.id}/${group.kind}`
    this.#rows = new PagedChildren(
      this.id,
      (offset, limit) => this.#fetch(offset, limit),
      () => services.changed(this),
    )
  }

  toTreeItem(): vscode.TreeItem {
    const { label, icon, total } = this.group
    const { Collapsed } = vscode.TreeItemCollapsibleState
    const item = new vscode.TreeItem(label, Collapsed)
    item.description = formatCount(total)
    item.iconPath = new vscode.ThemeIcon(icon)
    return item
  }

  getChildren(): readonly TreeNode[] {
    if (this.group.total === 0) return [emptyNode(this.id, 'every row of the source was found')]
    return this.#rows.get()
  }

  async #fetch(offset: number, limit: number): Promise<Page> {
    const { path } = this.saved
    const kinds = [this.group.kind]
    const page = await this.services.core.request('readFindings', { path, offset, limit, kinds })
    return {
      total: page.total,
      nodes: page.items.map((finding, index) =>
        findingNode(`${this.id}/${offset + index}`, finding),
      ),
    }
  }
}

function findingNode(id: string, finding: Finding): TreeNode {
  return {
    id,
    toTreeItem: () => {
      const item = new vscode.TreeItem(shorten(displayKey(finding.key)))
      item.description = describeFinding(finding)
      return item
    },
  }
}
