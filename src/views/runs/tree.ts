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
import { RunNode, RunningNode } from './nodes'
import type { Begun } from './nodes'

const pageSize = 50

/** How often a run of another process is asked after while somebody looks. */
const pollMilliseconds = 2000

/** A run that this window has begun. */
export interface RunningRun {
  report(progress: string): void
  /** However it ended: its ledger is asked for what became of it. */
  end(): void
}

export class RunsView implements vscode.Disposable {
  readonly #disposables = new Disposables()
  readonly #tree = this.#disposables.add(new NodeTree(() => this.getRoots()))
  readonly #runs = new LazyChildren(
    views.runs,
    () => this.#load(),
    () => this.#onLoaded(),
  )
  readonly #view: vscode.TreeView<TreeNode>
  readonly #running = new Set<RunningNode>()
  readonly #nothingYet = emptyNode(views.runs, 'nothing was applied yet')
  #poll: NodeJS.Timeout | undefined
  #limit = pageSize

  constructor(
    private readonly core: CoreClient,
    private readonly folders: DrydockFolders,
  ) {
    this.#view = this.#disposables.add(
      vscode.window.createTreeView(views.runs, { treeDataProvider: this.#tree }),
    )
    this.#disposables.add(folders.onDidChange(() => this.#runs.reset()))
    this.#disposables.add(this.#view.onDidChangeVisibility(() => this.#pollWhileRunning()))
  }

  getRoots(): readonly TreeNode[] {
    if (!vscode.workspace.isTrusted || this.folders.all.length === 0) return []
    const begun = [...this.#running]
    const listed = this.#runs.get().filter((node) => !begun.some((one) => isSameRun(one, node)))
    // It would be the first run: nothing else is to be said.
    const others = listed.filter((node) => begun.length === 0 || node !== this.#nothingYet)
    return [...begun, ...others]
  }

  /** Shows a run from its first moment, with its progress. */
  begin(folder: string, begun: Begun): RunningRun {
    const node = new RunningNode(folder, begun)
    this.#running.add(node)
    this.#tree.refresh()
    return {
      report: (progress) => {
        node.progress = progress
        this.#tree.refresh(node)
      },
      end: () => void this.#end(node),
    }
  }

  /** Asks the ledgers again, once somebody looks; what is shown stays until they answer. */
  reload(): void {
    if (this.#view.visible) void this.#runs.reload()
    else this.#runs.reset()
  }

  dispose(): void {
    clearTimeout(this.#poll)
    this.#disposables.dispose()
  }

  /** The node stays until the list has the run, so that nothing flickers. */
  async #end(node: RunningNode): Promise<void> {
    if (this.#view.visible) await this.#runs.reload()
    else this.#runs.reset()
    this.#running.delete(node)
    this.#tree.refresh()
  }

  #pollWhileRunning(): void {
    clearTimeout(this.#poll)
    const isRunning = this.#runs.loaded.some(
      (node) => node instanceof RunNode && node.run.status === 'running',
    )
    if (isRunning && this.#view.visible)
      this.#poll = setTimeout(() => void this.#runs.reload(), pollMilliseconds)
  }

  async #load(): Promise<readonly TreeNode[]> {
    const lists = await Promise.all(this.folders.paths.map((folder) => this.#loadFolder(folder)))
    const nodes = lists.flatMap(({ runs }) => runs).sort(newestFirst)
    const troubles = lists.flatMap(({ troubles }) => troubles)
    if (nodes.length === 0 && troubles.length === 0) return [this.#nothingYet]
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

  #onLoaded(): void {
    this.#tree.refresh()
    this.#pollWhileRunning()
  }

  #moreNode(): LoadMoreNode {
    return new LoadMoreNode(views.runs, 'older runs', () => {
      this.#limit += pageSize
      void this.#runs.reload()
    })
  }
}

/** The ledger's own entry of a run that this window has begun. */
function isSameRun({ begun }: RunningNode, node: TreeNode): boolean {
  return node instanceof RunNode && node.run.status === 'running' && begun.isRun(node.run)
}

function newestFirst(a: { readonly run: Run }, b: { readonly run: Run }): number {
  return a.run.startedAt < b.run.startedAt ? 1 : -1
}
