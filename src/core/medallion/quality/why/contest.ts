/** Who competes for a field, and how it is decided. */
import { sql, type Sql } from '../../../database/sql'
import type { Rule, SilverField } from '../../definition/pipeline'
import { groupWinner, joined, winner } from '../../silver/mergeNames'
import type { Merge } from '../../silver/mergeQuery'
import { comparedValue } from '../../silver/records'
import { candidatesOf, groupCandidates, measuresOf, type Candidate } from '../../silver/winners'

/** A field in a group is decided with its group. All expressions are over the rows of the merge. */
export interface Contest {
  readonly field: SilverField
  readonly index: number
  readonly rule: Rule
  /** The group's name and columns, where it is in one. */
  readonly group: { readonly name: string; readonly columns: readonly string[] } | undefined
  /** The winner's number. */
  readonly winner: Sql
  /** What the winner says, as it is compared. */
  readonly won: Sql
  /** The most trusted first. */
  readonly candidates: readonly Contestant[]
}

export interface Contestant {
  readonly source: string
  /** The member of its records that has the field; undefined where it has not. */
  readonly member: string | undefined
  readonly id: Sql
  readonly value: Sql
  readonly compared: Sql
  /** What the rule compares. */
  readonly measure: Sql
}

const none = sql`null`

export function contestOf(merge: Merge, column: string): Contest {
  const { pipeline, silver, language } = merge
  const index = silver.fields.findIndex((one) => one.column === column)
  const field = silver.fields[index]
  if (field === undefined) throw new Error(`the silver table has no field "${column}"`)
  const numberOf = (name: string) => pipeline.sources.findIndex((source) => source.name === name)
  const number = silver.groups.findIndex(({ columns }) => columns.includes(column))
  const group = silver.groups[number]
  const rule = group?.rule ?? field.rule
  const candidates =
    group === undefined
      ? candidatesOf(field, index, numberOf)
      : groupCandidates(group, silver.fields, numberOf)
  const won = group === undefined ? winner(index) : groupWinner(number)
  const contestants = contestantsOf(merge, field, index, candidates, rule)
  const whens = candidates.map(
    ({ source }, place) =>
      sql`when ${sql.lit(source)} then ${contestants[place]?.compared ?? none}`,
  )
  return {
    ...{ field, index, rule, group, candidates: contestants },
    winner: language.asText(won),
    won: sql`(case ${won} ${sql.join(whens, sql` `)} end)`,
  }
}

function contestantsOf(
  { pipeline, silver, language }: Merge,
  field: SilverField,
  index: number,
  candidates: readonly Candidate[],
  rule: Rule,
): readonly Contestant[] {
  const measures = measuresOf(candidates, rule, language)
  return candidates.map(({ source }, place) => {
    const name = pipeline.sources[source]?.name ?? ''
    const member = field.origins.find((origin) => origin.source === name)?.member
    const measure = measures?.[place]
    return {
      ...{ source: name, member, id: joined.id(source) },
      value: member === undefined ? none : joined.value(source, index),
      compared: member === undefined ? none : comparedValue(silver, field, source, index, language),
      measure: measure === undefined ? none : language.asText(measure),
    }
  })
}
