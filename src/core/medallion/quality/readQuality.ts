/** Reads the quality of a silver table: a constant number of statements, however many rows there are. */
import { textOf, type Session } from '../../database/session'
import { sql } from '../../database/sql'
import { displayTable, findColumn, type Table } from '../../database/table'
import { ledgerSql } from '../../ledger/ledgerSql'
import type { Pipeline, Silver } from '../definition/pipeline'
import { mergeOf, readScope } from '../silver/dirty'
import { silverLanguage } from '../silver/language'
import { findingsOf } from '../silver/quality'
import { checksOf } from '../silver/validity'
import { readAgreement } from './agreement'
import { gatesOf } from './gates'
import { readQuarantined } from './quarantined'
import type { QualityReport } from './report'
import { readRules } from './rules'
import { averageOf, readScores } from './scores'
import { readTrend } from './trend'
import { readWorst } from './worst'

/** What is read: in a read-only session. */
export interface Assessed {
  readonly session: Session
  readonly pipeline: Pipeline
  readonly silver: Silver
  readonly table: Table
}

export interface QualityLimits {
  /** How many runs the trend has. */
  readonly runs: number
  /** How many of the worst entities are shown. */
  readonly worst: number
}

export async function readQuality(
  assessed: Assessed,
  limits: QualityLimits,
): Promise<QualityReport> {
  const { session, pipeline, silver, table } = assessed
  const language = silverLanguage(session)
  for (const setting of language.prepare) await session.execute(setting)
  const findings = findingsOf(pipeline, silver, checksOf(silver, table, language))
  const scope = await readScope(session, pipeline, silver, { full: true })
  const { entities, scores } = await readScores(assessed)
  const trend = await readTrend(assessed, limits.runs)
  const { rules, flagged } = await readRules(assessed, findings, entities, trend)
  return {
    ...headOf(assessed),
    at: await readNow(session),
    ...{ entities, averageScore: averageOf(scores), flagged, scores, trend, rules },
    gates: gatesOf(silver, trend),
    worst: await readWorst(assessed, findings, limits.worst),
    agreement: await readAgreement(session, {
      ...mergeOf(session, pipeline, silver, table, scope),
      keys: [],
    }),
    quarantined: await readQuarantined(assessed, scope.streams, limits.runs),
  }
}

function headOf({ pipeline, silver, table }: Assessed) {
  const wanted = ['data_quality_score', 'quality_flags']
  return {
    entity: pipeline.entity,
    table: displayTable(table),
    environment: pipeline.target.environment,
    definition: pipeline.definition.path,
    key: silver.key.column,
    fields: silver.fields.map(({ column }) => column),
    lacks: wanted.filter((name) => findColumn(table, name) === undefined),
  }
}

async function readNow(session: Session): Promise<string> {
  const { isoTime, now } = ledgerSql(session)
  const { rows } = await session.execute(sql`select ${isoTime(now)} as at`)
  return textOf(rows[0] ?? {}, 'at')
}
