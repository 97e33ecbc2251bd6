/** The view Environments: environments with their connection, databases, schemas and tables. */
import * as vscode from 'vscode'
import { views } from '../../contributions'
import type { EnvironmentReference } from '../../contributions'
import type { CoreClient } from '../../coreHost/client'
import { Disposables } from '../disposables'
import type { DrydockFolders } from '../folders'
import { NodeTree } from '../tree/nodeTree'
import type { TreeNode } from '../tree/nodeTree'
import type { Connections } from './connections'
import type { GitHeads } from './gitHeads'
import { FolderNode } from './nodes'
import type { EnvironmentServices } from './nodes'
import type { EnvironmentStatus } from './statusBar'

export interface EnvironmentParts {
  readonly core: CoreClient
  readonly folders: DrydockFolders
  readonly connections: Connections
  readonly git: GitHeads
  readonly status: EnvironmentStatus
}

export class EnvironmentsView implements vscode.Disposable {
  readonly #disposables = new Disposables()
  readonly #tree = this.#disposables.add(new NodeTree(() => this.getRoots()))
  readonly #services: EnvironmentServices
  #folders: readonly FolderNode[] = []

  constructor(private readonly parts: EnvironmentParts) {
    const { core, folders, connections, git, status } = parts
    this.#services = {
      core,
      connections,
      changed: this.#tree.refresh,
      branchesOf: (folder) => git.branchesOf(folder),
      isCurrent: (of) => status.isCurrent(of),
    }
    this.#disposables.add(
      vscode.window.createTreeView(views.environments, {
        treeDataProvider: this.#tree,
        showCollapseAll: true,
      }),
    )
    this.#disposables.add(folders.onDidChange(() => this.reload()))
    this.#disposables.add(connections.onDidChange((of) => this.#refreshEnvironment(of)))
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
    this.#folders = all.map(
      ({ uri, name }) => new FolderNode(this.#services, uri.fsPath, name, all.length === 1),
    )
    this.#tree.refresh()
  }

  /** Asks for the environments of a folder again: databases came or went. What is open stays open. */
  follow(folder: string): void {
    this.#folders.find((one) => one.id === folder)?.reload()
  }

  dispose(): void {
    this.#disposables.dispose()
  }

  #refreshEnvironment({ folder, environment }: EnvironmentReference): void {
    const node = this.#folders.find((one) => one.id === folder)?.find(environment)
    if (node !== undefined) this.#tree.refresh(node)
  }
}
