/** Records that look like rows whose records are gone: somebody may have given them another name. */
import type { Value } from '../../util/value'
import type { SyncedRow } from '../store/syncedRows'
import type { ExportRecord } from './exportRecord'
import { canonicalValue } from './identityPart'
import type { LinkIndex } from './linkIndex'
import type { ResolvedTable } from './resolvedSync'

/** The part of the cells that have to be the same. */
const ALIKE = 0.8
/** One value that two records share says nothing. */
const LEAST = 2
/** So many rows are looked at: where more are gone, it is no renaming that has happened. */
export const MOST_GONE = 2000

export interface GoneRow {
  readonly identity: string
  readonly row: SyncedRow
}

/** Finds the one row among those that are gone that has most of a record's values. */
export class GoneRows {
  private readonly byValue = new Map<string, GoneRow[]>()

  constructor(
    private readonly table: ResolvedTable,
    private readonly links: LinkIndex,
    gone: readonly GoneRow[],
  ) {
    for (const one of gone)
      for (const value of this.valuesOf(one.row)) {
        const known = this.byValue.get(value)
        if (known === undefined) this.byValue.set(value, [one])
        else known.push(one)
      }
  }

  /** Undefined where none is like it, or several are. */
  like({ values }: ExportRecord): GoneRow | undefined {
    const own = this.texts(values)
    if (own.length < LEAST) return undefined
    const counts = new Map<GoneRow, number>()
    for (const value of own)
      for (const one of this.byValue.get(value) ?? []) counts.set(one, (counts.get(one) ?? 0) + 1)
    const needed = Math.max(LEAST, Math.ceil(own.length * ALIKE))
    const alike = [...counts].filter(
      ([{ row }, count]) => count >= needed && count >= this.valuesOf(row).length * ALIKE,
    )
    return alike.length === 1 ? alike[0]?.[0] : undefined
  }

  private valuesOf({ values, base }: SyncedRow): readonly string[] {
    const { columns } = this.table
    return this.texts(
      columns.map(({ column, link }, place) => {
        const value = base?.[column.name] ?? values?.[place] ?? null
        return link === undefined ? value : this.links.of(link.table).rowIdOf(value)
      }),
    )
  }

  /** What has another name differs in it: names say nothing. Nor does a box that is not checked. */
  private texts(values: readonly Value[]): readonly string[] {
    return values.flatMap((value, place) => {
      const says = value !== null && value !== 'f' && this.table.identity?.includes(place) !== true
      const column = this.table.columns[place]
      return says && column !== undefined ? [`${place} ${canonicalValue(column, value)}`] : []
    })
  }
}
