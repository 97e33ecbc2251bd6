/** The first nodes of Environments: folder and environment. */
import * as vscode from 'vscode'
import { itemKinds, schemes } from '../../contributions'
import type { EnvironmentReference, Reloadable } from '../../contributions'
import type { CoreClient } from '../../coreHost/client'
import type { EnvironmentListing } from '../../core/index'
import type { LazyChildren } from '../tree/lazyChildren'
import { lazyChildrenOf } from '../tree/lazyChildren'
import { emptyNode } from '../tree/messageNodes'
import type { NodeChanged, TreeNode } from '../tree/nodeTree'
import type { Connections } from './connections'
import { describeState, environmentId } from './connectionState'
import type { ConnectionState } from './connectionState'
import { DatabaseNode, loadTables } from './tableNodes'

export interface EnvironmentServices {
  readonly core: CoreClient
  readonly connections: Connections
  readonly changed: NodeChanged
}

/** A workspace folder; shown only where there are several. */
export class FolderNode implements TreeNode, Reloadable {
  readonly id: string
  readonly #children: LazyChildren

  constructor(
    private readonly services: EnvironmentServices,
    private readonly folder: string,
    private readonly name: string,
    private readonly alone: boolean,
  ) {
    this.id = folder
    this.#children = lazyChildrenOf(
      () => (this.alone ? undefined : this),
      this.id,
      () => this.#load(),
      services.changed,
    )
  }

  toTreeItem(): vscode.TreeItem {
    const item = new vscode.TreeItem(this.name, vscode.TreeItemCollapsibleState.Expanded)
    item.iconPath = vscode.ThemeIcon.Folder
    return item
  }

  getChildren(): readonly TreeNode[] {
    return this.#children.get()
  }

  reload(): void {
    void this.#children.reload()
  }

  /** The environment of that name where it is loaded. */
  find(environment: string): EnvironmentNode | undefined {
    return this.#children.loaded.find(
      (node): node is EnvironmentNode =>
        node instanceof EnvironmentNode && node.environment === environment,
    )
  }

  async #load(): Promise<readonly TreeNode[]> {
    const listings = await this.services.core.request('listEnvironments', { folder: this.folder })
    if (listings.length === 0) return [emptyNode(this.id, 'drydock.jsonc names no environments')]
    return listings.map((listing) => new EnvironmentNode(this.services, this.folder, listing))
  }
}

export class EnvironmentNode implements TreeNode, EnvironmentReference, Reloadable {
  readonly id: string
  readonly environment: string
  readonly #children: LazyChildren

  constructor(
    private readonly services: EnvironmentServices,
    readonly folder: string,
    readonly listing: EnvironmentListing,
  ) {
    this.environment = listing.name
    this.id = environmentId(this)
    this.#children = lazyChildrenOf(
      () => this,
      this.id,
      () => this.#load(),
      services.changed,
    )
  }

  toTreeItem(): vscode.TreeItem {
    const state = this.services.connections.get(this)
    const { name, protection } = this.listing
    const address = describeAddress(this.listing)
    const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.Collapsed)
    item.description = protection === 'open' ? address : `${protection} · ${address}`
    item.iconPath = connectionIcon(state)
    item.contextValue = itemKinds.environment
    item.resourceUri = vscode.Uri.from({
      scheme: schemes.environment,
      path: `/${name}`,
      query: protection,
    })
    item.tooltip = `${name}: ${protection}\n${address}\n${describeState(state)}`
    return item
  }

  getChildren(): readonly TreeNode[] {
    return this.#children.get()
  }

  reload(): void {
    this.#children.reset()
  }

  async #load(): Promise<readonly TreeNode[]> {
    const { folder, environment } = this
    const { databases } = this.listing
    if (databases.length > 1)
      return databases.map((database) => new DatabaseNode(this.services, this, database))
    const [database] = databases
    return loadTables(this.services, { folder, environment, database })
  }
}

/** Without a database in it where there are several. */
function describeAddress({ address, databases }: EnvironmentListing): string {
  if (databases.length <= 1) return address
  return `${address.replace(/\/$/, '')} · ${databases.length} databases`
}

function connectionIcon(state: ConnectionState): vscode.ThemeIcon {
  switch (state.kind) {
    case 'untested':
      return new vscode.ThemeIcon('database')
    case 'connecting':
      return new vscode.ThemeIcon('loading~spin')
    case 'connected':
      return new vscode.ThemeIcon('database', new vscode.ThemeColor('testing.iconPassed'))
    case 'failed':
      return new vscode.ThemeIcon('error', new vscode.ThemeColor('errorForeground'))
  }
}
