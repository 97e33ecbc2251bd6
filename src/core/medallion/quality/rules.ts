/** How many entities have each flag, now and after the runs before. */
import { textOf } from '../../database/session'
import { list, sql } from '../../database/sql'
import { findColumn } from '../../database/table'
import { ledgerSql } from '../../ledger/ledgerSql'
import { silverLanguage } from '../silver/language'
import type { Finding } from '../silver/quality'
import type { Assessed } from './readQuality'
import type { RuleQuality, RunQuality } from './report'
import { standing } from './trend'

export interface Rules {
  readonly rules: readonly RuleQuality[]
  readonly flagged: number
}

/** Every flag of the definition in its order, and those that rows have besides. */
export async function readRules(
  assessed: Assessed,
  findings: readonly Finding[],
  entities: number,
  trend: readonly RunQuality[],
): Promise<Rules> {
  const counts = await countFlags(assessed)
  const results = await readResults(assessed, trend)
  const before = standing(trend).at(-2)
  const rule = (flag: string, known?: Finding): RuleQuality => {
    const failed = counts.get(flag) ?? 0
    const earlier = before && results.get(before.runId)?.get(flag)
    return {
      ...{ flag, meaning: known?.meaning ?? null, weight: known?.weight ?? null },
      ...{ failed, checked: entities },
      change: earlier === undefined ? null : failed - earlier,
      history: trend.map(({ runId }) => results.get(runId)?.get(flag) ?? null),
    }
  }
  const known = new Set(findings.map(({ flag }) => flag))
  const others = [...counts.keys()].filter((flag) => flag !== '' && !known.has(flag))
  return {
    rules: [
      ...findings.map((finding) => rule(finding.flag, finding)),
      ...others.sort().map((flag) => rule(flag)),
    ],
    flagged: counts.get('') ?? 0,
  }
}

/** By flag; the flag '' stands for having any. */
async function countFlags({ session, table }: Assessed): Promise<ReadonlyMap<string, number>> {
  const column = findColumn(table, 'quality_flags')
  if (column === undefined) return new Map()
  const { rows } = await session.execute(silverLanguage(session).countFlags(table, column))
  return new Map(rows.map((row) => [textOf(row, 'flag'), Number(textOf(row, 'entities'))]))
}

/** What each run has found, by run and flag. */
async function readResults(
  { session }: Assessed,
  trend: readonly RunQuality[],
): Promise<ReadonlyMap<string, ReadonlyMap<string, number>>> {
  const results = new Map<string, Map<string, number>>()
  if (trend.length === 0) return results
  const { qualityResults, text } = ledgerSql(session)
  const { rows } = await session.execute(sql`
select run_id, flag, ${text(sql`failed`)} as failed from ${qualityResults}
where run_id in (${list(trend.map(({ runId }) => sql`${runId}`))})`)
  for (const row of rows) {
    const run = textOf(row, 'run_id')
    const flags = results.get(run) ?? new Map<string, number>()
    results.set(run, flags.set(textOf(row, 'flag'), Number(textOf(row, 'failed'))))
  }
  return results
}
