/** The planner of single rows: what somebody typed becomes a plan with one change. */
import type { Database } from '../database/database'
import type { DatabaseIdentity } from '../database/identity'
import type { Session } from '../database/session'
import { displayTable, type Column, type Table } from '../database/table'
import type { Hazard, PlanHeader, RowChange } from '../plan/plan'
import { sideEffects } from '../plan/sideEffects'
import type { PlanStream } from '../plan/writePlanFile'
import { UsageError } from '../util/errors'
import type { Row, Value } from '../util/value'
import { findRow, requireColumn } from './findRow'
import { isRounded, isStored, readText } from './readText'
import type { TablePlace } from './tablePlace'

/** What shall become of one row. */
export interface RowEdit {
  /** Values of the columns that tell the row from all others. */
  readonly key: Row
  /** The new values by column. */
  readonly fields: Row
}

/** The database, open for reading inside a read-only transaction. */
export interface EditTarget {
  readonly place: TablePlace
  readonly database: Database<'read'>
  readonly session: Session
  readonly identity: DatabaseIdentity
}

export interface PlannedEdit {
  readonly header: PlanHeader
  readonly stream: PlanStream
}

/**
 * Plans the change of one row; without a change where it has these values already. Never writes. Throws `UsageError`
 * for a name or a value that the table cannot have, and what `findRow` throws.
 */
export async function planEdit(target: EditTarget, edit: RowEdit): Promise<PlannedEdit> {
  const { session, place } = target
  const names = Object.keys(edit.fields)
  requireFields(names, edit.key)
  const { table, key, row } = await findRow(session, place, edit.key, names)
  requireEditable(place, table)
  const values = await readValues(target, table, edit.fields)
  const changed = values.filter((value) => !isUnchanged(value, row[value.column.name] ?? null))
  const pick = (valueOf: (value: NewValue) => Value): Row =>
    Object.fromEntries(changed.map((value) => [value.column.name, valueOf(value)]))
  const change: RowChange = {
    op: 'update',
    table: displayTable(table),
    key,
    before: pick(({ column }) => row[column.name] ?? null),
    after: pick(({ text }) => text),
  }
  const hazards = hazardsOf(table, Object.keys(key), changed)
  return { header: headerOf(target, table, key, names), stream: streamOf(change, names, hazards) }
}

function requireFields(names: readonly string[], key: Row): void {
  if (names.length === 0)
    throw new UsageError('there is nothing to set', {
      mend: 'give a field and its value (field=value, or --null field)',
    })
  const inKey = names.find((name) => Object.hasOwn(key, name))
  if (inKey === undefined) return
  throw new UsageError(`"${inKey}" is part of the key and cannot be set`, {
    mend: 'find the row by other columns',
  })
}

const LEDGER_TABLES =
  /^drydock_(ledger|runs|row_changes|run_log|audit|common_states|common_rows|databases)$/

function requireEditable({ environment }: TablePlace, table: Table): void {
  const name = displayTable(table)
  if (!['table', 'partitioned'].includes(table.kind))
    throw new UsageError(`"${name}" is a ${table.kind}, and only tables can be updated`)
  // Of an engine without schemas inside a database, the ledger's tables have a prefix.
  if (table.schema === 'drydock' || LEDGER_TABLES.test(table.name))
    throw new UsageError(`"${name}" is the ledger of "${environment}", which nobody edits`)
}

interface NewValue {
  readonly column: Column
  readonly typed: Value
  /** As it is stored. */
  readonly text: Value
}

async function readValues(
  { session, place }: EditTarget,
  table: Table,
  fields: Row,
): Promise<readonly NewValue[]> {
  const values: NewValue[] = []
  for (const [name, typed] of Object.entries(fields)) {
    const column = requireColumn(place, table, name)
    if (column.generated)
      throw new UsageError(`"${name}" is computed by the database and cannot be written`)
    if (typed === null && !column.nullable)
      throw new UsageError(`"${name}" cannot be null in "${displayTable(table)}"`)
    const read = typed === null ? { text: null } : await readText(session, column, typed)
    if ('invalid' in read)
      throw new UsageError(`cannot set "${name}", which is ${column.type}: ${read.invalid}`)
    values.push({ column, typed, text: read.text })
  }
  return values
}

function isUnchanged({ column, text }: NewValue, present: Value): boolean {
  if (text === null || present === null) return text === present
  return isStored(column, text, present)
}

function hazardsOf(
  table: Table,
  key: readonly string[],
  values: readonly NewValue[],
): readonly Hazard[] {
  const name = displayTable(table)
  const hazards: Hazard[] = values.flatMap(({ column, typed, text }) => {
    if (typed === null || text === null || !isRounded(column, typed, text)) return []
    const message = `"${typed}" is stored as "${text}": "${column.name}" is ${column.type}`
    return [{ code: 'value-rounded', message }]
  })
  const isUnique = table.uniqueKeys.some((unique) => unique.every((column) => key.includes(column)))
  if (!isUnique)
    hazards.push({
      code: 'no-unique-key',
      message: `"${name}" has no unique index on (${key.join(', ')}); once another row has the same key, the run cannot be undone by it`,
    })
  const fields = values.map(({ column }) => column.name)
  return [...hazards, ...sideEffects(table, fields)]
}

function headerOf(
  { place, database, identity }: EditTarget,
  table: Table,
  key: Row,
  fields: readonly string[],
): PlanHeader {
  const row = Object.values(key).join('-')
  return {
    kind: 'edit',
    title: `${table.name}: ${row} in ${place.environment}`,
    target: {
      environment: place.environment,
      ...(place.database !== undefined && { database: place.database }),
      address: database.address,
      identity,
      tables: [table],
    },
    key: Object.keys(key),
    fields,
  }
}

/** A stream of one change, which is known already. */
async function* streamOf(
  change: RowChange,
  fields: readonly string[],
  hazards: readonly Hazard[],
): PlanStream {
  const isChange = Object.keys(change.after).length > 0
  if (isChange) yield { kind: 'change', change }
  const counts = fields.map((field) => [field, Object.hasOwn(change.after, field) ? 1 : 0] as const)
  return {
    summary: { updated: isChange ? 1 : 0, fieldUpdates: Object.fromEntries(counts) },
    hazards: isChange ? hazards : [],
  }
}
