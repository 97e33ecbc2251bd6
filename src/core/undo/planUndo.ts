/** Undo is a planner whose input is a run: each applied change backwards, guarded by what the run left there. */
import { isRestorable } from '../apply/batch'
import type { Database } from '../database/database'
import type { DatabaseIdentity } from '../database/identity'
import type { Session } from '../database/session'
import { displayTable, findColumn, type Table } from '../database/table'
import { readUndoable } from '../ledger/rowOutcomes'
import { readRowRange } from '../ledger/rowRanges'
import type { RowOutcome, Run } from '../ledger/run'
import { readRunShape, type RunShape } from '../ledger/runs'
import {
  rowOp,
  type Finding,
  type PlanConclusion,
  type PlanEnd,
  type PlanHeader,
  type PlanItem,
  type RowOp,
} from '../plan/plan'
import { sideEffects } from '../plan/sideEffects'
import { RefusedError } from '../util/errors'
import { readAdded } from './readAdded'
import { withInserted, type RunTables } from './readInserted'
import { throttleProgress, type WorkOptions } from '../util/progress'
import type { Value } from '../util/value'

export interface UndoTarget {
  /** The environment, and the database where it is not that of the environment's URL. */
  readonly place: Pick<PlanEnd, 'environment' | 'database'>
  readonly database: Database<'read'>
  readonly session: Session
  readonly identity: DatabaseIdentity
}

export interface PlannedUndo {
  readonly header: PlanHeader
  readonly stream: AsyncGenerator<PlanItem, PlanConclusion>
}

/**
 * Plans to take a run back, the last change first. A row that was edited since the run is left alone: it will be drifted,
 * or where the journal has a digest of it only, it is a finding. Never writes. Throws `RefusedError`
 * `undo-structure-changed` naming the columns that are no longer what they were, since what they held cannot be put back
 * into them.
 */
export async function planUndoOf(
  run: Run,
  target: UndoTarget,
  options: WorkOptions,
): Promise<PlannedUndo> {
  const shape = await readRunShape(target.session, run.id)
  const tables = await readPresentTables(target, shape)
  return {
    header: {
      kind: 'undo',
      title: `undo ${run.id}: ${run.title}`,
      undoes: run.id,
      target: {
        ...target.place,
        address: target.database.address,
        identity: target.identity,
        tables,
      },
      ...(shape.commonState !== undefined && { commonState: shape.commonState }),
      ...(shape.sync !== undefined && { sync: shape.sync }),
      key: shape.key,
      fields: shape.fields,
    },
    stream: reverse(run, target, { planned: shape.tables, present: tables }, shape.key, options),
  }
}

async function readPresentTables(
  { session, database, place }: UndoTarget,
  { tables, key, fields }: RunShape,
): Promise<readonly Table[]> {
  const present: Table[] = []
  const changes: string[] = []
  for (const planned of tables) {
    const table = await database.dialect.readTable(session, planned)
    if (table === undefined) changes.push(`table "${displayTable(planned)}" no longer exists`)
    else {
      present.push(table)
      changes.push(...describeColumns(planned, table, [...key, ...fields]))
    }
  }
  if (changes.length === 0) return present
  throw structureChanged(place, changes)
}

function structureChanged(
  { environment }: UndoTarget['place'],
  changes: readonly string[],
): RefusedError {
  return new RefusedError(
    'undo-structure-changed',
    `the structure of "${environment}" has changed since the run: ${changes.join('; ')}`,
    { mend: 'bring the columns back to what they were, then undo' },
  )
}

/** Rows that came or went are journalled whole: all of their columns have to be there. */
function requireWholeRows(
  { place }: UndoTarget,
  { planned, present }: RunTables,
  table: string,
): void {
  const known = planned.find((one) => displayTable(one) === table)
  const now = present.find((one) => displayTable(one) === table)
  if (known === undefined || now === undefined) return
  const names = known.columns.filter(isRestorable).map(({ name }) => name)
  const changes = describeColumns(known, now, names)
  if (changes.length > 0) throw structureChanged(place, changes)
}

