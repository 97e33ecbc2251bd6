/** Where each value of an entity comes from: which source, which record, by which rule, and who lost. */
import { integerLiteral, sql, type Sql } from '../../database/sql'
import type { Pipeline, Rule, Silver, SilverField } from '../definition/pipeline'
import {
  inOrder,
  jsonListOrNull,
  jsonObject,
  jsonText,
  objectOf,
  textsObject,
  type Members,
} from './jsonText'
import type { SilverLanguage } from './language'
import { groupWinner, joined, winner } from './mergeNames'
import { deducting, type Finding } from './quality'

/**
 * `{"sources": {name: {id, run}}, "cells": {column: {source, rule, over}}, "score": [{flag, deduct}]}`: the record of a cell is
 * that of its source; `over` are the sources that say something else. What a score lacks to 1 is the sum of what is deducted,
 * but where it would be under 0.
 */
export function provenanceOf(
  pipeline: Pipeline,
  silver: Silver,
  findings: readonly Finding[],
  language: SilverLanguage,
): Sql {
  const numberOf = (name: string) => pipeline.sources.findIndex((source) => source.name === name)
  const sources = pipeline.sources.map(({ name }, index): Members[number] => [
    name,
    // Null where the source has no record: then there is no text at all.
    jsonObjectOfRecord(index, language),
  ])
  const cells = silver.fields.map(
    (field, index) =>
      [field.column, cell(pipeline, silver, { field, index, numberOf }, language)] as const,
  )
  const score = deducting(findings).map(
    ({ flag, weight, isFound }) =>
      sql`case when ${isFound} then ${language.text(textsObject({ flag, deduct: weight }))} end`,
  )
  return jsonObject(
    [
      ['sources', jsonObject(sources, language)],
      [
        'cells',
        objectOf(
          inOrder(cells).map(([, text]) => text),
          language,
        ),
      ],
      ['score', jsonListOrNull(score, language)],
    ],
    language,
  )
}

function jsonObjectOfRecord(source: number, language: SilverLanguage): Sql {
  return language.concatenated([
    language.text('{"id": '),
    language.quoted(joined.id(source)),
    language.text(', "run": '),
    language.quoted(joined.run(source)),
    language.text('}'),
  ])
}

interface Cell {
  readonly field: SilverField
  readonly index: number
  readonly numberOf: (source: string) => number
}

/** The name and all that is told of it: most are one of a few texts, according to which source has won. */
function cell(
  pipeline: Pipeline,
  silver: Silver,
  { field, index, numberOf }: Cell,
  language: SilverLanguage,
): Sql {
  const group = silver.groups.findIndex(({ columns }) => columns.includes(field.column))
  const won = group < 0 ? winner(index) : groupWinner(group)
  const numbers = field.origins.map(({ source }) => numberOf(source))
  const value = sql.id(field.column)
  const nameOf = (number: number) => pipeline.sources[number]?.name ?? ''
  const rule: Rule | 'only' | 'group' =
    numbers.length === 1 ? 'only' : group >= 0 ? 'group' : field.rule
  const whens = numbers.map((number) => {
    const told = textsObject({ rule, source: nameOf(number) }).slice(1)
    const alone = language.text(`${JSON.stringify(field.column)}: {${told}`)
    const others = numbers.filter((other) => other !== number)
    const differs = (other: number) => sql`${joined.value(other, index)} <> ${value}`
    if (others.length === 0) return sql`when ${integerLiteral(number)} then ${alone}`
    const losers = others.map(
      (other) => sql`case when ${differs(other)} then ${jsonText(nameOf(other), language)} end`,
    )
    const contested = language.concatenated([
      language.text(`${JSON.stringify(field.column)}: {"over": [`),
      language.joined(losers),
      language.text(`], ${told}`),
    ])
    const isContested = sql.join(others.map(differs), sql` or `)
    return sql`when ${integerLiteral(number)} then case when ${isContested} then ${contested} else ${alone} end`
  })
  return sql`case when ${value} is not null then case ${won} ${sql.join(whens, sql` `)} end end`
}
