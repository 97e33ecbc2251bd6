/** The view Environments: environments with their connection, databases, schemas and tables. */
import * as vscode from 'vscode'
import { views } from '../../contributions'
import type { EnvironmentReference } from '../../contributions'
import type { CoreClient } from '../../coreHost/client'
import type { Comparisons, KeptComparison } from '../comparisons/comparisons'
import { Disposables } from '../disposables'
import type { DrydockFolders } from '../folders'
import { NodeTree } from '../tree/nodeTree'
import type { TreeNode } from '../tree/nodeTree'
import type { Connections } from './connections'
import type { GitHeads } from './gitHeads'
import { FolderNode } from './nodes'
import type { EnvironmentNode, EnvironmentServices } from './nodes'
import type { EnvironmentStatus } from './statusBar'

export interface EnvironmentParts {
  readonly core: CoreClient
  readonly folders: DrydockFolders
  readonly connections: Connections
  readonly comparisons: Comparisons
  readonly git: GitHeads
  readonly status: EnvironmentStatus
}

export class EnvironmentsView implements vscode.Disposable {
  readonly #disposables = new Disposables()
  readonly #tree = this.#disposables.add(new NodeTree(() => this.getRoots()))
  readonly #services: EnvironmentServices
  readonly #view: vscode.TreeView<TreeNode>
  #folders: readonly FolderNode[] = []

  constructor(private readonly parts: EnvironmentParts) {
    const { core, folders, connections, comparisons, git, status } = parts
    this.#services = {
      core,
      connections,
      comparisons,
      changed: this.#tree.refresh,
      branchesOf: (folder) => git.branchesOf(folder),
      isCurrent: (of) => status.isCurrent(of),
    }
    this.#view = this.#disposables.add(
      vscode.window.createTreeView(views.environments, {
        treeDataProvider: this.#tree,
        showCollapseAll: true,
        canSelectMany: true,
      }),
    )
    this.#disposables.add(folders.onDidChange(() => this.reload()))
    this.#disposables.add(connections.onDidChange((of) => this.#refreshEnvironment(of)))
    this.#disposables.add(comparisons.onDidChangeHome((of) => this.#refreshEnvironment(of)))
    this.#disposables.add(status.onDidChange(() => this.#tree.refresh()))
  }

  /** Nodes of the first level: the environments of the only folder, else the folders. */
  getRoots(): readonly TreeNode[] {
    if (!vscode.workspace.isTrusted) return []
    return this.#folders.length === 1 ? (this.#folders[0]?.getChildren() ?? []) : this.#folders
  }

  /** Reads `drydock.jsonc` again and forgets what was loaded. */
  reload(): void {
    const { all } = this.parts.folders
    this.parts.comparisons.retain(({ folder }) => all.some(({ uri }) => uri.fsPath === folder))
    this.#folders = all.map(
      ({ uri, name }) => new FolderNode(this.#services, uri.fsPath, name, all.length === 1),
    )
    this.#tree.refresh()
  }

  /** Asks for the environments of a folder again: databases came or went. What is open stays open. */
  follow(folder: string): void {
    this.#folders.find((one) => one.id === folder)?.reload()
  }

  /** Unfolds the environment that shows a comparison. Another view container that somebody looks at stays. */
  async revealComparison({ home, id }: KeptComparison): Promise<void> {
    const nodes = this.#find(home)?.comparisons ?? []
    const node = nodes.find(({ comparison }) => comparison === id)
    if (node === undefined || !this.#view.visible) return
    this.#tree.flush()
    // It may be gone by then; whoever looks finds what there is.
    await this.#view.reveal(node, { select: true, expand: true }).then(undefined, () => undefined)
  }

  dispose(): void {
    this.#disposables.dispose()
  }

  #find({ folder, environment }: EnvironmentReference): EnvironmentNode | undefined {
    return this.#folders.find((one) => one.id === folder)?.find(environment)
  }

  #refreshEnvironment(of: EnvironmentReference): void {
    const node = this.#find(of)
    if (node !== undefined) this.#tree.refresh(node)
  }
}