function describeColumns(
  planned: Table,
  present: Table,
  names: readonly string[],
): readonly string[] {
  return names.flatMap((name) => {
    const before = findColumn(planned, name)
    const now = findColumn(present, name)
    if (before === undefined || now?.type === before.type) return []
    const column = `column "${name}" of "${displayTable(planned)}"`
    return now === undefined
      ? [`${column} is gone`]
      : [`${column} was ${before.type} and is ${now.type}`]
  })
}

async function* reverse(
  run: Run,
  target: UndoTarget,
  tables: RunTables,
  key: readonly string[],
  { onProgress }: WorkOptions,
): AsyncGenerator<PlanItem, PlanConclusion> {
  const report = throttleProgress(onProgress)
  const fieldUpdates: Record<string, number> = {}
  const counts: Record<RowOp, number> = { update: 0, insert: 0, delete: 0 }
  let reversed = 0
  let edited = 0
  const whole = new Set<string>()
  for await (const done of readDone(target.session, run, tables, key)) {
    const { table, before, ordinal } = done
    const op = rowOp(done)
    if (op !== 'update' && !whole.has(table)) {
      requireWholeRows(target, tables, table)
      whole.add(table)
    }
    if (done.digest !== undefined) {
      edited++
      yield { kind: 'finding', finding: editedSince(done) }
      continue
    }
    reversed++
    counts[REVERSE[op]]++
    for (const field of op === 'update' ? Object.keys(before) : [])
      fieldUpdates[field] = (fieldUpdates[field] ?? 0) + 1
    yield {
      kind: 'change',
      change: { op: REVERSE[op], table, key: done.key, ...swapped(done), undoes: ordinal },
    }
    report(() => ({ message: 'reading the run', done: reversed, total: run.counts.applied }))
  }
  const fields = Object.keys(fieldUpdates)
  return {
    summary: {
      updated: counts.update,
      ...(counts.insert > 0 && { inserted: counts.insert }),
      ...(counts.delete > 0 && { deleted: counts.delete }),
      ...(edited > 0 && { edited }),
      fieldUpdates,
    },
    hazards: tables.present.flatMap((table) => sideEffects(table, fields)),
  }
}

/** It is not known what the row was; so it is not known what would be lost with it. */
function editedSince({ key, actual }: RowOutcome): Finding {
  const message = actual === null ? 'the row is gone' : 'the row was edited since the run: it stays'
  return { kind: 'edited', side: 'target', key, rows: 1, message }
}

/** What the journal has of a run, or the table itself. */
async function* readDone(
  session: Session,
  run: Run,
  tables: RunTables,
  key: readonly string[],
): AsyncGenerator<RowOutcome> {
  // Ledgers of older layouts know of no ranges, and of no such runs.
  const onlyAdds = run.kind === 'ingest' || run.kind === 'enrich'
  const range = onlyAdds ? await readRowRange(session, run.id) : undefined
  if (range === undefined)
    return yield* withInserted(session, tables, readUndoable(session, run.id))
  const table = tables.present.find((one) => displayTable(one) === range.table)
  if (table !== undefined) yield* readAdded(session, table, range, key)
}

const REVERSE: Readonly<Record<RowOp, RowOp>> = {
  insert: 'delete',
  update: 'update',
  delete: 'insert',
}

/** What the run left there is what the undo expects; what was there before is what it brings back. */
function swapped({ op, before, after }: RowOutcome): Pick<RowOutcome, 'before' | 'after'> {
  return { before: after, after: op === 'update' ? orderedLike(after, before) : before }
}

function orderedLike(
  order: Readonly<Record<string, Value>>,
  values: Readonly<Record<string, Value>>,
): Record<string, Value> {
  return Object.fromEntries(Object.keys(order).map((name) => [name, values[name] ?? null]))
}
