/** The runs of one ledger. */
import { randomBytes } from 'node:crypto'
import { textOf, textOrNull, type Session } from '../database/session'
import { isDatabaseError } from '../database/errors'
import { integerLiteral, list, sql, type Sql } from '../database/sql'
import type { Table } from '../database/table'
import type { CommonStatePlace, SyncFacts } from '../plan/plan'
import type { Row } from '../util/value'
import { appendAudit, digestRows, type AuditFacts } from './audit'
import { hasLedger } from './ledgerSchema'
import { DIGEST_BEGINS } from './rowDigest'
import { ledgerSql } from './ledgerSql'
import type { Outcome, Run, RunStatus } from './run'
import { findLockedRuns } from './runLock'

/** An id that sorts by time and is short enough to type: `20261121-034512-9f3c`. UTC. */
export function newRunId(now: Date = new Date()): string {
  const [date = '', time = ''] = now.toISOString().split('T')
  const second = `${date.replaceAll('-', '')}-${time.slice(0, 8).replaceAll(':', '')}`
  const id = `${second}-${randomBytes(2).toString('hex')}`
  // Of many runs in one second, some would have the same otherwise.
  if (given.has(id)) return newRunId(now)
  given.add(id)
  return id
}

/** By this process. */
const given = new Set<string>()

/** What stands for the id of a plan where a run has none. */
export function withoutPlan(kind: Run['kind'], id: string): string {
  return `${kind} ${id}`
}

/** Whether the run carries out a plan, and can be gone on with where it has stopped. */
export function hasPlan({ kind, planId }: Pick<Run, 'kind' | 'planId'>): boolean {
  return !planId.startsWith(withoutPlan(kind, ''))
}

export type NewRun = Pick<
  Run,
  'id' | 'kind' | 'environment' | 'title' | 'planId' | 'definition' | 'undoes' | 'operator'
> & {
  readonly total: number
  readonly shape: RunShape
  /** The machine on which it was started. */
  readonly host: string
  /** SHA-256 of the definition's text, as the plan was made from it. */
  readonly definitionHash: string | null
}

/** What the changes of a run are about: undo needs it when the plan file is long gone. */
export interface RunShape {
  readonly key: readonly string[]
  readonly fields: readonly string[]
  readonly tables: readonly Table[]
  /** Of a mapping of both directions: taking the run back makes what is known of it doubtful. */
  readonly commonState?: CommonStatePlace
  /** Its changes are steps. */
  readonly steps?: true
  /** Of a sync of an Airtable base, and of the undo of one. */
  readonly sync?: SyncFacts
}

/** Writes a run's row before its first effect. False when another run of this plan exists and is not undone. */
export async function insertRun(session: Session, run: NewRun): Promise<boolean> {
  const { runs, integer } = ledgerSql(session)
  try {
    await session.transaction('write', async () => {
      await session.execute(sql`
insert into ${runs}
  (run_id, kind, environment, status, title, total, plan_id, definition, shape, undoes, operator)
values
  (${run.id}, ${run.kind}, ${run.environment}, 'running', ${run.title}, ${integer(String(run.total))},
   ${run.planId}, ${run.definition}, ${JSON.stringify(run.shape)}, ${run.undoes}, ${run.operator})`)
      await appendAudit(session, run.id, 'started', startFacts(run))
    })
    return true
  } catch (error) {
    if (isDatabaseError(error, 'data') && error.facts.constraint === 'runs_plan') return false
    throw error
  }
}

function startFacts(run: NewRun): AuditFacts {
  const { operator, host, kind, title, environment, planId, definition, definitionHash } = run
  const { undoes, total } = run
  return {
    ...{ operator, host, kind, title, environment, planId },
    ...{ definition, definitionHash, undoes, total },
  }
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
  const rows = await selectRuns(session, sql`where plan_id = ${planId} and status <> 'undone'`)
  return rows[0] === undefined ? undefined : progressOf(session, rows[0])
}

