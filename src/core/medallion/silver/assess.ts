/** The quality of a silver table as it is: kept for each run, so that there is a trend. */
import { textOf, type Session } from '../../database/session'
import { integerLiteral, list, sql } from '../../database/sql'
import { findColumn } from '../../database/table'
import { ledgerSql } from '../../ledger/ledgerSql'
import type { QualityResult } from '../../ledger/run'
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
  const rows = await executeAll(session, silverWriter(session, table).countScores(runId, table))
  const scores = rows.map((row) => ({
    score: Number(textOf(row, 'score')),
    entities: Number(textOf(row, 'entities')),
  }))
  const entities = scores.reduce((sum, one) => sum + one.entities, 0)
  const total = scores.reduce((sum, one) => sum + one.score * one.entities, 0)
  const averageScore = entities === 0 ? null : total / entities
  return { entities, averageScore, flagged: await keepResults(session, assessed, runId, entities) }
}

async function keepResults(
  session: Session,
  assessed: Assessed,
  runId: string,
  entities: number,
): Promise<number> {
  const { results, flagged } = await countFindings(session, assessed, entities)
  const { qualityResults, integer } = ledgerSql(session)
  const { decimal } = silverLanguage(session)
  if (results.length > 0)
    await session.execute(sql`
insert into ${qualityResults} (run_id, flag, checked, failed, weight) values ${list(
      results.map(
        ({ flag, weight, checked, failed }) =>
          sql`(${runId}, ${flag}, ${integer(String(checked))}, ${integerLiteral(failed)}, ${decimal(weight)})`,
      ),
    )}`)
  return flagged
}

/** A result for every rule, for those that all entities pass, too; none where the table has no column for flags. */
export async function countFindings(
  session: Session,
  { pipeline, silver, table }: Assessed,
  entities: number,
): Promise<{ readonly results: readonly QualityResult[]; readonly flagged: number }> {
  const column = findColumn(table, 'quality_flags')
  if (column === undefined) return { results: [], flagged: 0 }
  const language = silverLanguage(session)
  const findings = findingsOf(pipeline, silver, checksOf(silver, table, language))
  const { rows } = await session.execute(language.countFlags(table, column))
  const counts = new Map(
    rows.map((row) => [textOf(row, 'flag'), Number(textOf(row, 'entities'))] as const),
  )
  const results = findings.map(({ flag, weight }) => ({
    ...{ flag, weight, checked: entities, failed: counts.get(flag) ?? 0 },
  }))
  return { results, flagged: counts.get('') ?? 0 }
}
