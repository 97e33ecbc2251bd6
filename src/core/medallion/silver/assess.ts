/** The quality of a silver table as it is: kept for each run, so that there is a trend. */
import { textOf, type Session } from '../../database/session'
import { integerLiteral, list, sql } from '../../database/sql'
import { findColumn } from '../../database/table'
import { ledgerSql } from '../../ledger/ledgerSql'
import type { QualityResult } from '../../ledger/run'
import type { Row } from '../../util/value'
import { executeAll } from './executeAll'
import { silverLanguage } from './language'
import type { Merge } from './mergeQuery'
import { findingsOf } from './quality'
import type { TransformCounts } from './transformCounts'
import { checksOf } from './validity'
import { silverWriter } from './writer'

export type QualityAssessed = Pick<TransformCounts, 'entities' | 'averageScore' | 'flagged'>

/** The silver table of a pipeline. */
type Assessed = Pick<Merge, 'pipeline' | 'silver' | 'table'>

/** Keeps what the quality of the whole table is now. Part of the transaction that has changed it. */
export async function assessSilver(
  session: Session,
  assessed: Assessed,
  runId: string,
): Promise<QualityAssessed> {
  const { table } = assessed
  if (findColumn(table, 'data_quality_score') === undefined)
    return { entities: 0, averageScore: null, flagged: 0 }
  const column = findColumn(table, 'quality_flags')
  const writer = silverWriter(session, table)
  const rows = await executeAll(session, writer.countQuality(runId, table, column))
  const scores = rows.flatMap((row) =>
    row['score'] === null ? [] : [{ score: Number(row['score']), entities: entitiesOf(row) }],
  )
  const entities = scores.reduce((sum, one) => sum + one.entities, 0)
  const total = scores.reduce((sum, one) => sum + one.score * one.entities, 0)
  const averageScore = entities === 0 ? null : total / entities
  if (column === undefined) return { entities, averageScore, flagged: 0 }
  const counts = countsOf(rows.filter((row) => row['score'] === null))
  await keepResults(session, runId, resultsOf(session, assessed, counts, entities))
  return { entities, averageScore, flagged: counts.get('') ?? 0 }
}

async function keepResults(
  session: Session,
  runId: string,
  results: readonly QualityResult[],
): Promise<void> {
  if (results.length === 0) return
  const { qualityResults, integer } = ledgerSql(session)
  const { decimal } = silverLanguage(session)
  await session.execute(sql`
insert into ${qualityResults} (run_id, flag, checked, failed, weight) values ${list(
    results.map(
      ({ flag, weight, checked, failed }) =>
        sql`(${runId}, ${flag}, ${integer(String(checked))}, ${integerLiteral(failed)}, ${decimal(weight)})`,
    ),
  )}`)
}

/** A result for every rule, for those that all entities pass, too; none where the table has no column for flags. */
export async function countFindings(
  session: Session,
  assessed: Assessed,
  entities: number,
): Promise<readonly QualityResult[]> {
  const { table } = assessed
  const column = findColumn(table, 'quality_flags')
  if (column === undefined) return []
  const { rows } = await session.execute(silverLanguage(session).countFlags(table, column))
  return resultsOf(session, assessed, countsOf(rows), entities)
}

function resultsOf(
  session: Session,
  { pipeline, silver, table }: Assessed,
  counts: ReadonlyMap<string, number>,
  entities: number,
): readonly QualityResult[] {
  const checks = checksOf(silver, table, silverLanguage(session))
  return findingsOf(pipeline, silver, checks).map(({ flag, weight }) => ({
    ...{ flag, weight, checked: entities, failed: counts.get(flag) ?? 0 },
  }))
}

function countsOf(rows: readonly Row[]): ReadonlyMap<string, number> {
  return new Map(rows.map((row) => [textOf(row, 'flag'), entitiesOf(row)]))
}

function entitiesOf(row: Row): number {
  return Number(textOf(row, 'entities'))
}
