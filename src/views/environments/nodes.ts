/** The nodes of Environments: folder, environment, schema, table. */
import * as vscode from 'vscode'
import { itemKinds, schemes } from '../../contributions'
import type { EnvironmentReference, Reloadable, TableReference } from '../../contributions'
import type { CoreClient } from '../../coreHost/client'
import type { EnvironmentListing, TableListing, TableName, WorkOptions } from '../../core/index'
import { countOf, formatEstimate } from '../format'
import type { LazyChildren } from '../tree/lazyChildren'
import { lazyChildrenOf } from '../tree/lazyChildren'
import { emptyNode } from '../tree/messageNodes'
import type { NodeChanged, TreeNode } from '../tree/nodeTree'
import type { Connections } from './connections'
import { describeState, environmentId } from './connectionState'
import type { ConnectionState } from './connectionState'

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
    this.#children.reload()
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
    const { name, protection, address } = this.listing
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
    const tables = await this.services.connections.observe(this, () =>
      this.services.core.request('listTables', { folder, environment }),
    )
    if (tables.length === 0) return [emptyNode(this.id, 'no tables')]
    return [...bySchema(tables)].map(
      ([schema, listings]) => new SchemaNode(this.services, this, schema, listings),
    )
  }
}

class SchemaNode implements TreeNode {
  readonly id: string
  readonly #tables: readonly TableNode[]

  constructor(
    services: EnvironmentServices,
    environment: EnvironmentReference,
    private readonly schema: string,
    tables: readonly TableListing[],
  ) {
    this.id = `${environmentId(environment)}/${schema}`
    this.#tables = tables.map((listing) => new TableNode(services, environment, listing))
  }

  toTreeItem(): vscode.TreeItem {
    const item = new vscode.TreeItem(this.schema, vscode.TreeItemCollapsibleState.Expanded)
    item.iconPath = new vscode.ThemeIcon('symbol-namespace')
    item.description = countOf(this.#tables.length, 'table')
    return item
  }

  getChildren(): readonly TreeNode[] {
    return this.#tables
  }
}

export class TableNode implements TreeNode, TableReference {
  readonly id: string
  readonly folder: string
  readonly environment: string
  readonly table: TableName
  #exactRows: string | undefined
  #counting = false

  constructor(
    private readonly services: EnvironmentServices,
    environment: EnvironmentReference,
    private readonly listing: TableListing,
  ) {
    this.folder = environment.folder
    this.environment = environment.environment
    this.table = { schema: listing.schema, name: listing.name }
    this.id = `${environmentId(environment)}/${listing.schema}/${listing.name}`
  }

  toTreeItem(): vscode.TreeItem {
    const item = new vscode.TreeItem(this.table.name)
    item.description = this.#rows()
    item.iconPath = new vscode.ThemeIcon(tableIcon(this.listing.kind))
    item.contextValue = itemKinds.table
    item.tooltip = `${this.listing.kind} ${this.table.schema}.${this.table.name}`
    return item
  }

  /** Replaces the estimate by the number that the database counts. */
  async count(options: WorkOptions): Promise<void> {
    const { folder, environment, table } = this
    this.#show(true)
    try {
      const params = { folder, environment, table }
      this.#exactRows = await this.services.core.request('countRows', params, options)
    } finally {
      this.#show(false)
    }
  }

  #show(counting: boolean): void {
    this.#counting = counting
    this.services.changed(this)
  }

  #rows(): string {
    if (this.#counting) return 'counting…'
    if (this.#exactRows !== undefined) return countOf(this.#exactRows, 'row')
    return formatEstimate(this.listing.estimatedRows)
  }
}

function bySchema(tables: readonly TableListing[]): Map<string, TableListing[]> {
  const schemas = new Map<string, TableListing[]>()
  for (const table of tables) {
    const known = schemas.get(table.schema)
    if (known === undefined) schemas.set(table.schema, [table])
    else known.push(table)
  }
  return schemas
}

function tableIcon(kind: TableListing['kind']): string {
  return kind === 'view' || kind === 'materializedView' ? 'preview' : 'table'
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