/** Undefined when the ledger does not know the run, or there is no ledger. */
export async function findRunById(session: Session, runId: string): Promise<Run | undefined> {
  if (!(await hasLedger(session))) return undefined
  return (await readRunsById(session, [runId]))[0]
}

/** Those that the ledger knows, in no order. There is a ledger. */
export async function readRunsById(
  session: Session,
  runIds: readonly string[],
): Promise<readonly Run[]> {
  if (runIds.length === 0) return []
  return runsOf(session, await selectRuns(session, sql`where run_id in (${texts(runIds)})`))
}

/** The shape of a run that exists. */
export async function readRunShape(session: Session, runId: string): Promise<RunShape> {
  const { runs, text } = ledgerSql(session)
  const { rows } = await session.execute(
    sql`select ${text(sql`shape`)} as shape from ${runs} where run_id = ${runId}`,
  )
  return JSON.parse(textOf(rows[0] ?? {}, 'shape')) as RunShape
}

/** Newest first; empty where there is no ledger. */
export async function readRuns(session: Session, limit: number): Promise<readonly Run[]> {
  if (!(await hasLedger(session))) return []
  const rows = await selectRuns(
    session,
    sql`order by r.started_at desc, r.run_id desc limit ${integerLiteral(limit)}`,
  )
  return runsOf(session, rows)
}

/** The latest undo of one of these runs that is under way or was interrupted. */
export async function findOpenUndo(
  session: Session,
  runIds: readonly string[],
): Promise<Run | undefined> {
  if (runIds.length === 0) return undefined
  const rows = await selectRuns(
    session,
    sql`
where undoes in (${texts(runIds)}) and status in ('running', 'failed', 'aborted')
order by r.started_at desc
limit 1`,
  )
  return (await runsOf(session, rows))[0]
}

/** Whether an undo of the run, other than that of this plan, has stopped before its end. */
export async function hasBrokenUndo(
  session: Session,
  runId: string,
  planId: string,
): Promise<boolean> {
  const rows = await selectRuns(
    session,
    sql`
where undoes = ${runId} and plan_id <> ${planId} and status in ('running', 'failed', 'aborted')
limit 1`,
  )
  return rows.length > 0
}

export async function reopenRun(session: Session, runId: string, operator: string): Promise<void> {
  const { runs } = ledgerSql(session)
  await session.transaction('write', async () => {
    await session.execute(
      sql`update ${runs} set status = 'running', completed_at = null, error = null where run_id = ${runId}`,
    )
    await appendAudit(session, runId, 'resumed', { operator })
  })
}

export type BatchCounts = Readonly<Record<Outcome, number>>

/** Part of each batch's transaction. */
export async function countBatch(
  session: Session,
  runId: string,
  { applied, drifted, failed }: BatchCounts,
): Promise<void> {
  const { runs, integer } = ledgerSql(session)
  const plus = (count: number) => integer(String(count))
  await session.execute(
    sql`
update ${runs} set
  applied = applied + ${plus(applied)},
  drifted = drifted + ${plus(drifted)},
  failed = failed + ${plus(failed)},
  next_ordinal = next_ordinal + ${plus(applied + drifted + failed)}
where run_id = ${runId}`,
    { prepared: true },
  )
}

/** Ends a run. An undo that is complete marks the run that it took back, in the same transaction. */
export async function closeRun(
  session: Session,
  runId: string,
  status: Extract<RunStatus, 'completed' | 'failed' | 'aborted'>,
  error: string | null,
): Promise<Run> {
  const { runs, now } = ledgerSql(session)
  return session.transaction('write', async () => {
    await session.execute(
      sql`update ${runs} set status = ${status}, completed_at = ${now}, error = ${error} where run_id = ${runId}`,
    )
    const [row = {}] = await selectRuns(session, sql`where run_id = ${runId}`)
    const closed = runOf(row, new Set([runId]))
    await appendAudit(session, runId, status, {
      ...closed.counts,
      error,
      rows: await digestRows(session, runId),
    })
    if (status === 'completed' && closed.undoes !== null) await markUndone(session, closed)
    return closed
  })
}

