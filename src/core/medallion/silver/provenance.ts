/** Where each value of an entity comes from: which source, which record, by which rule, and who lost. */
import { integerLiteral, sql, type Sql } from '../../database/sql'
import type { Pipeline, Rule, Silver, SilverField } from '../definition/pipeline'
import { jsonListOrNull, jsonObject, jsonText, type Members } from './jsonText'
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
  const cells = silver.fields.map((field, index): Members[number] => [
    field.column,
    cell(pipeline, silver, field, index, numberOf, language),
  ])
  const score = deducting(findings).map(
    ({ flag, weight, isFound }) =>
      sql`case when ${isFound} then ${language.text(JSON.stringify({ flag, deduct: weight }))} end`,
  )
  const all = jsonObject(
    [
      ['sources', jsonObject(sources, language)],
      ['cells', jsonObject(cells, language)],
      ['score', jsonListOrNull(score, language)],
    ],
    language,
  )
  return language.parsed(all)
}

function jsonObjectOfRecord(source: number, language: SilverLanguage): Sql {
  return language.concatenated([
    language.text('{"id":'),
    language.quoted(joined.id(source)),
    language.text(',"run":'),
    language.quoted(joined.run(source)),
    language.text('}'),
  ])
}

function cell(
  { sources }: Pipeline,
  silver: Silver,
  field: SilverField,
  index: number,
  numberOf: (source: string) => number,
  language: SilverLanguage,
): Sql {
  const group = silver.groups.findIndex(({ columns }) => columns.includes(field.column))
  const won = group < 0 ? winner(index) : groupWinner(group)
  const numbers = field.origins.map(({ source }) => numberOf(source))
  const nameOf = (number: number) => jsonText(sources[number]?.name ?? '', language)
  const value = sql.id(field.column)
  const losers = numbers.map((number) => {
    const other = joined.value(number, index)
    return sql`case when ${won} <> ${integerLiteral(number)} and ${other} <> ${value} then ${nameOf(number)} end`
  })
  const rule: Rule | 'only' | 'group' =
    numbers.length === 1 ? 'only' : group >= 0 ? 'group' : field.rule
  const [only] = numbers
  const winners = numbers.map(
    (number) => sql`when ${integerLiteral(number)} then ${nameOf(number)}`,
  )
  const members: Members = [
    [
      'source',
      numbers.length === 1 && only !== undefined
        ? nameOf(only)
        : sql`case ${won} ${sql.join(winners, sql` `)} end`,
    ],
    ['rule', jsonText(rule, language)],
    ...(numbers.length > 1 ? [['over', jsonListOrNull(losers, language)] as const] : []),
  ]
  return sql`case when ${value} is not null then ${jsonObject(members, language)} end`
}
