/** Which source's value a field gets: survivorship. Every rule ends in the order of trust, so that no tie is left. */
import { integerLiteral, sql, type Sql } from '../../database/sql'
import type { FieldGroup, Rule, SilverField } from '../definition/pipeline'
import { joined } from './mergeNames'
import type { SilverLanguage } from './language'

/** A source that may win, the most trusted first. */
export interface Candidate {
  readonly source: number
  /** Whether it has anything to say. */
  readonly has: Sql
  /** What it says, as it is compared with others; undefined where that is not one value. */
  readonly value: Sql | undefined
}

export function candidatesOf(
  field: SilverField,
  index: number,
  numberOf: (source: string) => number,
): readonly Candidate[] {
  return field.origins.map(({ source }) => {
    const number = numberOf(source)
    const has = sql`${joined.value(number, index)} is not null`
    const compared = field.compare === 'exact' ? joined.value : joined.folded
    return { source: number, has, value: compared(number, index) }
  })
}

/** Of a group a source may win that has one of its fields; the order of trust is that of the first of them. */
export function groupCandidates(
  { columns }: FieldGroup,
  fields: readonly SilverField[],
  numberOf: (source: string) => number,
): readonly Candidate[] {
  const members = columns.map((column) => fields.findIndex((field) => field.column === column))
  const sources = new Set(
    members.flatMap((index) => (fields[index]?.origins ?? []).map(({ source }) => source)),
  )
  return [...sources].map((source) => {
    const number = numberOf(source)
    const values = members
      .filter((index) => fields[index]?.origins.some((origin) => origin.source === source))
      .map((index) => sql`${joined.value(number, index)} is not null`)
    return { source: number, has: sql`(${sql.join(values, sql` or `)})`, value: undefined }
  })
}

/** The number of the winning source, as an expression over the join of all sources. */
export function winnerOf(
  candidates: readonly Candidate[],
  rule: Rule,
  language: SilverLanguage,
): Sql {
  const measured = measuresOf(candidates, rule, language)
  const most = measured && language.greatest(measured)
  const whens = candidates.map(({ source, has }, index) => {
    const wins = most === undefined ? sql`` : sql` and ${measured?.[index] ?? none} = ${most}`
    return sql`when ${has}${wins} then ${integerLiteral(source)}`
  })
  return sql`case ${sql.join(whens, sql` `)} end`
}

/**
 * What a rule compares of each candidate: the greatest wins, and of equal ones the most trusted. Undefined where having a value
 * is all.
 */
export function measuresOf(
  candidates: readonly Candidate[],
  rule: Rule,
  language: SilverLanguage,
): readonly Sql[] | undefined {
  return measures[rule](candidates, language)
}

const none = sql`null`

type Measure = (
  candidates: readonly Candidate[],
  language: SilverLanguage,
) => readonly Sql[] | undefined

const measures: Readonly<Record<Rule, Measure>> = {
  priority: () => undefined,
  mostRecent: (candidates) => ofThose(candidates, ({ source }) => joined.changed(source), sql`''`),
  mostComplete: (candidates) => ofThose(candidates, ({ source }) => joined.filled(source), sql`0`),
  majority: (candidates, language) => {
    // A group as a whole has no value that could be the same as another's.
    if (candidates.length < 3 || candidates.some(({ value }) => value === undefined))
      return undefined
    return candidates.map((one) =>
      language.count(
        candidates.map(
          (other) => sql`coalesce(${one.value ?? none} = ${other.value ?? none}, false)`,
        ),
      ),
    )
  },
}

function ofThose(
  candidates: readonly Candidate[],
  measure: (candidate: Candidate) => Sql,
  least: Sql,
): readonly Sql[] | undefined {
  if (candidates.length < 2) return undefined
  return candidates.map(
    (candidate) => sql`case when ${candidate.has} then ${measure(candidate)} else ${least} end`,
  )
}
