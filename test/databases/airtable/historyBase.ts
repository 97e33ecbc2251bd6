/** The Airtable side of random histories: two tables of a base, what people do to them, and what their exports look like. */
import type { Sheet } from './rulesSite'

/** A number from 0, below 1. */
export type Random = () => number

/** Cells as people see them; of a link, the id of the record. */
export interface AirtableRecord {
  readonly id: string
  readonly cells: Record<string, string>
}

/** Columns but the id, the record's name first. */
export const SHEETS = {
  Things: ['Name', 'Size', 'Note', 'Done', 'Files', 'Parent'],
  Parts: ['Code', 'Thing', 'No', 'Cost'],
} as const

export type SheetName = keyof typeof SHEETS

/** By the columns with links, the tables that they lead to. */
export const LINKS: Readonly<Record<string, SheetName>> = { Parent: 'Things', Thing: 'Things' }

export class AirtableBase {
  readonly records: Readonly<Record<SheetName, AirtableRecord[]>> = { Things: [], Parts: [] }
  private made = 0

  constructor(private readonly random: Random) {}

  add(sheet: SheetName): void {
    const id = `rec${String(++this.made).padStart(5, '0')}`
    const record: AirtableRecord = { id, cells: {} }
    for (const column of SHEETS[sheet]) record.cells[column] = this.value(column, id)
    this.records[sheet].push(record)
  }

  change(sheet: SheetName): void {
    const record = this.pick(this.records[sheet])
    if (record === undefined) return
    const column = this.pick(SHEETS[sheet]) ?? 'Name'
    record.cells[column] = this.value(column, record.id)
  }

  /** Links to it go with it. */
  remove(sheet: SheetName): void {
    const record = this.pick(this.records[sheet])
    if (record === undefined) return
    this.records[sheet].splice(this.records[sheet].indexOf(record), 1)
    for (const { cells } of [...this.records.Things, ...this.records.Parts])
      for (const column of Object.keys(LINKS)) if (cells[column] === record.id) cells[column] = ''
  }

  /** Names are unique, and have what makes reading them hard. */
  private value(column: string, id: string): string {
    const sizes = ['', '1', '2', '30', '5000']
    switch (column) {
      case 'Name':
      case 'Code':
        return `${this.pick(['a', 'a, b', 'the "x"', ' y', 'line\nend']) ?? ''} ${id} ${this.below(100)}`
      case 'Parent':
      case 'Thing':
        return this.below(4) === 0 ? '' : (this.pick(this.records.Things)?.id ?? '')
      case 'Done':
        return this.pick(['', 'checked']) ?? ''
      case 'Files':
        return this.pick(['', 'a.png', 'a.png,b (1).pdf', 'c, d.txt']) ?? ''
      case 'Size':
        return this.below(3) === 0 ? (this.pick(sizes) ?? '') : String(this.below(999))
      default:
        return this.below(6) === 0 ? '' : String(this.below(50))
    }
  }

  pick<T>(all: readonly T[]): T | undefined {
    return all[this.below(all.length)]
  }

  below(count: number): number {
    return Math.floor(this.random() * count)
  }
}

/** What an export has of a table. */
export interface ExportedSheet {
  readonly columns: readonly string[]
  readonly records: readonly AirtableRecord[]
}

export type Exported = Readonly<Record<SheetName, ExportedSheet>>

/** Mostly all of it; at times with hidden columns, records that a filter leaves out, or edited by hand. In any order. */
export function exportOf(base: AirtableBase): Exported {
  const sheet = (name: SheetName): ExportedSheet => {
    const [first, ...others] = SHEETS[name]
    const hides = base.below(4) === 0
    const filters = base.below(4) === 0
    const shown = others.filter(() => !hides || base.below(2) === 0)
    const records = base.records[name].filter(() => !filters || base.below(5) > 0)
    return {
      columns: [first, ...shuffled(base, ['ID', ...shown])],
      records: shuffled(base, records).map((record) => edited(base, name, record)),
    }
  }
  return { Things: sheet('Things'), Parts: sheet('Parts') }
}

function edited(base: AirtableBase, sheet: SheetName, { id, cells }: AirtableRecord) {
  const column = sheet === 'Things' ? 'Note' : 'Cost'
  const isEdited = base.below(40) === 0
  return { id, cells: { ...cells, ...(isEdited && { [column]: '77' }) } }
}

function shuffled<T>(base: AirtableBase, all: readonly T[]): readonly T[] {
  const rest = [...all]
  return all.flatMap(() => rest.splice(base.below(rest.length), 1))
}

/** The files' texts. Addresses of attachments are others every time. */
export function sheetsOf(base: AirtableBase, exported: Exported): Readonly<Record<string, Sheet>> {
  const token = String(base.below(1e9))
  const names = new Map(base.records.Things.map(({ id, cells }) => [id, cells['Name'] ?? '']))
  const cellOf = ({ id, cells }: AirtableRecord, column: string) => {
    const cell = cells[column] ?? ''
    if (column === 'ID') return id
    if (column === 'Files') return files(cell, token)
    return column in LINKS ? listItem(names.get(cell) ?? '') : cell
  }
  return Object.fromEntries(
    Object.entries(exported).map(([name, { columns, records }]: [string, ExportedSheet]) => [
      name,
      [columns, ...records.map((record) => columns.map((column) => cellOf(record, column)))],
    ]),
  )
}

/** `c, d.txt` is one name. */
export function fileNames(cell: string): readonly string[] {
  return cell === '' ? [] : cell.split(/,(?! )/)
}

function files(cell: string, token: string): string {
  return fileNames(cell)
    .map((name) => `${name} (https://v5.airtableusercontent.com/v3/u/1/1/${token}/x)`)
    .join(',')
}

function listItem(name: string): string {
  return /[",\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name
}
