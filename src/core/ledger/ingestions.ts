/**
 * What the ledger knows of ingestions and transformations beyond their runs. A stream is an entity in a source; its
 * ingestions are numbered in the order in which they began, and what an undone run has added counts for nothing.
 */
import { textOf, textOrNull, type Session } from '../database/session'
import { list, sql } from '../database/sql'
import { readLedgerVersion } from './ledgerSchema'
import { ledgerSql } from './ledgerSql'
import type { Run } from './run'
import { hasPlan } from './runs'
import type { Row } from '../util/value'

export interface Ingestion {
  readonly seq: string
  readonly stream: string
  /** As in `meta.ingestion_runs` and in bronze. */
  readonly ingestionRunId: string
  /** The run in this ledger; null where the users' own scripts have ingested. */
  readonly runId: string | null
  /** What its hashes, or its rows, depend on in the definition. */
  readonly fingerprint: string
  /** The reading came to its end. */
  readonly completed: boolean
  /** Nothing is added under its number any more. A plan that has stopped goes on, unless another ingestion has begun since. */
  readonly closed: boolean
  /** The run was undone. */
  readonly undone: boolean
  /** What the next one wants to know. */
  readonly state: Readonly<Record<string, unknown>>
}

/** The ledger's layout since which it knows of ingestions. */
const KNOWN_SINCE = 4

/** Whether the ledger has a place for ingestions: older ones, which nobody has brought up to date, have none. */
export async function keepsIngestions(session: Session): Promise<boolean> {
  return (await readLedgerVersion(session)) >= KNOWN_SINCE
}

/** The number of a stream, which is made where it is not there yet. Callers hold a lock of its name. */
export async function openStream(
  session: Session,
  entity: string,
  source: string,
): Promise<string> {
  const known = await findStream(session, entity, source)
  if (known !== undefined) return known
  const { streams } = ledgerSql(session)
  await session.execute(
    sql`insert into ${streams} (entity_type, source_system) values (${entity}, ${source})`,
  )
  const made = await findStream(session, entity, source)
  if (made === undefined) throw new Error('the ledger has not kept a stream')
  return made
}

export async function findStream(
  session: Session,
  entity: string,
  source: string,
): Promise<string | undefined> {
  const { streams, text } = ledgerSql(session)
  const { rows } = await session.execute(sql`
select ${text(sql`stream`)} as stream from ${streams}
where entity_type = ${entity} and source_system = ${source}`)
  return rows[0] === undefined ? undefined : textOf(rows[0], 'stream')
}

/** The numbers of an entity's streams by their sources. */
export async function readStreams(
  session: Session,
  entity: string,
): Promise<ReadonlyMap<string, string>> {
  const { streams, text } = ledgerSql(session)
  const { rows } = await session.execute(sql`
select source_system, ${text(sql`stream`)} as stream from ${streams} where entity_type = ${entity}`)
  return new Map(rows.map((row) => [textOf(row, 'source_system'), textOf(row, 'stream')]))
}

/** Gives the ingestion's number. Numbers are in the order in which they become visible. */
export async function beginIngestion(
  session: Session,
  {
    stream,
    ingestionRunId,
    runId,
    fingerprint,
  }: Pick<Ingestion, 'stream' | 'ingestionRunId' | 'runId' | 'fingerprint'>,
): Promise<string> {
  const { ingestions, text, integer, waitForCreation } = ledgerSql(session)
  await session.transaction('write', async () => {
    if (session.dialect.capabilities.advisoryLocks && waitForCreation !== null)
      await session.execute(waitForCreation)
    await session.execute(sql`
insert into ${ingestions} (stream, ingestion_run_id, run_id, fingerprint, state)
values (${integer(stream)}, ${ingestionRunId}, ${runId}, ${fingerprint}, '{}')`)
  })
  const { rows } = await session.execute(sql`
select ${text(sql`seq`)} as seq from ${ingestions} where ingestion_run_id = ${ingestionRunId}`)
  return textOf(rows[0] ?? {}, 'seq')
}

/** What the next one wants to know, should this one not come to its end. */
export async function keepIngestionState(
  session: Session,
  seq: string,
  state: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { ingestions, integer } = ledgerSql(session)
  await session.execute(
    sql`update ${ingestions} set state = ${JSON.stringify(state)} where seq = ${integer(seq)}`,
  )
}

export async function completeIngestion(
  session: Session,
  seq: string,
  state: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { ingestions, integer } = ledgerSql(session)
  await session.execute(sql`
update ${ingestions} set completed = true, state = ${JSON.stringify(state)}
where seq = ${integer(seq)}`)
}

/** All of a stream, or of several, the latest first. */
export async function readIngestions(
  session: Session,
  ...ofStreams: readonly string[]
): Promise<readonly Ingestion[]> {
  if (ofStreams.length === 0) return []
  const { ingestions, runs, text, integer } = ledgerSql(session)
  const { rows } = await session.execute(sql`
select
  ${text(sql`i.seq`)} as seq, ${text(sql`i.stream`)} as stream, i.ingestion_run_id, i.run_id, i.fingerprint,
  ${text(sql`i.completed`)} as completed, ${text(sql`i.state`)} as state, r.status, r.kind, r.plan_id
from ${ingestions} i
left join ${runs} r on r.run_id = i.run_id
where i.stream in (${list(ofStreams.map(integer))})
order by i.seq desc`)
  const latest = new Set<string>()
  return rows.map((row) => ({
    seq: textOf(row, 'seq'),
    stream: textOf(row, 'stream'),
    ingestionRunId: textOf(row, 'ingestion_run_id'),
    runId: textOrNull(row, 'run_id'),
    fingerprint: textOf(row, 'fingerprint'),
    completed: ['true', '1', 't'].includes(textOf(row, 'completed')),
    closed: isClosed(row, isFirstOf(latest, textOf(row, 'stream'))),
    undone: row['status'] === 'undone',
    state: JSON.parse(textOf(row, 'state')) as Readonly<Record<string, unknown>>,
  }))
}

function isFirstOf(known: Set<string>, value: string): boolean {
  if (known.has(value)) return false
  known.add(value)
  return true
}

function isClosed(row: Row, isLatest: boolean): boolean {
  const { run_id: runId = null, status = null, kind = null, plan_id: planId = null } = row
  if (runId === null) return true
  if (status !== 'failed' && status !== 'aborted') return status !== 'running'
  return !isLatest || !hasPlan({ kind: kind as Run['kind'], planId: planId ?? '' })
}
