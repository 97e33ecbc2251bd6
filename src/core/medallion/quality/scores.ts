/** How many entities have which score. */
import { textOf, textOrNull } from '../../database/session'
import { sql, tableRef } from '../../database/sql'
import { findColumn } from '../../database/table'
import { ledgerSql } from '../../ledger/ledgerSql'
import type { Assessed } from './readQuality'
import type { ScoreCount } from './report'

export interface Scores {
  /** Rows of the table, with a score or without. */
  readonly entities: number
  readonly scores: readonly ScoreCount[]
}

export async function readScores({ session, table }: Assessed): Promise<Scores> {
  const { text } = ledgerSql(session)
  const column = findColumn(table, 'data_quality_score')
  const score = column === undefined ? sql`null` : sql.id('s', column.name)
  const { rows } = await session.execute(sql`
select ${text(sql`c.score`)} as score, ${text(sql`c.entities`)} as entities
from (select ${score} as score, count(*) as entities from ${tableRef(table)} s group by 1) c
order by c.score`)
  const counted = rows.map((row) => ({
    score: textOrNull(row, 'score'),
    entities: Number(textOf(row, 'entities')),
  }))
  return {
    entities: sumOf(counted.map(({ entities }) => entities)),
    scores: counted.flatMap(({ score, entities }) => (score === null ? [] : [{ score, entities }])),
  }
}

/** Null where there is none. */
export function averageOf(scores: readonly ScoreCount[]): number | null {
  const entities = sumOf(scores.map((one) => one.entities))
  const total = sumOf(scores.map((one) => Number(one.score) * one.entities))
  return entities === 0 ? null : total / entities
}

export function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0)
}
