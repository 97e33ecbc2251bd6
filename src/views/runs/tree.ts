/** The view Runs: what was executed, newest first. */
import * as vscode from 'vscode'
import { views } from '../../contributions'
import type { CoreClient } from '../../coreHost/client'
import type { Run, RunList } from '../../core/index'
import { Disposables } from '../disposables'
import type { DrydockFolders } from '../folders'
import { LazyChildren } from '../tree/lazyChildren'
import { emptyNode, failedNode, FailedNode, LoadMoreNode } from '../tree/messageNodes'
import { NodeTree } from '../tree/nodeTree'
import type { TreeNode } from '../tree/nodeTree'
import { RunNode } from './nodes'

const pageSize = 50

export class RunsView implements vscode.Disposable {
  readonly #disposables = new Disposables()
  readonly #tree = this.#disposables.add(new NodeTree(() => this.getRoots()))
  readonly #runs = new LazyChildren(
    views.runs,
    () => this.#load(),
    () => this.#tree.refresh(),
  )
  readonly #view: vscode.TreeView<TreeNode>
  #limit = pageSize

  constructor(
    private readonly core: CoreClient,
    private readonly folders: DrydockFolders,
  ) {
    this.#view = this.#disposables.add(
      vscode.window.createTreeView(views.runs, { treeDataProvider: this.#tree }),
    )
    this.#disposables.add(folders.onDidChange(() => this.#runs.reset()))
  }

  getRoots(): readonly TreeNode[] {
    if (!vscode.workspace.isTrusted || this.folders.all.length === 0) return []
    return this.#runs.get()
  }

  /** Asks the ledgers again, once somebody looks; what is shown stays until they answer. */
  reload(): void {
    if (this.#view.visible) this.#runs.reload()
    else this.#runs.reset()
  }

  dispose(): void {
    this.#disposables.dispose()
  }

  async #load(): Promise<readonly TreeNode[]> {
    const lists = await Promise.all(this.folders.paths.map((folder) => this.#loadFolder(folder)))
    const nodes = lists.flatMap(({ runs }) => runs).sort(newestFirst)
    const troubles = lists.flatMap(({ troubles }) => troubles)
    if (nodes.length === 0 && troubles.length === 0)
      return [emptyNode(views.runs, 'nothing was applied yet')]
    const more = nodes.length < this.#limit ? [] : [this.#moreNode()]
    return [...nodes.slice(0, this.#limit), ...more, ...troubles]
  }

  async #loadFolder(folder: string): Promise<{ runs: RunNode[]; troubles: TreeNode[] }> {
    try {
      const list = await this.core.request('listRuns', { folder, limit: this.#limit })
      return {
        runs: list.runs.map((run) => new RunNode(folder, run)),
        troubles: this.#unreachable(folder, list),
      }
    } catch (error) {
      return { runs: [], troubles: [failedNode(folder, error, () => this.#runs.reset())] }
    }
  }

  #unreachable(folder: string, { unreachable }: RunList): TreeNode[] {
    return unreachable.map(
      ({ environment, message }) =>
        new FailedNode(folder, message, () => this.#runs.reset(), `${environment} unreachable`),
    )
  }

  #moreNode(): LoadMoreNode {
    return new LoadMoreNode(views.runs, 'older runs', () => {
      this.#limit += pageSize
      this.#runs.reload()
    })
  }
}

function newestFirst(a: { readonly run: Run }, b: { readonly run: Run }): number {
  return a.run.startedAt < b.run.startedAt ? 1 : -1
}
