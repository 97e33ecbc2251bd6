/** What each of the latest transforms of a silver table has left behind. */
import { textOf, textOrNull, type Session } from '../../database/session'
import { integerLiteral, list, sql, tableRef, type Sql } from '../../database/sql'
import { findStream } from '../../ledger/ingestions'
import { ledgerSql } from '../../ledger/ledgerSql'
import type { RunStatus } from '../../ledger/run'
import type { Row } from '../../util/value'
import type { Layers } from '../definition/pipeline'
import { silverStream } from '../silver/dirty'
import { runsTable } from '../store/tables'
import type { Assessed } from './readQuality'
import type { RunQuality } from './report'

/** The oldest first. Those that had nothing to do are left out. */
export async function readTrend(
  { session, pipeline, silver }: Assessed,
  limit: number,
): Promise<readonly RunQuality[]> {
  const stream = await findStream(session, pipeline.entity, silverStream(silver))
  if (stream === undefined || limit === 0) return []
  const rows = await readRuns(session, stream, limit)
  const counts = await readCounts(session, pipeline.target.layers, rows)
  return rows.map((row) => runQuality(row, counts.get(textOf(row, 'ingestion_run_id')))).reverse()
}

function readRuns(session: Session, stream: string, limit: number): Promise<readonly Row[]> {
  const { ingestions, runs, qualityScores, quarantine, text, integer, isoTime } = ledgerSql(session)
  const scores = (what: Sql) =>
    sql`(select ${text(what)} from ${qualityScores} s where s.run_id = r.run_id)`
  return session
    .execute(
      sql`
select r.run_id, i.ingestion_run_id, r.status, r.error, ${isoTime(sql`r.started_at`)} as started_at,
  ${scores(sql`sum(s.entities)`)} as entities,
  ${scores(sql`sum(s.score * s.entities) / sum(s.entities)`)} as average,
  (select ${text(sql`count(*)`)} from ${quarantine} q where q.run_id = r.run_id) as rejected
from ${ingestions} i
join ${runs} r on r.run_id = i.run_id
where i.stream = ${integer(stream)} and (
  r.status <> 'completed' or exists (select 1 from ${qualityScores} s where s.run_id = r.run_id))
order by i.seq desc
limit ${integerLiteral(limit)}`,
    )
    .then(({ rows }) => rows)
}

/** What users' scripts know of the same runs, by their ids there. */
async function readCounts(
  session: Session,
  layers: Layers,
  runs: readonly Row[],
): Promise<ReadonlyMap<string, Row>> {
  if (runs.length === 0) return new Map()
  const { text } = ledgerSql(session)
  const counts = ['processed', 'created', 'updated'].map(
    (name) => sql`${text(sql.id('m', `records_${name}`))} as ${sql.id(name)}`,
  )
  const ids = list(runs.map((row) => sql`${textOf(row, 'ingestion_run_id')}`))
  const { rows } = await session.execute(sql`
select ${text(sql`m.run_id`)} as run_id, ${list(counts)} from ${tableRef(runsTable(layers))} m where m.run_id in (${ids})`)
  return new Map(rows.map((row) => [textOf(row, 'run_id'), row]))
}

function runQuality(row: Row, counts: Row = {}): RunQuality {
  const number = (value: string | null | undefined) => Number(value ?? '0')
  const [entities, average] = [textOrNull(row, 'entities'), textOrNull(row, 'average')]
  const rejected = number(row['rejected'])
  const [created, updated] = [number(counts['created']), number(counts['updated'])]
  return {
    runId: textOf(row, 'run_id'),
    status: textOf(row, 'status') as RunStatus,
    startedAt: textOf(row, 'started_at'),
    error: textOrNull(row, 'error'),
    entities: entities === null ? null : Number(entities),
    averageScore: average === null ? null : Number(average),
    ...{ created, updated, rejected },
    deleted: Math.max(0, number(counts['processed']) - created - updated - rejected),
  }
}

/** The transforms whose result is in the table, the latest last. */
export function standing(trend: readonly RunQuality[]): readonly RunQuality[] {
  return trend.filter(({ status, entities }) => status === 'completed' && entities !== null)
}
