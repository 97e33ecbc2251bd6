/** The library of calls: what scripts do with single rows and with runs. See `docs/library.md`. */
import { openWorkspace as openFolder } from '../workspace/openWorkspace'
import { processHost } from '../workspace/processHost'
import type { Workspace, WorkspaceHost } from '../workspace/workspace'
import { openPlanFile } from '../plan/planFile'
import { RowNotFoundError, RowNotUpdatedError } from '../tableRows/rowErrors'
import type { TablePlace } from '../tableRows/tablePlace'
import type { Row, Value } from '../util/value'
import { applyLogged, WRITE_OPTIONS, type AppliedChanges, type WriteOptions } from './libraryApply'
import { requireOptions, requireTexts } from './libraryArguments'
import { changeText, outcomeText, workOptions, type LogOptions } from './libraryLog'
import { planUndo } from './planUndo'
import type { SavedPlan } from './results'
import { findRun, readOutcomes } from './runs'
import { planRowEdit, readTableRow } from './tableRow'

/**
 * The workspace of a folder that holds `drydock.jsonc`. Variables and secrets come from the process environment and
 * `.env`, unless a host says otherwise. Opens no connection.
 */
export function openWorkspace(
  folder: string = process.cwd(),
  host: WorkspaceHost = processHost(),
): Promise<Workspace> {
  return openFolder(folder, host)
}

export interface GetOptions extends LogOptions {
  /** The columns to read; by default all. */
  readonly columns?: readonly string[] | undefined
}

/**
 * The one row that has these values in these columns; undefined where there is none. Values are exact text or null.
 * Throws `RefusedError` `row-not-unique` where several rows have them, and `UsageError` for a name or a value that
 * the table cannot have.
 */
export async function getByKey(
  workspace: Workspace,
  table: TablePlace,
  key: Row,
  options: GetOptions = {},
): Promise<Row | undefined> {
  requireOptions(options, ['columns'])
  requireTexts(key, 'the values of the key')
  const { columns } = options
  try {
    const found = await readTableRow(workspace, table, key, { ...workOptions(options), columns })
    return found.row
  } catch (error) {
    if (error instanceof RowNotFoundError) return undefined
    throw error
  }
}

/** By field: what it was, and what it is now. */
export type FieldsUpdated = Readonly<Record<string, readonly [old: Value, new: Value]>>

export interface UpdatedRow {
  /** False where the row had these values already, and in a dry run. */
  readonly changed: boolean
  /** What was changed, or would be in a dry run. */
  readonly fieldsUpdated: FieldsUpdated
  /** The run in the ledger; null where nothing was written. */
  readonly runId: string | null
}

/**
 * Sets fields of one row, through a plan and the ledger: `undoRun` takes it back. Throws what `getByKey` throws, and
 * `RowNotFoundError`; `RefusedError` where the environment is locked, or guarded and not confirmed;
 * `RowNotUpdatedError` where the database refuses the values, or the row has changed while it was read.
 */
export async function updateFields(
  workspace: Workspace,
  table: TablePlace,
  key: Row,
  fields: Row,
  options: WriteOptions = {},
): Promise<UpdatedRow> {
  requireOptions(options, WRITE_OPTIONS)
  requireTexts(key, 'the values of the key')
  requireTexts(fields, 'the fields')
  const saved = await planRowEdit(workspace, table, { key, fields }, workOptions(options))
  const fieldsUpdated = await readFieldsUpdated(saved, options)
  const { dryRun = false } = options
  if (dryRun || saved.plan.changes === 0) return { changed: false, fieldsUpdated, runId: null }
  const { updated, runId } = await applyLogged(workspace, saved, options)
  if (updated !== 1 && runId !== null) throw await notUpdated(workspace, runId)
  return { changed: true, fieldsUpdated, runId }
}

async function notUpdated(workspace: Workspace, runId: string): Promise<RowNotUpdatedError> {
  const run = await findRun(workspace, runId)
  const [outcome] = await readOutcomes(workspace, run, { offset: 0, limit: 1 })
  if (outcome === undefined) throw new Error(`run ${runId} has no outcome`)
  return new RowNotUpdatedError(outcomeText(outcome), runId, outcome.error)
}

async function readFieldsUpdated(
  { path }: SavedPlan,
  { log, dryRun }: WriteOptions,
): Promise<FieldsUpdated> {
  const file = await openPlanFile(path)
  try {
    const [numbered] = (await file.readChanges(0, 1)).items
    if (numbered === undefined) {
      log?.('info', 'the row has these values already')
      return {}
    }
    if (dryRun === true) log?.('info', `[DRY RUN] ${changeText(numbered.change)}`)
    return fieldsUpdatedOf(numbered.change)
  } finally {
    await file.close()
  }
}

/** Of a change: by field, what it was and what it becomes. */
export function fieldsUpdatedOf({
  before,
  after,
}: {
  readonly before: Row
  readonly after: Row
}): FieldsUpdated {
  return Object.fromEntries(
    Object.entries(after).map(([field, value]) => [field, [before[field] ?? null, value]]),
  )
}

/**
 * Takes a run back. Rows that have been changed since are left alone and counted as `drifted`. Throws `UsageError`
 * where there is no such run, and `RefusedError` where it was taken back already.
 */
export async function undoRun(
  workspace: Workspace,
  runId: string,
  options: WriteOptions = {},
): Promise<AppliedChanges> {
  requireOptions(options, WRITE_OPTIONS)
  const saved = await planUndo(workspace, runId, workOptions(options))
  return applyLogged(workspace, saved, options)
}
