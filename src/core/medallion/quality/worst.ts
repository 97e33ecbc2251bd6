/** The entities with the lowest scores, and what took their scores down. */
import { textOf, textOrNull } from '../../database/session'
import { integerLiteral, list, sql, tableRef } from '../../database/sql'
import { findColumn } from '../../database/table'
import type { Row } from '../../util/value'
import { keyColumn } from '../silver/changesQuery'
import { silverLanguage } from '../silver/language'
import type { Finding } from '../silver/quality'
import type { Assessed } from './readQuality'
import { readProvenance } from './rowProvenance'
import type { Deduction, WorstEntity } from './report'
import { sumOf } from './scores'

/** The lowest first; of equal ones in the order of their keys. */
export async function readWorst(
  { session, silver, table }: Assessed,
  findings: readonly Finding[],
  limit: number,
): Promise<readonly WorstEntity[]> {
  const score = findColumn(table, 'data_quality_score')
  if (score === undefined || limit === 0) return []
  const language = silverLanguage(session)
  const text = (name: string) => language.asText(sql.id('s', name), findColumn(table, name))
  const flags = findColumn(table, 'quality_flags')
  const key = text(keyColumn(silver, table).name)
  const values = silver.fields.map(
    ({ column }, index) => sql`${text(column)} as ${sql.id(`dd_value_${index}`)}`,
  )
  const { rows } = await session.execute(sql`
select ${key} as dd_key, ${text(score.name)} as dd_score,
  ${flags === undefined ? sql`null` : language.flagsText(sql.id('s', flags.name), flags)} as dd_flags,
  ${silver.provenance === undefined ? sql`null` : text(silver.provenance)} as dd_provenance,
  ${list(values)}
from ${tableRef(table)} s
where ${sql.id('s', score.name)} is not null
order by ${sql.id('s', score.name)}, ${language.byBytes(key)}
limit ${integerLiteral(limit)}`)
  const names = silver.fields.map(({ column }) => column)
  return rows.map((row) => worstEntity(row, names, findings))
}

function worstEntity(
  row: Row,
  names: readonly string[],
  findings: readonly Finding[],
): WorstEntity {
  const score = textOf(row, 'dd_score')
  const flags = JSON.parse(textOrNull(row, 'dd_flags') ?? '[]') as readonly string[]
  const provenance = readProvenance(textOrNull(row, 'dd_provenance'))
  const deductions = provenance?.score ?? deductionsOf(flags, findings)
  return {
    ...{ key: textOf(row, 'dd_key'), score, flags, deductions },
    addsUp: addsUp(score, deductions),
    values: Object.fromEntries(
      names.map((name, index) => [name, row[`dd_value_${index}`] ?? null]),
    ),
  }
}

/** Where rows do not say it: what the definition deducts for their flags. */
function deductionsOf(
  flags: readonly string[],
  findings: readonly Finding[],
): readonly Deduction[] {
  return findings.flatMap(({ flag, weight }) =>
    flags.includes(flag) && Number(weight) > 0 ? [{ flag, deduct: weight }] : [],
  )
}

/** Scores are rounded to two decimals. */
const HALF = 0.005 + 1e-9

function addsUp(score: string, deductions: readonly Deduction[]): boolean {
  const left = Math.max(0, 1 - sumOf(deductions.map(({ deduct }) => Number(deduct))))
  return Math.abs(left - Number(score)) <= HALF
}
