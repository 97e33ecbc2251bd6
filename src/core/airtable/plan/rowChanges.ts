/** Changes of rows, as the applier takes them. */
import type { Row, Value } from '../../util/value'
import type { FieldConflict, RowChange, RowReference } from '../../plan/plan'
import type { SyncConflict } from '../definition/airtableSync'
import type { SyncedRow } from '../store/syncedRows'
import { isFilled, type ComparedField } from './compareRow'
import type { ExportRecord } from './exportRecord'
import type { LinkIndex } from './linkIndex'
import type { ResolvedColumn, ResolvedTable } from './resolvedSync'

/** The moment of the planning, as both kinds of timestamps print it. */
export interface Moment {
  readonly timestamp: string
  readonly timestamptz: string
}

export function momentOf(now: Date): Moment {
  const text = now
    .toISOString()
    .replace('T', ' ')
    .replace(/\.?0*Z$/, '')
  return { timestamp: text, timestamptz: `${text}+00` }
}

/** What changes of one table have in common. */
export interface ChangeContext {
  readonly table: ResolvedTable
  readonly links: LinkIndex
  readonly moment: Moment
  /** Columns that the export has, by their places. */
  readonly present: readonly boolean[]
}

/** A row for a record that has none. Links to rows that are still to come are filled in when they are there. */
export function insertOf(
  { table, links, moment, present }: ChangeContext,
  rowId: string,
  record: ExportRecord,
): RowChange {
  const after: Record<string, Value> = { [table.rowId.name]: rowId }
  const references: Record<string, RowReference> = {}
  table.columns.forEach((column, place) => {
    if (present[place] !== true || column.link?.isDeferred === true) return
    const value = record.values[place] ?? null
    const { text, reference } = linked(column, value, links)
    if (value === null && isFilled(column)) return
    after[column.column.name] = text
    if (reference !== undefined) references[column.column.name] = reference
  })
  Object.assign(after, ownOfNew(table, moment))
  return {
    op: 'insert',
    table: table.name,
    key: { [table.rowId.name]: rowId },
    before: {},
    after,
    ...labelled(record.name),
    ...(Object.keys(references).length > 0 && { references }),
  }
}

export interface UpdateOptions {
  /** An earlier change of the plan says already that the row was synced. */
  readonly isTouched?: boolean
  /** What its record is called. */
  readonly label?: string
}

/** A change of the given fields of a row; undefined where there is nothing to change. */
export function updateOf(
  context: ChangeContext,
  row: SyncedRow,
  fields: readonly ComparedField[],
  conflict: SyncConflict,
  { isTouched = false, label }: UpdateOptions = {},
): RowChange | undefined {
  const { table, links, moment } = context
  const before: Record<string, Value> = {}
  const after: Record<string, Value> = {}
  const references: Record<string, RowReference> = {}
  const conflicts: Record<string, FieldConflict> = {}
  for (const { column, verdict, incoming, present, base } of fields) {
    if (verdict === 'kept' || (verdict === 'both' && conflict === 'keep')) continue
    const { name } = column.column
    const { text, reference } = linked(column, incoming, links)
    before[name] = present
    after[name] = text
    if (reference !== undefined) references[name] = reference
    if (verdict === 'both' && conflict === 'ask')
      conflicts[name] = { source: text, target: present, ...(base !== undefined && { base }) }
  }
  const { isActive } = table.own
  if (!isTouched && isActive !== undefined && row.own[isActive.name] === 'f') {
    before[isActive.name] = 'f'
    after[isActive.name] = 't'
  }
  if (Object.keys(after).length === 0) return undefined
  return {
    ...(isTouched
      ? updateFrom(table, row, before, after)
      : withOwn(table, row, before, after, moment)),
    ...labelled(label),
    ...(Object.keys(references).length > 0 && { references }),
    ...(Object.keys(conflicts).length > 0 && { conflict: { fields: conflicts } }),
  }
}

function labelled(label: string | undefined): Pick<RowChange, 'label'> {
  return label === undefined || label === '' ? {} : { label }
}

/** Marks a row as no longer in Airtable. */
export function deactivationOf(
  { table, moment }: Pick<ChangeContext, 'table' | 'moment'>,
  row: SyncedRow,
  label: string,
): RowChange | undefined {
  const { isActive } = table.own
  if (isActive === undefined || row.own[isActive.name] === 'f') return undefined
  const { name } = isActive
  const change = withOwn(table, row, { [name]: row.own[name] ?? null }, { [name]: 'f' }, moment)
  return { ...change, ...labelled(label) }
}

/** What is written for a link: what the row has that it is to, or where that will be found. */
export function linked(
  { link }: ResolvedColumn,
  value: Value,
  links: LinkIndex,
): { readonly text: Value; readonly reference?: RowReference } {
  if (link === undefined || value === null) return { text: value }
  const target = links.of(link.table)
  const text = target.referenceTo(value)
  if (text !== undefined) return { text }
  const { table, rowId, column } = target
  return { text: null, reference: { table, key: { [rowId]: value }, column } }
}

function ownOfNew({ own }: ResolvedTable, moment: Moment): Row {
  const values: Record<string, Value> = {}
  for (const part of ['lastSyncedAt', 'createdAt', 'updatedAt'] as const) {
    const column = own[part]
    if (column !== undefined) values[column.name] = momentFor(column, moment)
  }
  if (own.syncVersion !== undefined) values[own.syncVersion.name] = '1'
  if (own.isActive !== undefined) values[own.isActive.name] = 't'
  return values
}

function updateFrom(
  { rowId, name }: ResolvedTable,
  row: SyncedRow,
  before: Row,
  after: Row,
): RowChange {
  return { op: 'update', table: name, key: { [rowId.name]: row.rowId }, before, after }
}

/** The version grows with each change that a sync makes, and with no other. */
function withOwn(
  table: ResolvedTable,
  row: SyncedRow,
  before: Record<string, Value>,
  after: Record<string, Value>,
  moment: Moment,
): RowChange {
  const { own } = table
  const old = { ...before }
  const now = { ...after }
  for (const column of [own.lastSyncedAt, own.updatedAt]) {
    if (column === undefined) continue
    old[column.name] = row.own[column.name] ?? null
    now[column.name] = momentFor(column, moment)
  }
  if (own.syncVersion !== undefined) {
    const version = row.own[own.syncVersion.name] ?? null
    old[own.syncVersion.name] = version
    now[own.syncVersion.name] = String(BigInt(version ?? '0') + 1n)
  }
  return updateFrom(table, row, old, now)
}

function momentFor({ family }: { readonly family: string }, moment: Moment): string {
  return family === 'timestamp' ? moment.timestamp : moment.timestamptz
}
