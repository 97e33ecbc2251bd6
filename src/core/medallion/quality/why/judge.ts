/** What the merge makes of the records of one row, for one field. */
import { textOrNull, type Session } from '../../../database/session'
import { list, sql, type Sql } from '../../../database/sql'
import type { Row, Value } from '../../../util/value'
import { writtenColumns } from '../../silver/changesQuery'
import { broken, ERRORS, KEPT, KEY, rawValue } from '../../silver/mergeNames'
import { mergeQuery, type Merge } from '../../silver/mergeQuery'
import { checksOf, type Check } from '../../silver/validity'
import type { Contest } from './contest'
import { isRowOf, silverRows } from './pins'

export interface Judged {
  /** The winning source. */
  readonly winner: string | null
  /** The winner's value before validation. */
  readonly won: Value
  /** Codes of validations that took the value away. */
  readonly broken: readonly string[]
  /** As `Contest.candidates`. */
  readonly candidates: readonly JudgedCandidate[]
}

export interface JudgedCandidate {
  readonly source: string
  readonly cleaned: Value
  /** What the rule compares; null where it compares nothing. */
  readonly measure: Value
  /** Its value is the winner's, to the letter or as values are compared. */
  readonly same: boolean
  readonly alike: boolean
}

/** Undefined where the records make no entity with this key. */
export async function judge(
  session: Session,
  merge: Merge,
  contest: Contest,
  key: string,
): Promise<Judged | undefined> {
  const checks = takingChecks(merge, contest)
  const columns = [
    sql`${contest.winner} as why_winner`,
    sql`${rawValue(contest.index)} as why_won`,
    ...contest.candidates.flatMap((one, place) => [
      sql`${one.value} as ${sql.id(`why_value_${place}`)}`,
      sql`${one.measure} as ${sql.id(`why_measure_${place}`)}`,
      isTrue(sql`${one.value} = ${rawValue(contest.index)}`, `why_same_${place}`),
      isTrue(sql`${one.compared} = ${contest.won}`, `why_alike_${place}`),
    ]),
    ...checks.map(({ number }) => isTrue(broken(number), `why_broken_${number}`)),
  ]
  const { rows } = await session.execute(sql`
with ${mergeQuery(merge).tables}
select ${list(columns)} from ${KEPT} k
where exists (select 1 from ${silverRows(merge)} where ${isRowOf(merge, sql`k.${KEY}`, key)})`)
  const [row] = rows
  return row && judgedOf(row, merge, contest, checks)
}

function isTrue(condition: Sql, name: string): Sql {
  return sql`case when ${condition} then 'yes' end as ${sql.id(name)}`
}

type NumberedCheck = Check & { readonly number: number }

function takingChecks(
  { silver, table, language }: Merge,
  { field }: Contest,
): readonly NumberedCheck[] {
  return checksOf(silver, table, language).flatMap((check, number) =>
    check.column === field.column && check.otherwise === 'null' ? [{ ...check, number }] : [],
  )
}

function judgedOf(
  row: Row,
  { pipeline }: Merge,
  { candidates }: Contest,
  checks: readonly NumberedCheck[],
): Judged {
  const winner = textOrNull(row, 'why_winner')
  return {
    winner: winner === null ? null : (pipeline.sources[Number(winner)]?.name ?? null),
    won: textOrNull(row, 'why_won'),
    broken: checks.flatMap(({ number, code }) =>
      row[`why_broken_${number}`] === 'yes' ? [code] : [],
    ),
    candidates: candidates.map(({ source }, place) => ({
      source,
      cleaned: textOrNull(row, `why_value_${place}`),
      measure: textOrNull(row, `why_measure_${place}`),
      same: row[`why_same_${place}`] === 'yes',
      alike: row[`why_alike_${place}`] === 'yes',
    })),
  }
}

/** What a row should have. */
export interface Given {
  /** As its column prints it. */
  readonly value: Value
  /** An entity that is not valid is given no value at all. */
  readonly isValid: boolean
  /** The row has another one. */
  readonly differs: boolean
}

/** What the merge gives for the field, beside what the row has. Undefined where it gives no such entity. */
export async function compareGiven(
  session: Session,
  merge: Merge,
  field: string,
  key: string,
): Promise<Given | undefined> {
  const { silver, table, language } = merge
  const written = writtenColumns(silver, table, language).find(
    ({ column }) => column.name === field,
  )
  if (written === undefined) return undefined
  const { tables, result } = mergeQuery(merge)
  const differs = language.differs(sql`t.why_given`, sql.id('s', field), written.column)
  const { rows } = await session.execute(sql`
with ${tables},
why_typed as (
  select ${KEY}, ${ERRORS}, case when ${ERRORS} is null then ${written.value} end as why_given
  from ${result} ${language.computedOnce}
)
select ${language.asText(sql`t.why_given`)} as given,
  ${isTrue(sql`t.${ERRORS} is null`, 'valid')}, ${isTrue(differs, 'differs')}
from why_typed t join ${silverRows(merge)} on ${isRowOf(merge, sql`t.${KEY}`, key)}`)
  const [row] = rows
  if (row === undefined) return undefined
  return {
    value: textOrNull(row, 'given'),
    isValid: row['valid'] === 'yes',
    differs: row['differs'] === 'yes',
  }
}
