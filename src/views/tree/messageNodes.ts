/** Loading, empty, failed and "load more" are nodes like others. */
import * as vscode from 'vscode'
import { itemKinds } from '../../contributions'
import { commandLink } from '../typedCommands'
import type { Reloadable } from '../../contributions'
import { describeError } from '../../coreHost/coreError'
import type { TreeNode } from './nodeTree'

export function loadingNode(parentId: string): TreeNode {
  return messageNode(`${parentId}/loading`, 'Loading…', new vscode.ThemeIcon('loading~spin'))
}

export function emptyNode(parentId: string, text: string): TreeNode {
  return messageNode(`${parentId}/empty`, text, new vscode.ThemeIcon('info'))
}

/** Something is missing, and a click makes it. */
export function invitingNode(parentId: string, text: string, command: vscode.Command): TreeNode {
  const node = messageNode(`${parentId}/invitation`, text, new vscode.ThemeIcon('info'))
  return {
    ...node,
    toTreeItem: () => {
      const item = node.toTreeItem()
      item.command = command
      item.tooltip = command.tooltip
      return item
    },
  }
}

function messageNode(id: string, text: string, icon: vscode.ThemeIcon): TreeNode {
  return {
    id,
    toTreeItem: () => {
      const item = new vscode.TreeItem(text)
      item.iconPath = icon
      return item
    },
  }
}

/** Says why something could not be loaded; a click tries again. */
export class FailedNode implements TreeNode, Reloadable {
  readonly id: string

  constructor(
    parentId: string,
    private readonly reason: string,
    readonly reload: () => void,
    private readonly label = 'Could not be loaded',
  ) {
    this.id = `${parentId}/failed/${label}`
  }

  toTreeItem(): vscode.TreeItem {
    const item = new vscode.TreeItem(this.label)
    item.description = this.reason
    item.tooltip = `${this.reason}\nClick to try again.`
    item.iconPath = new vscode.ThemeIcon('error', new vscode.ThemeColor('errorForeground'))
    item.contextValue = itemKinds.failed
    item.command = commandLink('drydock.refresh', 'Retry', this)
    return item
  }
}

export function failedNode(parentId: string, error: unknown, reload: () => void): FailedNode {
  return new FailedNode(parentId, describeError(error), reload)
}

/** The last node of a list that has more. */
export class LoadMoreNode implements TreeNode, Reloadable {
  readonly id: string

  constructor(
    parentId: string,
    private readonly rest: string,
    readonly reload: () => void,
  ) {
    this.id = `${parentId}/more`
  }

  toTreeItem(): vscode.TreeItem {
    const item = new vscode.TreeItem('Load more')
    item.description = this.rest
    item.iconPath = new vscode.ThemeIcon('ellipsis')
    item.contextValue = itemKinds.loadMore
    item.command = commandLink('drydock.loadMore', 'Load More', this)
    return item
  }
}
