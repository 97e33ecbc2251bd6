/**
 * Links to rows that may come later in the plan: of a table to itself, and of tables that link to each other in a circle. They are
 * made when all rows are there.
 */
import { LineFile, linesOf } from '../../source/lineFile'
import type { PlanItem } from '../../plan/plan'
import type { Row } from '../../util/value'
import type { SyncedRow } from '../store/syncedRows'
import { baseOf, compareField, type ComparedField } from './compareRow'
import { followLink, type ExportRecord } from './exportRecord'
import { keptFinding } from './keptFinding'
import { finding } from './readTable'
import type { TablePlanning } from './planTable'
import { updateOf } from './rowChanges'
import { countDiffering } from './tableCounts'

/** Links of one row. */
interface DeferredLink {
  readonly row: SyncedRow
  readonly locator: string
  /** What the record is called. */
  readonly name: string
  readonly waiting: Readonly<Record<number, string>>
  /** An earlier change of the plan makes the row, or changes it. */
  readonly isTouched: boolean
  /** An earlier change of the plan makes it. */
  readonly isNew: boolean
}

export class DeferredLinks {
  private readonly tables = new Map<TablePlanning, LineFile>()

  constructor(private readonly folder: string) {}

  /** Links of a row that the table has. */
  addKnown(
    planning: TablePlanning,
    row: SyncedRow,
    { waiting, locator, name }: ExportRecord,
    isTouched: boolean,
  ): Promise<void> | undefined {
    return this.add(planning, { row, locator, name, waiting, isTouched, isNew: false })
  }

  /** Links of a row that the plan inserts: as yet, it has none. */
  addNew(
    planning: TablePlanning,
    rowId: string,
    { waiting, locator, name }: ExportRecord,
  ): Promise<void> | undefined {
    const { columns } = planning.table
    const base: Row = Object.fromEntries(columns.map(({ column }) => [column.name, null]))
    const row = { rowId, values: columns.map(() => null), base, own: {}, reference: undefined }
    const links = Object.entries(waiting).filter(([, cell]) => cell !== '')
    if (links.length === 0) return undefined
    return this.add(planning, {
      ...{ row, locator, name, waiting: Object.fromEntries(links) },
      isTouched: true,
      isNew: true,
    })
  }

  async *plan(): AsyncGenerator<PlanItem> {
    for (const [planning, lines] of this.tables)
      for await (const line of linesOf(lines))
        yield* planLinks(planning, JSON.parse(line) as DeferredLink)
  }

  private add(planning: TablePlanning, link: DeferredLink): Promise<void> | undefined {
    if (Object.keys(link.waiting).length === 0) return undefined
    const lines = this.tables.get(planning) ?? new LineFile(this.folder)
    this.tables.set(planning, lines)
    return lines.add(JSON.stringify(link))
  }
}

function* planLinks(planning: TablePlanning, link: DeferredLink): Generator<PlanItem> {
  const { table, links, counts, sync } = planning
  const { row, locator, isTouched, name } = link
  const fields: ComparedField[] = []
  for (const [place, cell] of Object.entries(link.waiting)) {
    const column = table.columns[Number(place)]
    if (column?.link === undefined) continue
    const { value, lost } =
      cell === ''
        ? { value: null, lost: undefined }
        : followLink(column, cell, links.of(column.link.table).names)
    if (lost !== undefined) {
      counts.lost++
      yield finding('lostLink', locator, lost)
      continue
    }
    const known = { present: row.values?.[Number(place)] ?? null, base: baseOf(column, row.base) }
    const field = compareField(column, value, known, links)
    if (field.verdict !== 'same') fields.push(field)
  }
  for (const field of fields) {
    const kept = keptFinding(planning, link, field)
    counts.kept += kept.length
    yield* kept
  }
  // A row that the plan makes differs in nothing: it is not there yet.
  if (!link.isNew)
    countDiffering(
      counts,
      fields.map(({ column }) => column.column.name),
    )
  const change = updateOf(planning, row, fields, sync.conflict, { isTouched, label: name })
  if (change === undefined) return
  if (!isTouched) {
    counts.updated++
    counts.unchanged--
  }
  yield { kind: 'change', change }
}
