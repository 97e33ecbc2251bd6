/** What links lead to: names of records, and what the rows that they have become are called. */
import type { Value } from '../../util/value'
import { NameIndex } from '../links/nameIndex'
import type { ResolvedTable } from './resolvedSync'

/** Of one table. */
export class LinkTarget {
  readonly names = new NameIndex()
  /** What links have, by the ids of rows that are in the table. */
  private readonly references = new Map<string, string>()
  private readonly rowIds = new Map<string, string>()

  constructor(
    readonly table: string,
    readonly rowId: string,
    readonly column: string,
  ) {}

  addRow(rowId: string, reference: Value | undefined): void {
    if (reference === undefined || reference === null) return
    this.references.set(rowId, reference)
    this.rowIds.set(reference, rowId)
  }

  /** Undefined where the row is not in the table yet. */
  referenceTo(rowId: string): string | undefined {
    return this.references.get(rowId)
  }

  /** The id of the row that a link is to. A row without an id is called by what the link has. */
  rowIdOf(reference: Value): Value {
    return reference === null ? null : (this.rowIds.get(reference) ?? `#${reference}`)
  }
}

/** Of all tables that others link to. */
export class LinkIndex {
  private readonly targets = new Map<string, LinkTarget>()

  constructor(tables: readonly ResolvedTable[]) {
    for (const { spec, name, rowId, reference } of tables)
      this.targets.set(spec.name, new LinkTarget(name, rowId.name, reference?.name ?? ''))
  }

  of(table: string): LinkTarget {
    const target = this.targets.get(table)
    if (target === undefined) throw new Error(`the sync has no table "${table}"`)
    return target
  }
}
