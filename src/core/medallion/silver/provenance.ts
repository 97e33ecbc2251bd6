/** Where each value of an entity comes from: which source, which record, by which rule, and who lost. */
import { integerLiteral, sql, type Sql } from '../../database/sql'
import type { Pipeline, Rule, Silver, SilverField } from '../definition/pipeline'
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
  const sources = pipeline.sources.map(({ name }, index): readonly [string, Sql] => [
    name,
    sql`case when ${joined.id(index)} is not null then ${language.document([
      ['id', joined.id(index)],
      ['run', joined.run(index)],
    ])} end`,
  ])
  const cells = silver.fields.map((field, index): readonly [string, Sql] => [
    field.column,
    cell(pipeline, silver, field, index, numberOf, language),
  ])
  const score = deducting(findings).map(
    ({ flag, weight, isFound }) =>
      sql`case when ${isFound} then ${language.document([
        ['flag', language.text(flag)],
        ['deduct', language.text(weight)],
      ])} end`,
  )
  return language.document([
    ['sources', language.document(sources)],
    ['cells', language.document(cells)],
    ['score', language.list(score)],
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
  const nameOf = sql.join(
    numbers.map(
      (number) =>
        sql`when ${integerLiteral(number)} then ${language.text(sources[number]?.name ?? '')}`,
    ),
    sql` `,
  )
  const value = sql.id(field.column)
  const losers = numbers.map((number) => {
    const other = joined.value(number, index)
    return sql`case when ${won} <> ${integerLiteral(number)} and ${other} <> ${value} then ${language.text(sources[number]?.name ?? '')} end`
  })
  const rule: Rule | 'only' | 'group' =
    numbers.length === 1 ? 'only' : group >= 0 ? 'group' : field.rule
  const members: (readonly [string, Sql])[] = [
    ['source', sql`case ${won} ${nameOf} end`],
    ['rule', language.text(rule)],
    ...(numbers.length > 1 ? [['over', language.list(losers)] as const] : []),
  ]
  return sql`case when ${value} is not null then ${language.document(members)} end`
}