/**
 * Unless the run has gone on since the undo was planned: then there are changes that no undo has looked at. Nor
 * does an undo count whose rows had all been changed by somebody else: once that is taken back, too, the run
 * can be.
 */
async function markUndone(session: Session, undo: Run): Promise<void> {
  if (undo.counts.applied === 0 && undo.counts.total > 0) return
  const { runs, rowChanges, integer, text } = ledgerSql(session)
  const others = await selectRuns(
    session,
    sql`where undoes = ${undo.undoes} and run_id <> ${undo.id} and status <> 'undone'`,
  )
  const earlier = others.reduce((sum, row) => sum + Number(textOf(row, 'applied')), 0)
  // Runs that only add rows are never gone on with, and which rows are theirs the table says: those that the undo did not find
  // were gone.
  // What a killed run had done and not journalled is not among the changes that it counts.
  const unjournalled = sql`(select count(*) from ${rowChanges} where run_id = ${undo.id} and undoes is null)`
  // Nor are rows that were edited since, where the journal has digests: those are of transforms that are never gone on with.
  const digested = sql`(kind = 'transform' and exists (
    select 1 from ${rowChanges} done where done.run_id = ${undo.undoes} and ${text(sql.ref('done.after'))} like ${`${DIGEST_BEGINS}%`}))`
  const isOfSome = undo.counts.applied > 0 ? sql`or ${digested}` : sql``
  const { rowCount } = await session.execute(sql`
update ${runs} set status = 'undone', undone_by = ${undo.id}
where run_id = ${undo.undoes}
  and (kind in ('ingest', 'enrich') ${isOfSome} or applied = ${integer(String(undo.counts.total + earlier))} - ${unjournalled})`)
  if (rowCount === 1 && undo.undoes !== null)
    await appendAudit(session, undo.undoes, 'undone', { undoneBy: undo.id })
}

/** Runs with all that `runOf` needs. `rest` begins with its own `where` or `order by`. */
async function selectRuns(session: Session, rest: Sql): Promise<readonly Row[]> {
  const { runs, text, isoTime } = ledgerSql(session)
  const numbers = ['total', 'applied', 'drifted', 'failed', 'next_ordinal'].map(
    (name) => sql`${text(sql.id(name))} as ${sql.id(name)}`,
  )
  const times = ['started_at', 'completed_at'].map(
    (name) => sql`${isoTime(sql.id(name))} as ${sql.id(name)}`,
  )
  const { rows } = await session.execute(sql`
select
  run_id, kind, environment, status, title, ${sql.join(times)}, ${sql.join(numbers)},
  error, plan_id, definition, undoes, undone_by, operator
from ${runs} r
${rest}`)
  return rows
}

async function progressOf(session: Session, row: Row): Promise<RunProgress> {
  const locked = await lockedAmong(session, [row])
  return { run: runOf(row, locked), nextOrdinal: Number(textOf(row, 'next_ordinal')) }
}

async function runsOf(session: Session, rows: readonly Row[]): Promise<readonly Run[]> {
  const locked = await lockedAmong(session, rows)
  return rows.map((row) => runOf(row, locked))
}

/** Locks are only asked for where they tell something: a run that has ended needs none. */
function lockedAmong(session: Session, rows: readonly Row[]): Promise<ReadonlySet<string>> {
  const running = rows.filter((row) => row['status'] === 'running')
  return findLockedRuns(
    session,
    running.map((row) => textOf(row, 'run_id')),
  )
}

function texts(values: readonly string[]): Sql {
  return list(values.map((value) => sql`${value}`))
}

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
