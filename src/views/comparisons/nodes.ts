/** A comparison in the tree Environments: the databases of both, and under them the objects that differ. */
import * as vscode from 'vscode'
import { itemKinds } from '../../contributions'
import type { ComparisonReference, DifferenceReference } from '../../contributions'
import type { ComparedDatabase, ComparedEnvironments, ObjectDifference } from '../../core/index'
import type { TreeNode } from '../tree/nodeTree'
import { commandLink } from '../typedCommands'
import { comparisonId, differencesOf, onlyIn } from './comparison'
import type { Comparison } from './comparison'
import {
  describeChange,
  describeComparison,
  describeCount,
  describeDatabase,
  nameOfObject,
} from './comparisonTexts'

const { Expanded, None } = vscode.TreeItemCollapsibleState

export class ComparisonNode implements TreeNode, ComparisonReference {
  readonly id: string
  readonly comparison: string
  readonly #databases: readonly TreeNode[]

  constructor(
    readonly parent: TreeNode,
    private readonly of: Comparison,
  ) {
    this.comparison = comparisonId(of)
    this.id = `${parent.id}/compared ${this.comparison}`
    this.#databases = of.compared.databases.map(
      (database) => new ComparedDatabaseNode(this, of.compared, database),
    )
  }

  toTreeItem(): vscode.TreeItem {
    const { compared, comparedAt, home } = this.of
    const other = compared.first === home ? compared.second : compared.first
    const differs = differencesOf(compared).length > 0
    const oneSided = compared.databases.some((one) => onlyIn(one, compared) !== undefined)
    const label = `Compared with ${other}`
    const item = new vscode.TreeItem(label, differs || oneSided ? Expanded : None)
    item.description = describeCount(compared)
    item.iconPath =
      differs || oneSided
        ? new vscode.ThemeIcon('diff')
        : new vscode.ThemeIcon('pass', new vscode.ThemeColor('testing.iconPassed'))
    item.contextValue = differs ? itemKinds.comparison : itemKinds.equalComparison
    item.tooltip = `${describeComparison(compared)}\nas of ${comparedAt.toLocaleTimeString()}`
    item.accessibilityInformation = { label: `${label}: ${describeCount(compared)}` }
    return item
  }

  getChildren(): readonly TreeNode[] {
    return this.#databases
  }
}

class ComparedDatabaseNode implements TreeNode {
  readonly id: string
  readonly #differences: readonly TreeNode[]

  constructor(
    parent: ComparisonNode,
    private readonly compared: ComparedEnvironments,
    private readonly database: ComparedDatabase,
  ) {
    const { base, differences } = database
    this.id = `${parent.id}/${base}`
    this.#differences = differences.map(
      (difference) => new DifferenceNode(this.id, parent.comparison, base, compared, difference),
    )
  }

  toTreeItem(): vscode.TreeItem {
    const { base, first, second } = this.database
    const state = this.#differences.length > 0 ? Expanded : None
    const description = describeDatabase(this.database, this.compared)
    const item = new vscode.TreeItem(base, state)
    item.description = description
    item.iconPath = new vscode.ThemeIcon('database')
    item.tooltip = `${[first, second].filter((name) => name !== null).join(' ↔ ')}: ${description}`
    item.accessibilityInformation = { label: `database ${base}: ${description}` }
    return item
  }

  getChildren(): readonly TreeNode[] {
    return this.#differences
  }
}

class DifferenceNode implements TreeNode, DifferenceReference {
  readonly id: string

  constructor(
    parentId: string,
    readonly comparison: string,
    readonly base: string,
    private readonly compared: ComparedEnvironments,
    readonly difference: ObjectDifference,
  ) {
    this.id = `${parentId}/${nameOfObject(difference)}`
  }

  toTreeItem(): vscode.TreeItem {
    const name = nameOfObject(this.difference)
    const description = describeChange(this.difference, this.compared)
    const item = new vscode.TreeItem(name)
    item.description = description
    item.iconPath = changeIcons[this.difference.change]
    item.contextValue = itemKinds.difference
    item.tooltip = `${name}: ${description}`
    item.accessibilityInformation = { label: `${name}: ${description}` }
    item.command = commandLink('drydock.openDifference', 'Open Difference', this)
    return item
  }
}

/** Each has a shape of its own, so that nobody has to tell colours. */
const changeIcons: Readonly<Record<ObjectDifference['change'], vscode.ThemeIcon>> = {
  added: changeIcon('diff-added', 'gitDecoration.addedResourceForeground'),
  removed: changeIcon('diff-removed', 'gitDecoration.deletedResourceForeground'),
  changed: changeIcon('diff-modified', 'gitDecoration.modifiedResourceForeground'),
}

function changeIcon(icon: string, color: string): vscode.ThemeIcon {
  return new vscode.ThemeIcon(icon, new vscode.ThemeColor(color))
}
