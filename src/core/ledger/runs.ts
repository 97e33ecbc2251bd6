/** The runs of one ledger. */
import { randomBytes } from 'node:crypto'
import { textOf, textOrNull, type Session } from '../database/session'
import { sql, type Sql } from '../database/sql'
import type { Table } from '../database/table'
import type { Row } from '../util/value'
import { hasLedger } from './ledgerSchema'
import type { Outcome, Run, RunStatus } from './run'
import { findLockedRuns } from './runLock'

/** An id that sorts by time and is short enough to type: `20261121-034512-9f3c`. UTC. */
export function newRunId(now: Date = new Date()): string {
  const [date = '', time = ''] = now.toISOString().split('T')
  return [
    date.replaceAll('-', ''),
    time.slice(0, 8).replaceAll(':', ''),
    randomBytes(2).toString('hex'),
  ].join('-')
}

export type NewRun = Pick<
  Run,
  'id' | 'kind' | 'environment' | 'title' | 'planId' | 'definition' | 'undoes' | 'operator'
> & { readonly total: number; readonly shape: RunShape }

/** What the changes of a run are about: undo needs it when the plan file is long gone. */
export interface RunShape {
  readonly key: readonly string[]
  readonly fields: readonly string[]
  readonly tables: readonly Table[]
}

/** Writes a run's row before its first effect. False when another run of this plan exists and is not undone. */
export async function insertRun(session: Session, run: NewRun): Promise<boolean> {
  const { rowCount } = await session.execute(
    sql`
insert into drydock.runs
  (run_id, kind, environment, status, title, total, plan_id, definition, shape, undoes, operator)
values
  (${run.id}, ${run.kind}, ${run.environment}, 'running', ${run.title}, ${String(run.total)}::bigint,
   ${run.planId}, ${run.definition}, ${JSON.stringify(run.shape)}::json, ${run.undoes}, ${run.operator})
on conflict (plan_id) where status <> 'undone' do nothing`,
  )
  return rowCount === 1
}

/** Where the applier goes on: the number of changes that have an outcome. */
export interface RunProgress {
  readonly run: Run
  readonly nextOrdinal: number
}

/** The run that applied a plan or is at it, unless it was undone since. */
export async function findRunOfPlan(
  session: Session,
  planId: string,
): Promise<RunProgress | undefined> {
  const { rows } = await session.execute(
    sql`select ${RUN_COLUMNS} from drydock.runs where plan_id = ${planId} and status <> 'undone'`,
  )
  return rows[0] === undefined ? undefined : progressOf(session, rows[0])
}

/** Undefined when the ledger does not know the run, or there is no ledger. */
export async function findRunById(session: Session, runId: string): Promise<Run | undefined> {
  if (!(await hasLedger(session))) return undefined
  const { rows } = await session.execute(
    sql`select ${RUN_COLUMNS} from drydock.runs where run_id = ${runId}`,
  )
  return rows[0] === undefined ? undefined : (await progressOf(session, rows[0])).run
}

/** The shape of a run that exists. */
export async function readRunShape(session: Session, runId: string): Promise<RunShape> {
  const { rows } = await session.execute(
    sql`select shape::text as shape from drydock.runs where run_id = ${runId}`,
  )
  return JSON.parse(textOf(rows[0] ?? {}, 'shape')) as RunShape
}

/** Newest first; empty where there is no ledger. */
export async function readRuns(session: Session, limit: number): Promise<readonly Run[]> {
  if (!(await hasLedger(session))) return []
  const { rows } = await session.execute(
    sql`
select ${RUN_COLUMNS} from drydock.runs
order by started_at desc, run_id desc
limit ${String(limit)}::bigint`,
  )
  const running = rows
    .filter((row) => row['status'] === 'running')
    .map((row) => textOf(row, 'run_id'))
  const locked = await findLockedRuns(session, running)
  return rows.map((row) => runOf(row, locked))
}

/** The undo of a run that is under way or was interrupted. */
export async function findOpenUndo(session: Session, runId: string): Promise<Run | undefined> {
  const { rows } = await session.execute(
    sql`
select ${RUN_COLUMNS} from drydock.runs
where undoes = ${runId} and status in ('running', 'failed', 'aborted')
order by started_at desc
limit 1`,
  )
  return rows[0] === undefined ? undefined : (await progressOf(session, rows[0])).run
}

