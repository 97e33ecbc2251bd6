/** The first nodes of Environments: folder and environment. */
import * as vscode from 'vscode'
import { itemKinds, schemes } from '../../contributions'
import type { ComparisonReference, EnvironmentReference, Reloadable } from '../../contributions'
import type { CoreClient } from '../../coreHost/client'
import type { RegisteredEnvironment } from '../../coreHost/protocol'
import type { EnvironmentListing } from '../../core/index'
import type { Comparisons, KeptComparison } from '../comparisons/comparisons'
import type { LazyChildren } from '../tree/lazyChildren'
import { lazyChildrenOf } from '../tree/lazyChildren'
import { emptyNode } from '../tree/messageNodes'
import type { NodeChanged, TreeNode } from '../tree/nodeTree'
import type { Connections } from './connections'
import { describeState, environmentId } from './connectionState'
import type { ConnectionState } from './connectionState'
import { isDeletable } from './facts'
import { RegistryFacts } from './registryFacts'
import { DatabaseNode, loadTables } from './tableNodes'

export interface EnvironmentServices {
  readonly core: CoreClient
  readonly connections: Connections
  readonly comparisons: Comparisons
  readonly changed: NodeChanged
  /** The local branches of a folder's repository, where the editor knows them. */
  readonly branchesOf: (folder: string) => Promise<ReadonlySet<string> | undefined>
  readonly isCurrent: (of: EnvironmentReference) => boolean
}

/** A workspace folder; shown only where there are several. */
export class FolderNode implements TreeNode, Reloadable {
  readonly id: string
  readonly #children: LazyChildren
  readonly #registry: RegistryFacts
  /** Kept, so that what was opened stays open when the registry answers. */
  readonly #nodes = new Map<string, EnvironmentNode>()

  constructor(
    private readonly services: EnvironmentServices,
    readonly folder: string,
    private readonly name: string,
    readonly alone: boolean,
  ) {
    this.id = folder
    const self = (): TreeNode | undefined => (this.alone ? undefined : this)
    this.#registry = new RegistryFacts(services, folder, () => {
      this.#letGo()
      services.changed(self())
    })
    this.#children = lazyChildrenOf(self, this.id, () => this.#load(), services.changed)
  }

  toTreeItem(): vscode.TreeItem {
    const item = new vscode.TreeItem(this.name, vscode.TreeItemCollapsibleState.Expanded)
    item.iconPath = vscode.ThemeIcon.Folder
    return item
  }

  /** Those that the file lists come at once; the registry's come when it has answered, or say why they do not. */
  getChildren(): readonly TreeNode[] {
    const listed = this.#children.get()
    const names = listed.map((node) => node instanceof EnvironmentNode && node.environment)
    const registered = this.#registry.environments
      .filter(({ name }) => !names.includes(name))
      .map(({ listing }) => this.#node(listing))
    return [...listed, ...registered, ...this.#registry.trouble]
  }

  /** What is shown stays until the registry has answered again. */
  reload(): void {
    void this.#children.reload()
  }

  /** The environment of that name where it is loaded. */
  find(environment: string): EnvironmentNode | undefined {
    return this.#nodes.get(environment)
  }

  async #load(): Promise<readonly TreeNode[]> {
    const listings = await this.services.core.request('listEnvironments', { folder: this.folder })
    void this.#registry.read()
    if (listings.length === 0) return [emptyNode(this.id, 'drydock.jsonc names no environments')]
    return listings.map((listing) => this.#node(listing))
  }

  /** What was compared with an environment that is gone is of no use. */
  #letGo(): void {
    const { hasRegistry, environments } = this.#registry
    if (!hasRegistry) return
    const names = environments.map(({ name }) => name)
    this.services.comparisons.retain(
      ({ folder, environment }) => folder !== this.folder || names.includes(environment),
    )
  }

  #node(listing: EnvironmentListing): EnvironmentNode {
    const known = this.#nodes.get(listing.name)
    if (known !== undefined && JSON.stringify(known.listing) === JSON.stringify(listing))
      return known
    const made = new EnvironmentNode(this.services, this, listing, this.#registry)
    this.#nodes.set(listing.name, made)
    return made
  }
}

