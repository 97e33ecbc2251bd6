/** Which columns are links: their cells are names of another table's records. */
import type { OpenedExport } from '../plan/openExport'
import { resolveLinks } from '../links/resolveLink'
import { recordsOf, type ColumnFacts, type ExportFacts } from './exportFacts'

export interface FoundLink {
  /** The table and column that it is in. */
  readonly from: string
  readonly column: string
  /** The table whose records it names. */
  readonly to: string
  /** Some cell names several. */
  readonly isMany: boolean
  /** Cells that name nothing that is known, and all that say something. */
  readonly unknown: number
  readonly filled: number
}

/** The part of a column’s cells that have to name records, and of a column that is called like their table. */
const NAMED = 0.9
const NAMED_LIKE_TABLE = 0.5

/** Reads an export once more. Of several tables whose records a column names, the one is taken that has most of them. */
export async function findLinks(
  facts: ExportFacts,
  { source }: OpenedExport,
  tables: readonly ExportFacts[],
): Promise<readonly FoundLink[]> {
  const candidates = facts.columns
    .slice(1)
    .filter(mayBeLink)
    .flatMap(({ name }) => tables.map((to) => new Candidate(facts.table, name, to)))
  if (candidates.length === 0) return []
  for await (const record of recordsOf(source))
    if (record !== undefined) for (const one of candidates) one.add(record[one.column] ?? '')
  const links = candidates.flatMap((one) => one.end() ?? [])
  return facts.columns.flatMap(({ name }) => {
    const ofColumn = links.filter(({ column }) => column === name)
    const [best] = ofColumn.sort((a, b) => a.unknown - b.unknown || nearness(b) - nearness(a))
    return best === undefined ? [] : [best]
  })
}

/** A column that is called like the table, or like one record of it, is more likely to be a link to it. */
export function nearness({ column, to }: Pick<FoundLink, 'column' | 'to'>): number {
  const [a, b] = [column.toLowerCase(), to.toLowerCase()]
  if (a === b) return 2
  return a.startsWith(b) || b.startsWith(a) ? 1 : 0
}

/** Numbers, dates and boxes are no names. */
function mayBeLink({ formats: [first], filled }: ColumnFacts): boolean {
  return filled > 0 && (first?.type === 'text' || first?.type === 'choices')
}

class Candidate {
  private filled = 0
  private unknown = 0
  private isMany = false

  constructor(
    private readonly from: string,
    readonly column: string,
    private readonly to: ExportFacts,
  ) {}

  add(cell: string): void {
    if (cell === '') return
    this.filled++
    const found = resolveLinks(cell, this.to.names)
    if ('unknown' in found) this.unknown++
    if ('rowIds' in found && found.rowIds.length > 1) this.isMany = true
  }

  end(): FoundLink | undefined {
    const { from, column, filled, unknown, isMany } = this
    const link = { from, column, to: this.to.table, isMany, unknown, filled }
    const needed = nearness(link) > 0 ? NAMED_LIKE_TABLE : NAMED
    return filled - unknown < Math.max(1, filled * needed) ? undefined : link
  }
}