export async function reopenRun(session: Session, runId: string): Promise<void> {
  await session.execute(
    sql`
update drydock.runs set status = 'running', completed_at = null, error = null where run_id = ${runId}`,
  )
}

export type BatchCounts = Readonly<Record<Outcome, number>>

/** Part of each batch's transaction. */
export async function countBatch(
  session: Session,
  runId: string,
  { applied, drifted, failed }: BatchCounts,
): Promise<void> {
  await session.execute(
    sql`
update drydock.runs set
  applied = applied + ${String(applied)}::bigint,
  drifted = drifted + ${String(drifted)}::bigint,
  failed = failed + ${String(failed)}::bigint,
  next_ordinal = next_ordinal + ${String(applied + drifted + failed)}::bigint
where run_id = ${runId}`,
    { prepared: true },
  )
}

/**
 * Ends a run. An undo that is complete marks the run that it took back, in the same transaction, unless that run
 * has gone on since the undo was planned: then there are changes that no undo has looked at. Nor does one whose
 * rows had all been changed by somebody else: once that is taken back, too, the run can be.
 */
export async function closeRun(
  session: Session,
  runId: string,
  status: Extract<RunStatus, 'completed' | 'failed' | 'aborted'>,
  error: string | null,
): Promise<Run> {
  return session.transaction('write', async () => {
    await session.execute(
      sql`
update drydock.runs set status = ${status}, completed_at = clock_timestamp(), error = ${error}
where run_id = ${runId}`,
    )
    if (status === 'completed')
      await session.execute(
        sql`
update drydock.runs undone set status = 'undone', undone_by = ${runId}
from drydock.runs undo
where undo.run_id = ${runId} and undone.run_id = undo.undoes
  and (undo.applied > 0 or undo.total = 0)
  and undone.applied = undo.total + (
    select coalesce(sum(other.applied), 0) from drydock.runs other
    where other.undoes = undone.run_id and other.run_id <> undo.run_id and other.status <> 'undone')`,
      )
    const { rows } = await session.execute(
      sql`select ${RUN_COLUMNS} from drydock.runs where run_id = ${runId}`,
    )
    return runOf(rows[0] ?? {}, new Set([runId]))
  })
}

async function progressOf(session: Session, row: Row): Promise<RunProgress> {
  const locked = await findLockedRuns(session, [textOf(row, 'run_id')])
  return { run: runOf(row, locked), nextOrdinal: Number(textOf(row, 'next_ordinal')) }
}

/** ISO 8601 in UTC, to the millisecond. */
function isoTime(column: string): Sql {
  return sql`to_char(${sql.id(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as ${sql.id(column)}`
}

const RUN_COLUMNS = sql`
  run_id, kind, environment, status, title, ${isoTime('started_at')}, ${isoTime('completed_at')},
  total::text as total, applied::text as applied, drifted::text as drifted, failed::text as failed,
  next_ordinal::text as next_ordinal, error, plan_id, definition, undoes, undone_by, operator`

function runOf(row: Row, locked: ReadonlySet<string>): Run {
  const id = textOf(row, 'run_id')
  const status = textOf(row, 'status') as RunStatus
  const count = (column: string) => Number(textOf(row, column))
  return Object.freeze({
    id,
    kind: textOf(row, 'kind') as Run['kind'],
    environment: textOf(row, 'environment'),
    status: status === 'running' && !locked.has(id) ? 'interrupted' : status,
    title: textOf(row, 'title'),
    startedAt: textOf(row, 'started_at'),
    completedAt: textOrNull(row, 'completed_at'),
    counts: Object.freeze({
      total: count('total'),
      applied: count('applied'),
      drifted: count('drifted'),
      failed: count('failed'),
    }),
    error: textOrNull(row, 'error'),
    planId: textOf(row, 'plan_id'),
    definition: textOrNull(row, 'definition'),
    undoes: textOrNull(row, 'undoes'),
    undoneBy: textOrNull(row, 'undone_by'),
    operator: textOf(row, 'operator'),
  })
}
