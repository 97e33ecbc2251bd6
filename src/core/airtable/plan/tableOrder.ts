/** In which order tables are written: those that others link to come first. */
import type { SyncTable } from '../definition/airtableSync'

export interface OrderedTable {
  readonly spec: SyncTable
  /** Tables that it links to and that do not come before it, itself among them. */
  readonly later: ReadonlySet<string>
}

/** Where tables link to each other in a circle, the first of the definition begins. */
export function orderTables(tables: readonly SyncTable[]): readonly OrderedTable[] {
  const placed: OrderedTable[] = []
  const open = [...tables]
  while (open.length > 0) {
    const names = new Set(open.map(({ name }) => name))
    const waitsFor = (table: SyncTable) =>
      linkedTables(table).filter((name) => name !== table.name && names.has(name))
    const ready = open.findIndex((table) => waitsFor(table).length === 0)
    const [spec] = open.splice(Math.max(0, ready), 1)
    if (spec === undefined) break
    placed.push({ spec, later: new Set(linkedTables(spec).filter((name) => names.has(name))) })
  }
  return placed
}

function linkedTables({ columns }: SyncTable): readonly string[] {
  return columns.flatMap(({ link }) => link ?? [])
}
