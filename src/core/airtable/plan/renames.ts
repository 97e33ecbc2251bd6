/** Rows whose records have another name now, as the definition says. A name that a row has got already is not given again. */
import type { SyncedRow } from '../store/syncedRows'
import type { SyncTable } from '../definition/airtableSync'

export interface NamedRow {
  readonly identity: string
  readonly row: SyncedRow
}

export class Renames {
  private readonly held: NamedRow[] = []
  /** Of the names that are old or new ones, those that rows have. */
  private readonly known = new Set<string>()
  private readonly names: ReadonlySet<string | null>

  constructor(private readonly renames: SyncTable['renames']) {
    this.names = new Set([...Object.keys(renames), ...Object.values(renames)])
  }

  /** Whether the row has to wait until all rows are known. */
  holds(named: NamedRow): boolean {
    const { identity, row } = named
    if (row.values !== undefined && this.names.has(identity)) this.known.add(identity)
    if (this.newName(identity) === undefined) return false
    this.held.push(named)
    return true
  }

  /** Those that have waited, under the names that their records have now. */
  *placed(): Generator<NamedRow> {
    for (const { identity, row } of this.held) {
      const name = this.newName(identity)
      yield { identity: name !== undefined && this.moves(identity) ? name : identity, row }
    }
  }

  /** Where another row has the new name and keeps it, this renaming is long done: the old name is a new record’s. */
  private moves(identity: string, before: readonly string[] = []): boolean {
    const name = this.newName(identity)
    if (name === undefined || before.includes(identity)) return false
    return !this.known.has(name) || this.moves(name, [...before, identity])
  }

  private newName(identity: string): string | undefined {
    return Object.hasOwn(this.renames, identity) ? (this.renames[identity] ?? undefined) : undefined
  }
}