type ComparisonNode = TreeNode & ComparisonReference

export class EnvironmentNode implements TreeNode, EnvironmentReference, Reloadable {
  readonly id: string
  readonly folder: string
  readonly environment: string
  readonly parent: TreeNode | undefined
  readonly #children: LazyChildren
  readonly #comparisons = new WeakMap<KeptComparison, ComparisonNode>()
  /** What its children were made from. */
  #loadedFrom = ''

  constructor(
    private readonly services: EnvironmentServices,
    of: FolderNode,
    readonly listing: EnvironmentListing,
    private readonly registry: RegistryFacts,
  ) {
    this.folder = of.folder
    this.environment = listing.name
    this.parent = of.alone ? undefined : of
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
    const facts = this.registry.of(name)
    const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.Collapsed)
    item.description = this.#description(facts)
    item.iconPath = connectionIcon(state)
    item.contextValue =
      facts !== undefined && isDeletable(facts)
        ? itemKinds.deletableEnvironment
        : itemKinds.environment
    item.resourceUri = vscode.Uri.from({
      scheme: schemes.environment,
      path: `/${name}`,
      query: protection,
    })
    item.tooltip = this.#tooltip(facts, state)
    return item
  }

  getChildren(): readonly TreeNode[] {
    const from = this.#databasesAsText()
    if (from !== this.#loadedFrom) {
      this.#loadedFrom = from
      void this.#children.reload()
    }
    return [...this.comparisons, ...this.#children.get()]
  }

  /** The comparisons that it shows, above its databases. */
  get comparisons(): readonly ComparisonNode[] {
    return this.services.comparisons.of(this).map((one) => {
      const known = this.#comparisons.get(one) ?? one.createNode(this)
      this.#comparisons.set(one, known)
      return known
    })
  }

  reload(): void {
    this.#children.reset()
  }

  #description(facts: RegisteredEnvironment | undefined): string {
    const { protection } = this.listing
    const isCurrent = this.registry.hasRegistry && this.services.isCurrent(this)
    const known = facts === undefined ? [] : this.registry.describe(facts)
    return [
      ...(isCurrent ? ['current'] : []),
      ...(protection === 'open' ? [] : [protection]),
      ...(known.length === 0 ? [describeAddress(this.listing)] : known),
    ].join(' · ')
  }

  #tooltip(facts: RegisteredEnvironment | undefined, state: ConnectionState): string {
    const { name, protection } = this.listing
    const known = facts === undefined ? [] : this.registry.describe(facts)
    return [
      `${name}: ${protection}`,
      describeAddress(this.listing),
      ...(known.length === 0 ? [] : [known.join(' · ')]),
      ...(facts?.problem === undefined ? [] : [facts.problem]),
      describeState(state),
    ].join('\n')
  }

  #databasesAsText(): string {
    return JSON.stringify(this.registry.of(this.environment)?.databases ?? [])
  }

  async #load(): Promise<readonly TreeNode[]> {
    const { folder, environment } = this
    const known = this.registry.of(environment)?.databases ?? []
    if (known.length > 0) return known.map((one) => new DatabaseNode(this.services, this, one))
    const { databases, address } = this.listing
    if (databases.length > 1)
      return databases.map((base) => new DatabaseNode(this.services, this, { base }))
    const [database] = databases
    if (database === undefined && this.registry.hasRegistry && address.endsWith('/'))
      return [emptyNode(this.id, 'no databases of its own')]
    return loadTables(this.services, { folder, environment, database })
  }
}

/** Without a database in it where there are several, or none. */
function describeAddress({ address, databases }: EnvironmentListing): string {
  const server = address.replace(/\/$/, '')
  return databases.length <= 1 ? server : `${server} · ${databases.length} databases`
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
