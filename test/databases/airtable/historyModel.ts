/** What a sync of random histories has to make of a table, worked out from its rules in plain maps. */
import { fileNames, LINKS, type AirtableRecord, type ExportedSheet } from './historyBase'

/** A row: its cells by Airtable's columns, in one text for the same values; links by the ids of rows. */
export interface ModelRow {
  readonly id: string
  /** What links to it have. */
  readonly serial: string
  readonly cells: Readonly<Record<string, string | null>>
  readonly isActive: boolean
  readonly version: number
  /** All of it. */
  readonly whole: string
}

export type ModelTable = ReadonlyMap<string, ModelRow>

/** By rows' ids: what a sync has last left in each column, links by their serials. */
export type Common = Map<string, Record<string, string | null>>

export interface Rules {
  readonly mode: 'incremental' | 'full' | 'merge'
  readonly conflict: 'keep' | 'airtable'
}

/** What a row has to have. */
export interface Expected {
  readonly cells: Readonly<Record<string, string | null>>
  readonly isActive: boolean
}

export interface TableModel {
  readonly columns: readonly string[]
  readonly rows: ModelTable
  readonly common: Common
  readonly exported: ExportedSheet
  /** Records that the export of the linked table has. */
  readonly linked: ReadonlySet<string>
  /** Rows that there will be to link to. */
  readonly there: (column: string) => ReadonlySet<string>
  /** The id of the row with a serial. */
  readonly idOf: (serial: string) => string
}

/** By ids, the rows that there are after a sync. */
export function expectedRows(model: TableModel, rules: Rules): ReadonlyMap<string, Expected> {
  const { rows, common, exported } = model
  const expected = new Map<string, Expected>()
  const records = new Map(exported.records.map((record) => [record.id, record]))
  const gone = [...rows.values()].filter(({ id, isActive }) => isActive && !records.has(id))
  const active = [...rows.values()].filter(({ isActive }) => isActive).length
  const marks = rules.mode === 'full' && gone.length <= 50 && gone.length * 10 <= active
  for (const row of rows.values()) {
    const record = records.get(row.id)
    if (record !== undefined) expected.set(row.id, updated(model, rules, row, record))
    else expected.set(row.id, { cells: row.cells, isActive: row.isActive && !marks })
  }
  for (const record of records.values()) {
    if (rows.has(record.id) || (common.has(record.id) && rules.mode !== 'merge')) continue
    const row = inserted(model, record)
    if (row !== undefined) expected.set(record.id, row)
  }
  return withLaterLinks(model, rules, records, expected)
}

/** Links of a table to itself are made once all of its rows are there; whether the rest of a row was refused does not matter. */
function withLaterLinks(
  model: TableModel,
  rules: Rules,
  records: ReadonlyMap<string, AirtableRecord>,
  expected: Map<string, Expected>,
): ReadonlyMap<string, Expected> {
  const { rows, exported } = model
  if (!exported.columns.includes('Parent')) return expected
  for (const [id, { cells, isActive }] of [...expected]) {
    const record = records.get(id)
    if (record === undefined) continue
    const row = rows.get(id)
    const parent =
      row === undefined
        ? valueOf(model, record, 'Parent')
        : merged(model, rules, row, record, 'Parent')
    if (
      parent === undefined ||
      (parent !== null && !expected.has(parent) && !parent.startsWith('#'))
    )
      continue
    expected.set(id, { cells: { ...cells, Parent: parent }, isActive })
  }
  return expected
}

function updated(model: TableModel, rules: Rules, row: ModelRow, record: AirtableRecord): Expected {
  const cells: Record<string, string | null> = { ...row.cells }
  for (const column of model.columns)
    if (column !== 'Parent' && model.exported.columns.includes(column))
      cells[column] = merged(model, rules, row, record, column) ?? null
  const changed = model.columns.filter((column) => cells[column] !== row.cells[column])
  const isRefused = changed.some((column) => !takes(model, column, cells[column] ?? null))
  if (!isRefused) return { cells, isActive: true }
  return { cells: row.cells, isActive: row.isActive }
}

function inserted(model: TableModel, record: AirtableRecord): Expected | undefined {
  const cells: Record<string, string | null> = {}
  for (const column of model.columns) {
    const isWritten = column !== 'Parent' && model.exported.columns.includes(column)
    cells[column] = isWritten ? (valueOf(model, record, column) ?? null) : defaultOf(column)
  }
  const isRefused = model.columns.some((column) => !takes(model, column, cells[column] ?? null))
  return isRefused ? undefined : { cells, isActive: true }
}

/** Of three values: what Airtable has, what the row has, and what both have had. */
function merged(
  model: TableModel,
  { conflict }: Rules,
  row: ModelRow,
  record: AirtableRecord,
  column: string,
): string | null | undefined {
  const present = row.cells[column] ?? null
  const incoming = valueOf(model, record, column)
  if (incoming === undefined || incoming === present) return present
  const common = commonOf(model, row.id, column)
  if (common === undefined) return incoming
  if (incoming === common) return present
  return common === present || conflict === 'airtable' ? incoming : present
}

function commonOf(model: TableModel, id: string, column: string): string | null | undefined {
  const value = model.common.get(id)?.[column]
  return value != null && column in LINKS ? model.idOf(value) : value
}

/** Undefined where a link leads to nobody. */
function valueOf(
  { linked }: TableModel,
  { cells }: AirtableRecord,
  column: string,
): string | null | undefined {
  const cell = cells[column] ?? ''
  if (column === 'Done') return cell === 'checked' ? 't' : 'f'
  if (cell === '') return null
  if (column in LINKS) return linked.has(cell) ? cell : undefined
  return column === 'Files' ? JSON.stringify(fileNames(cell)) : cell
}

function takes({ there }: TableModel, column: string, value: string | null): boolean {
  if (value === null) return true
  if (column === 'Size') return Number(value) < 1000
  return column !== 'Thing' || value.startsWith('#') || there(column).has(value)
}

function defaultOf(column: string): string | null {
  return column === 'Done' ? 'f' : null
}
