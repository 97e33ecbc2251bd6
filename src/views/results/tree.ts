/** The view Mapping Results: what the latest dry run found. */
import * as vscode from 'vscode'
import { views } from '../../contributions'
import { setContextKey } from '../typedCommands'
import type { CoreClient } from '../../coreHost/client'
import type { Plan, SavedPlan } from '../../core/index'
import { Disposables } from '../disposables'
import { LazyChildren } from '../tree/lazyChildren'
import { NodeTree } from '../tree/nodeTree'
import type { TreeNode } from '../tree/nodeTree'
import { describePlan } from './describePlan'
import { resultNodes } from './nodes'

export class ResultsView implements vscode.Disposable {
  readonly #disposables = new Disposables()
  readonly #tree = this.#disposables.add(new NodeTree(() => this.getRoots()))
  readonly #view: vscode.TreeView<TreeNode>
  #plan: SavedPlan | undefined
  #groups: LazyChildren | undefined

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
    return this.#groups?.get() ?? []
  }

  show(saved: SavedPlan): void {
    const services = { core: this.core, changed: this.#tree.refresh }
    this.#plan = saved
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
  markApplied(plan: Plan, outcome: string): void {
    if (this.#plan?.plan.id !== plan.id) return
    this.#plan = undefined
    this.#view.message = `${plan.title} · ${outcome}`
    setContextKey('drydock.hasPlan', false)
  }

  /** Empties the view and says why. */
  clear(reason: string): void {
    this.#plan = undefined
    this.#groups = undefined
    this.#view.message = reason
    setContextKey('drydock.hasPlan', false)
    this.#tree.refresh()
  }

  dispose(): void {
    this.#disposables.dispose()
  }
}
