/** The view Environments: environments with their connection, schemas and tables. */
import * as vscode from 'vscode'
import { views } from '../../contributions'
import type { EnvironmentReference } from '../../contributions'
import type { CoreClient } from '../../coreHost/client'
import { Disposables } from '../disposables'
import type { DrydockFolders } from '../folders'
import { NodeTree } from '../tree/nodeTree'
import type { TreeNode } from '../tree/nodeTree'
import type { Connections } from './connections'
import { FolderNode } from './nodes'

export class EnvironmentsView implements vscode.Disposable {
  readonly #disposables = new Disposables()
  readonly #tree = this.#disposables.add(new NodeTree(() => this.getRoots()))
  #folders: readonly FolderNode[] = []

  constructor(
    private readonly core: CoreClient,
    private readonly folders: DrydockFolders,
    private readonly connections: Connections,
  ) {
    this.#disposables.add(
      vscode.window.createTreeView(views.environments, {
        treeDataProvider: this.#tree,
        showCollapseAll: true,
      }),
    )
    this.#disposables.add(folders.onDidChange(() => this.reload()))
    this.#disposables.add(connections.onDidChange((of) => this.#refreshEnvironment(of)))
  }

  /** Nodes of the first level: the environments of the only folder, else the folders. */
  getRoots(): readonly TreeNode[] {
    if (!vscode.workspace.isTrusted) return []
    return this.#folders.length === 1 ? (this.#folders[0]?.getChildren() ?? []) : this.#folders
  }

  /** Reads `drydock.jsonc` again and forgets what was loaded. */
  reload(): void {
    const services = {
      core: this.core,
      connections: this.connections,
      changed: this.#tree.refresh,
    }
    const alone = this.folders.all.length === 1
    this.#folders = this.folders.all.map(
      ({ uri, name }) => new FolderNode(services, uri.fsPath, name, alone),
    )
    this.#tree.refresh()
  }

  dispose(): void {
    this.#disposables.dispose()
  }

  #refreshEnvironment({ folder, environment }: EnvironmentReference): void {
    const node = this.#folders.find((one) => one.id === folder)?.find(environment)
    if (node !== undefined) this.#tree.refresh(node)
  }
}
