/** The view Mapping Results: what the latest dry run found. */
import * as vscode from 'vscode'
import { views } from '../../contributions'
import type { RunReference } from '../../contributions'
import { setContextKey } from '../typedCommands'
import type { CoreClient } from '../../coreHost/client'
import type { Plan, SavedPlan } from '../../core/index'
import { Disposables } from '../disposables'
import { LazyChildren } from '../tree/lazyChildren'
import { NodeTree } from '../tree/nodeTree'
import type { TreeNode } from '../tree/nodeTree'
import { describePlan } from './describePlan'
import { describeCounts } from '../runs/describeRun'
import { resultNodes } from './nodes'
import type { ResultServices } from './nodes'
import { outcomeNodes } from './outcomeNodes'

export class ResultsView implements vscode.Disposable {
  readonly #disposables = new Disposables()
  readonly #tree = this.#disposables.add(new NodeTree(() => this.getRoots()))
  readonly #view: vscode.TreeView<TreeNode>
  #plan: SavedPlan | undefined
  #groups: LazyChildren | undefined
  /** What was refused or left alone, once the plan was applied. */
  #outcomes: readonly TreeNode[] = []

  constructor(private readonly core: CoreClient) {
    this.#view = this.#disposables.add(
      vscode.window.createTreeView(views.results, {
        treeDataProvider: this.#tree,
        showCollapseAll: true,
      }),
    )
  }

  /** The plan that is shown, as long as it waits to be applied. */
  get plan(): SavedPlan | undefined {
    return this.#plan
  }

  /** What the view says above its rows. */
  get message(): string | undefined {
    return this.#view.message
  }

  getRoots(): readonly TreeNode[] {
    return [...this.#outcomes, ...(this.#groups?.get() ?? [])]
  }

  show(saved: SavedPlan): void {
    const services = this.#services()
    this.#plan = saved
    this.#outcomes = []
    this.#groups = new LazyChildren(
      saved.plan.id,
      () => resultNodes(services, saved),
      () => this.#tree.refresh(),
    )
    this.#view.message = describePlan(saved.plan)
    setContextKey('drydock.hasPlan', true)
    this.#tree.refresh()
  }

  /** Keeps the rows for reading; the plan has done its work. */
  markApplied({ id, title }: Plan, of: RunReference): void {
    if (this.#plan?.plan.id !== id) return
    this.#outcomes = outcomeNodes(this.#services(), this.#plan, of)
    this.#plan = undefined
    this.#view.message = `${title} · ${describeCounts(of.run.counts)}`
    setContextKey('drydock.hasPlan', false)
    this.#tree.refresh()
  }

  /** Empties the view and says why. */
  clear(reason: string): void {
    this.#plan = undefined
    this.#groups = undefined
    this.#outcomes = []
    this.#view.message = reason
    setContextKey('drydock.hasPlan', false)
    this.#tree.refresh()
  }

  #services(): ResultServices {
    return { core: this.core, changed: this.#tree.refresh }
  }

  dispose(): void {
    this.#disposables.dispose()
  }
}
