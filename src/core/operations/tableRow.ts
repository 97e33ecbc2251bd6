/** Reads and changes single rows. A change is a plan like any other: reviewed, applied once, and undone. */
import { writePlanFile } from '../plan/writePlanFile'
import { findRow, type FoundRow } from '../tableRows/findRow'
import { planEdit, type RowEdit } from '../tableRows/planEdit'
import type { Table } from '../database/table'
import { readPlacedTable, type TablePlace } from '../tableRows/tablePlace'
import type { WorkOptions } from '../util/progress'
import type { Row } from '../util/value'
import type { Workspace } from '../workspace/workspace'
import { openEnvironment, withReadEnd, type ReadEnd } from './openEnd'
import { planLocation } from './planLocation'
import type { PlanOptions, SavedPlan } from './results'

export interface ReadRowOptions extends WorkOptions {
  /** The columns to read, in this order; by default all. */
  readonly columns?: readonly string[] | undefined
}

/**
 * The one row that has these values in these columns, which need not be the primary key. Writes nothing. Throws
 * `RowNotFoundError`, `RefusedError` `row-not-unique`, and `UsageError` for a name or a value that the table cannot
 * have.
 */
export async function readTableRow(
  workspace: Workspace,
  place: TablePlace,
  key: Row,
  { columns, ...options }: ReadRowOptions = {},
): Promise<FoundRow> {
  return withPlace(workspace, place, options, ({ session }) =>
    findRow(session, place, key, columns),
  )
}

/** The structure of a table. Writes nothing. Throws `UsageError` with near names where there is none. */
export async function describeTable(
  workspace: Workspace,
  place: TablePlace,
  options: WorkOptions = {},
): Promise<Table> {
  return withPlace(workspace, place, options, ({ session }) => readPlacedTable(session, place))
}

/**
 * Writes the plan that sets fields of one row: with one change, or with none where the row has these values already.
 * Values are texts that the columns' types can read, or null. Changes nothing. Throws what `readTableRow` throws.
 */
export async function planRowEdit(
  workspace: Workspace,
  place: TablePlace,
  edit: RowEdit,
  { out, ...options }: PlanOptions = {},
): Promise<SavedPlan> {
  return withPlace(workspace, place, options, async (end) => {
    const { header, stream } = await planEdit({ ...end, place }, edit)
    return writePlanFile(planLocation(workspace, out), header, stream)
  })
}

async function withPlace<T>(
  workspace: Workspace,
  { environment, database: name }: TablePlace,
  options: WorkOptions,
  callback: (end: ReadEnd) => Promise<T>,
): Promise<T> {
  const at = { ...options, database: name }
  const database = await openEnvironment(workspace, environment, 'read', at)
  return withReadEnd(database, callback)
}
