/** The quality of a silver table as it is: kept for each run, so that there is a trend. */
import { textOf, type Session } from '../../database/session'
import { integerLiteral, list, sql } from '../../database/sql'
import { findColumn } from '../../database/table'
import { ledgerSql } from '../../ledger/ledgerSql'
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
  const rows = await executeAll(session, silverWriter(session).countScores(runId, table))
  const scores = rows.map((row) => ({
    score: Number(textOf(row, 'score')),
    entities: Number(textOf(row, 'entities')),
  }))
  const entities = scores.reduce((sum, one) => sum + one.entities, 0)
  const total = scores.reduce((sum, one) => sum + one.score * one.entities, 0)
  const averageScore = entities === 0 ? null : total / entities
  return { entities, averageScore, flagged: await keepResults(session, assessed, runId, entities) }
}

/** A result for every rule, for those that all entities pass, too. */
async function keepResults(
  session: Session,
  { pipeline, silver, table }: Assessed,
  runId: string,
  entities: number,
): Promise<number> {
  const column = findColumn(table, 'quality_flags')
  if (column === undefined) return 0
  const language = silverLanguage(session)
  const findings = findingsOf(pipeline, silver, checksOf(silver, table, language))
  const { qualityResults, integer } = ledgerSql(session)
  const { rows } = await session.execute(language.countFlags(table, column))
  const counts = new Map(
    rows.map((row) => [textOf(row, 'flag'), Number(textOf(row, 'entities'))] as const),
  )
  if (findings.length > 0)
    await session.execute(sql`
insert into ${qualityResults} (run_id, flag, checked, failed, weight) values ${list(
      findings.map(
        ({ flag, weight }) =>
          sql`(${runId}, ${flag}, ${integer(String(entities))}, ${integerLiteral(counts.get(flag) ?? 0)}, ${language.decimal(weight)})`,
      ),
    )}`)
  return counts.get('') ?? 0
}
