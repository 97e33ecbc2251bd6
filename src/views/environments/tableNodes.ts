/** What is in an environment: databases where it lists several, schemas, tables. */
import * as vscode from 'vscode'
import { itemKinds } from '../../contributions'
import type { EnvironmentReference, Reloadable, TableReference } from '../../contributions'
import type { TableListing, TableName, WorkOptions } from '../../core/index'
import { countOf, formatEstimate } from '../format'
import { lazyChildrenOf } from '../tree/lazyChildren'
import type { LazyChildren } from '../tree/lazyChildren'
import { emptyNode } from '../tree/messageNodes'
import type { TreeNode } from '../tree/nodeTree'
import { environmentId } from './connectionState'
import { describeDatabase } from './facts'
import type { EnvironmentServices } from './nodes'

/** A database of an environment. */
interface DatabaseReference extends EnvironmentReference {
  readonly database?: string | undefined
}

/** The tables of a database by their schemas. */
export async function loadTables(
  services: EnvironmentServices,
  { folder, environment, database }: DatabaseReference,
): Promise<readonly TreeNode[]> {
  const place = { folder, environment, database }
  const tables = await services.connections.observe(place, () =>
    services.core.request('listTables', place),
  )
  if (tables.length === 0) return [emptyNode(databaseId(place), 'no tables')]
  const schemas = [...bySchema(tables)]
  const [first, ...others] = schemas
  // An engine without schemas inside a database has one of the same name.
  if (first?.[0] === database && first !== undefined && others.length === 0)
    return first[1].map((listing) => new TableNode(services, place, listing))
  return schemas.map(([schema, listings]) => new SchemaNode(services, place, schema, listings))
}

function databaseId(place: DatabaseReference): string {
  const id = environmentId(place)
  return place.database === undefined ? id : `${id}/database ${place.database}`
}

/** A database of an environment: one that it lists, or one that the registry has. */
export interface ShownDatabase {
  readonly base: string
  readonly fullName?: string
  readonly exists?: boolean
  readonly bytes?: number | null
}

/** Its tables are asked for by its base name, which is what definitions name. */
export class DatabaseNode implements TreeNode, Reloadable {
  readonly id: string
  readonly environment: string
  readonly #children: LazyChildren

  constructor(
    services: EnvironmentServices,
    { folder, environment }: EnvironmentReference,
    private readonly database: ShownDatabase,
  ) {
    const place = { folder, environment, database: database.base }
    this.id = databaseId(place)
    this.environment = environment
    this.#children = lazyChildrenOf(
      () => this,
      this.id,
      () => loadTables(services, place),
      services.changed,
    )
  }

  toTreeItem(): vscode.TreeItem {
    const { base, fullName = base, exists = true, bytes = null } = this.database
    const { Collapsed, None } = vscode.TreeItemCollapsibleState
    const item = new vscode.TreeItem(fullName, exists ? Collapsed : None)
    item.description = describeDatabase({ exists, bytes })
    item.iconPath = new vscode.ThemeIcon(exists ? 'database' : 'warning')
    if (fullName !== base) item.tooltip = `${fullName}: “${base}” of ${this.environment}`
    return item
  }

  getChildren(): readonly TreeNode[] {
    return this.#children.get()
  }

  reload(): void {
    this.#children.reset()
  }
}

class SchemaNode implements TreeNode {
  readonly id: string
  readonly #tables: readonly TableNode[]

  constructor(
    services: EnvironmentServices,
    place: DatabaseReference,
    private readonly schema: string,
    tables: readonly TableListing[],
  ) {
    this.id = `${databaseId(place)}/${schema}`
    this.#tables = tables.map((listing) => new TableNode(services, place, listing))
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
  readonly database: string | undefined
  readonly table: TableName
  #exactRows: string | undefined
  #counting = false

  constructor(
    private readonly services: EnvironmentServices,
    place: DatabaseReference,
    private readonly listing: TableListing,
  ) {
    this.folder = place.folder
    this.environment = place.environment
    this.database = place.database
    this.table = { schema: listing.schema, name: listing.name }
    this.id = `${databaseId(place)}/${listing.schema}/${listing.name}`
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
    const { folder, environment, database, table } = this
    this.#show(true)
    try {
      const params = { folder, environment, database, table }
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
