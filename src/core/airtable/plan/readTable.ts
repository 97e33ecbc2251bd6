/** Reads an export and the rows of its table, to be sorted together. */
import type { Session } from '../../database/session'
import { isUnreadable, type RecordSource } from '../../source/records/source'
import type { Finding, PlanItem } from '../../plan/plan'
import type { Value } from '../../util/value'
import type { KnownState } from '../store/base'
import { readSyncedRows, type SyncedRow } from '../store/syncedRows'
import { identityText, recordReader } from './exportRecord'
import { canonicalPart } from './identityPart'
import type { LinkIndex } from './linkIndex'
import type { RecordLines } from './recordLines'
import { Renames, type NamedRow } from './renames'
import type { ResolvedTable } from './resolvedSync'
import { deriveRowId, isDerived } from './rowId'
import type { TableCounts } from './tableCounts'

export interface ReadContext {
  readonly session: Session
  readonly table: ResolvedTable
  readonly links: LinkIndex
  readonly counts: TableCounts
  readonly lines: RecordLines
}

export interface ReadRows {
  /** How many rows the table has that a sync knows. */
  readonly rows: number
  /** Those of them that are active. */
  readonly active: number
  /** Rows of which it is not known what they had when they were last synced. */
  readonly unknown: number
  /** Derived ids of rows that are called otherwise by now: no other row gets them. */
  readonly taken: ReadonlySet<string>
}

export async function readRows(
  { session, table, links, lines }: ReadContext,
  state: KnownState | undefined,
): Promise<ReadRows> {
  const target = links.of(table.spec.name)
  const taken = new Set<string>()
  const renames = new Renames(table.spec.renames)
  const add = ({ identity, row }: NamedRow) => {
    if (isDerived(row.rowId) && deriveRowId(table.spec.name, identity) !== row.rowId)
      taken.add(row.rowId)
    return lines.addRow(identity, row)
  }
  let [rows, active, unknown] = [0, 0, 0]
  for await (const row of readSyncedRows(session, table, state)) {
    const identity = identityOfRow(table, row, links)
    if (row.values !== undefined) {
      rows++
      if (isActive(table, row)) active++
      if (row.base === undefined) unknown++
      target.addRow(row.rowId, row.reference)
    }
    const full = renames.holds({ identity, row }) ? undefined : add({ identity, row })
    if (full !== undefined) await full
  }
  for (const named of renames.placed()) await add(named)
  return { rows, active, unknown, taken }
}

export function isActive({ own }: ResolvedTable, row: SyncedRow): boolean {
  return own.isActive === undefined || row.own[own.isActive.name] !== 'f'
}

/** No record has one of these. */
const NAMELESS = '\u0001'

/** As it was last synced: what somebody has changed in the database since does not make another record of it. */
function identityOfRow(table: ResolvedTable, row: SyncedRow, links: LinkIndex): string {
  const { identity, columns } = table
  if (identity === undefined) return row.rowId
  const parts = identity.map((place): Value => {
    const resolved = columns[place]
    if (resolved === undefined) return null
    const { column, link } = resolved
    const value = row.base?.[column.name] ?? row.values?.[place] ?? null
    return link === undefined ? canonicalPart(column, value) : links.of(link.table).rowIdOf(value)
  })
  return identityText(parts) ?? NAMELESS + row.rowId
}

export interface ExportColumns {
  /** The name of the first one: that of the records. */
  readonly first: string
  /** Which of the table's columns it has, by their places. */
  readonly present: readonly boolean[]
}

/** Yields what is wrong with records. Those that cannot be imported are counted as failed; their rows are not gone for all that. */
export async function* readRecords(
  { table, links, counts, lines }: ReadContext,
  source: RecordSource,
  columns: ExportColumns,
): AsyncGenerator<PlanItem> {
  const read = recordReader(table, columns, (name) => links.of(name).names)
  for await (const { items } of source.pages())
    for (const item of items) {
      counts.processed++
      if (isUnreadable(item)) {
        counts.failed++
        counts.unplaced++
        yield finding('invalid', item.locator, item.message)
        continue
      }
      const { record, identity, failed, lost, formulaErrors, isUnplaced } = read(item)
      counts.formulaErrors += formulaErrors
      if (isUnplaced) counts.unplaced++
      const reason = failed ?? (identity === undefined ? (lost[0] ?? nameless(table)) : undefined)
      if (reason !== undefined) {
        counts.failed++
        yield finding('invalid', item.locator, reason, item.json)
      } else {
        counts.lost += lost.length
        for (const message of lost) yield finding('lostLink', item.locator, message)
      }
      if (identity === undefined) continue
      const isFailed = reason !== undefined && { isFailed: true as const }
      const full = lines.addRecord(identity, { ...record, ...isFailed })
      if (full !== undefined) await full
    }
}

function nameless(table: ResolvedTable): string {
  return `it has nothing in ${identityColumns(table)}, by which records are told apart`
}

/** The columns of the export that tell records apart, for people. */
export function identityColumns({ spec: { identity } }: ResolvedTable): string {
  const columns = identity.kind === 'recordId' ? [identity.column] : identity.columns
  return columns.map((name) => JSON.stringify(name)).join(', ')
}

/** Of a record of the export, by its place there. */
export function finding(
  kind: Finding['kind'],
  locator: string,
  message: string,
  raw?: string,
): PlanItem {
  return {
    kind: 'finding',
    finding: {
      ...{ kind, side: 'source', key: { record: locator }, rows: 1, message },
      record: { locator, code: kind, raw: raw ?? null },
    },
  }
}

/** Of a row that is left as it is. */
export function rowFinding({ rowId }: ResolvedTable, id: string, message: string): PlanItem {
  return {
    kind: 'finding',
    finding: { kind: 'duplicateKey', side: 'target', key: { [rowId.name]: id }, rows: 1, message },
  }
}
