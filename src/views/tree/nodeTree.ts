/** What the trees have in common: nodes that make their own items, refreshed one at a time. */
import * as vscode from 'vscode'

export interface TreeNode {
  /** Stable, so that the editor keeps selection and expansion over a refresh. */
  readonly id: string
  /** Where it is under another node; only needed of one that a view reveals, and of those above it. */
  readonly parent?: TreeNode | undefined
  toTreeItem(): vscode.TreeItem
  /** Absent where the node is a leaf. */
  getChildren?(): readonly TreeNode[]
}

/** Tells a tree that a node looks different, or all of it does when no node is named. */
export type NodeChanged = (node?: TreeNode) => void

const refreshMilliseconds = 250

/** Shows nodes. Changes of one node are passed on at most four times a second. */
export class NodeTree implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<TreeNode | undefined>()
  readonly onDidChangeTreeData = this.#changed.event
  readonly #pending = new Set<TreeNode>()
  #pendingRoot = false
  #timer: NodeJS.Timeout | undefined
  #lastFired = -Infinity

  constructor(private readonly roots: () => readonly TreeNode[]) {}

  getTreeItem(node: TreeNode): vscode.TreeItem {
    const item = node.toTreeItem()
    item.id = node.id
    return item
  }

  getChildren(node?: TreeNode): TreeNode[] {
    return [...(node === undefined ? this.roots() : (node.getChildren?.() ?? []))]
  }

  getParent(node: TreeNode): TreeNode | undefined {
    return node.parent
  }

  readonly refresh: NodeChanged = (node) => {
    if (node === undefined) this.#pendingRoot = true
    else this.#pending.add(node)
    const wait = Math.max(0, this.#lastFired + refreshMilliseconds - performance.now())
    this.#timer ??= setTimeout(() => this.#fire(), wait)
  }

  /** Passes on at once what waits: the editor reveals only nodes that it has heard of. */
  flush(): void {
    if (this.#timer === undefined) return
    clearTimeout(this.#timer)
    this.#fire()
  }

  dispose(): void {
    clearTimeout(this.#timer)
    this.#changed.dispose()
  }

  #fire(): void {
    this.#timer = undefined
    this.#lastFired = performance.now()
    const nodes = this.#pendingRoot ? [undefined] : [...this.#pending]
    this.#pendingRoot = false
    this.#pending.clear()
    for (const node of nodes) this.#changed.fire(node)
  }
}
