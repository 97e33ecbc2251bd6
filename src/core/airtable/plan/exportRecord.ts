/** One record of an export as what its row would have. */
import { cleanText } from '../../source/cleaning/cleanText'
import type { SourceRecord } from '../../source/records/source'
import type { Value } from '../../util/value'
import { readCell } from '../cells/readCell'
import type { NameIndex } from '../links/nameIndex'
import { resolveLinks } from '../links/resolveLink'
import { canonicalPart } from './identityPart'
import type { ResolvedColumn, ResolvedTable } from './resolvedSync'

/** A record that was read. Of a link, a value is the id of the row that it is to; links that wait are in `waiting`. */
export interface ExportRecord {
  readonly locator: string
  /** The name by which others link to it: its first column, as it is written. */
  readonly name: string
  /** In the order of the table's columns. */
  readonly values: readonly Value[]
  /** Cells of links that can be followed only when all rows are known, by the place of the column. */
  readonly waiting: Readonly<Record<number, string>>
  /** Places of links that lead nowhere: where there is a row, it keeps what it has. */
  readonly lost: readonly number[]
  /** It cannot be imported. */
  readonly isFailed?: true
}

export interface ReadRecord {
  readonly record: ExportRecord
  /** What tells it apart; undefined where nothing does. */
  readonly identity: string | undefined
  /** Why it cannot be imported. */
  readonly failed?: string
  /** Links that lead nowhere, and why. The record is imported without them. */
  readonly lost: readonly string[]
  /** How many of its cells say that a formula has failed. */
  readonly formulaErrors: number
  /** What should tell it apart cannot be read: any row may be its. */
  readonly isUnplaced: boolean
}

/** Where links of a column lead. */
export type FindNames = (table: string) => NameIndex

/** `first` is the name of the export's first column. Columns that the export does not have are left out of `present`. */
export function recordReader(
  table: ResolvedTable,
  { first, present }: { readonly first: string; readonly present: readonly boolean[] },
  namesOf: FindNames,
): (source: SourceRecord) => ReadRecord {
  return (source) => {
    const cells = JSON.parse(source.json) as Readonly<Record<string, string>>
    const values: Value[] = []
    const waiting: Record<number, string> = {}
    const lost = new Map<number, string>()
    let failed: string | undefined
    let formulaErrors = 0
    table.columns.forEach((column, place) => {
      const cell = present[place] === true ? cellOf(cells, column) : ''
      const read = readColumn(column, cell, namesOf)
      if (read.waits === true && present[place] === true) waiting[place] = cell
      if (read.lost !== undefined) lost.set(place, read.lost)
      if (read.isError === true) formulaErrors++
      failed ??= read.invalid ?? (present[place] === true ? missing(column, cell, read) : undefined)
      values.push(read.value)
    })
    const identity = identityOf(table, cells, values)
    const isUnread = (place: number) => values[place] === null && readsCell(place)
    const readsCell = (place: number) => cells[table.columns[place]?.spec.name ?? ''] !== ''
    return {
      record: {
        ...{ locator: source.locator, name: cells[first] ?? '', values, waiting },
        lost: [...lost.keys()],
      },
      identity,
      ...(failed !== undefined && { failed }),
      ...{ lost: [...lost.values()], formulaErrors },
      isUnplaced: identity === undefined && table.identity?.some(isUnread) === true,
    }
  }
}

interface ReadColumn {
  readonly value: Value
  readonly invalid?: string
  readonly lost?: string
  readonly waits?: true
  readonly isError?: true
}

/** Cleaned, and with what the definition has in its place. */
function cellOf(
  cells: Readonly<Record<string, string>>,
  { spec: { name, clean, values } }: ResolvedColumn,
): string {
  const written = cells[name] ?? ''
  const cleaned = clean.length === 0 ? written : (cleanText(written, clean) ?? '')
  return Object.hasOwn(values, cleaned) ? (values[cleaned] ?? '') : cleaned
}

function readColumn(column: ResolvedColumn, cell: string, namesOf: FindNames): ReadColumn {
  if (column.link !== undefined) return readLink(column, cell, namesOf)
  const read = readCell(column.spec.format, cell)
  if ('error' in read) return { value: null, isError: true }
  if ('invalid' in read) return { value: null, invalid: blame(column, read.invalid) }
  if (read.value === null) return { value: null }
  const carried = column.carry(read.value)
  if ('invalid' in carried) return { value: null, invalid: blame(column, carried.invalid) }
  const { allowed } = column.spec
  if (allowed.length > 0 && !allowed.includes(carried.text))
    return { value: null, invalid: blame(column, notAllowed(carried.text, allowed)) }
  return { value: carried.text }
}

function readLink(column: ResolvedColumn, cell: string, namesOf: FindNames): ReadColumn {
  const { link } = column
  if (link?.isDeferred === true) return { value: null, waits: true }
  if (cell === '' || link === undefined) return { value: null }
  return followLink(column, cell, namesOf(link.table))
}

/** A link to one row; what is wrong with it is for people. */
export function followLink(
  { spec, link }: ResolvedColumn,
  cell: string,
  names: NameIndex,
): { readonly value: Value; readonly lost?: string } {
  const found = resolveLinks(cell, names)
  const table = JSON.stringify(link?.table ?? '')
  const lose = (why: string) => ({ value: null, lost: `${JSON.stringify(spec.name)}: ${why}` })
  if ('unknown' in found) return lose(`${table} has no record ${JSON.stringify(found.unknown)}`)
  if ('ambiguous' in found)
    return lose(`${table} has several records ${JSON.stringify(found.ambiguous)}`)
  const [rowId = null, ...more] = found.rowIds
  return more.length === 0
    ? { value: rowId }
    : lose(`it links to ${found.rowIds.length} records, and the column takes one`)
}

function missing(
  { spec, column, link }: ResolvedColumn,
  cell: string,
  read: ReadColumn,
): string | undefined {
  if (read.value !== null || (read.waits === true && cell !== '')) return undefined
  const takesNone = !column.nullable && column.hasDefault !== true
  if (!spec.required && !takesNone) return undefined
  if (read.lost !== undefined) return read.lost
  const why = spec.required ? 'is required' : `"${column.name}" takes no null`
  const what = link === undefined ? 'has no value' : 'links to nothing'
  return `${JSON.stringify(spec.name)} ${what}, and ${why}`
}

function notAllowed(text: string, allowed: readonly string[]): string {
  return `${JSON.stringify(text)} is none of ${allowed.map((one) => JSON.stringify(one)).join(', ')}`
}

function blame({ spec: { name } }: ResolvedColumn, message: string): string {
  return `${JSON.stringify(name)}: ${message}`
}

function identityOf(
  { spec, identity, columns }: ResolvedTable,
  cells: Readonly<Record<string, string>>,
  values: readonly Value[],
): string | undefined {
  if (spec.identity.kind === 'recordId') return cells[spec.identity.column]?.trim() || undefined
  const parts = (identity ?? []).map((place) => {
    const value = values[place] ?? null
    const column = columns[place]
    return column === undefined || column.link !== undefined
      ? value
      : canonicalPart(column.column, value)
  })
  return identityText(parts)
}

/** The same text for the same values, whether they are an export's or a row's. Undefined where one is missing. */
export function identityText(parts: readonly Value[]): string | undefined {
  if (parts.length === 0 || parts.some((part) => part === null || part === '')) return undefined
  return parts.length === 1 ? (parts[0] ?? undefined) : JSON.stringify(parts)
}
