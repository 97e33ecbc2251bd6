/** All of a pipeline's merge as one query: the records of each source, joined by key, judged, checked and scored. */
import { integerLiteral, list, sql, tableRef, type Sql } from '../../database/sql'
import { findColumn, type Table } from '../../database/table'
import type { Pipeline, Silver } from '../definition/pipeline'
import { jsonListOrNull, jsonText } from './jsonText'
import type { SilverLanguage } from './language'
import {
  broken,
  ERRORS,
  FLAGS,
  fieldColumn,
  found,
  foldedColumn,
  groupWinner,
  inSource,
  joined,
  KEPT,
  KEY,
  PRESENT,
  PROVENANCE,
  rawValue,
  SCORE,
  sourceName,
  winner,
} from './mergeNames'
import { provenanceOf } from './provenance'
import { findingsOf, flagsOf, scoreOf, type Finding } from './quality'
import {
  asksForChange,
  fieldsOf,
  keyIsUnique,
  recordsOf,
  usesRule,
  type RecordsQuery,
} from './records'
import { checksOf, type Check } from './validity'
import { candidatesOf, groupCandidates, winnerOf } from './winners'

export interface Merge {
  readonly pipeline: Pipeline
  readonly silver: Silver
  readonly table: Table
  readonly language: SilverLanguage
  /** See `RecordsQuery.latest`. */
  readonly latest: RecordsQuery['latest']
  /** See `RecordsQuery.wanted`. */
  readonly wanted?: Sql
  /** The rows of the silver table that are in question; all where it is left out. */
  readonly rows?: Sql
  /** Common table expressions that the others refer to. */
  readonly before: readonly Sql[]
  /** Selects of more keys than the records have, such as those of entities that are gone. */
  readonly keys: readonly Sql[]
}

/** A query for what each entity should be, and the names of its common table expressions before it. */
export interface MergeQuery {
  /** What stands after `with`. */
  readonly tables: Sql
  /** The one with the result: the key, each field by its column's name, and `mergeNames`' other columns. */
  readonly result: Sql
}

const RESULT = sql.id('dd_result')

export function mergeQuery(merge: Merge): MergeQuery {
  const { pipeline, silver, table, language } = merge
  const checks = checksOf(silver, table, language)
  const findings = findingsOf(pipeline, silver, checks)
  const once = language.computedOnce
  const tables = [
    ...joinTables(merge),
    sql`dd_won as (select j.*, ${list(winnersOf(merge))} from dd_joined j ${once})`,
    sql`dd_valued as (select w.*, ${list(valuesOf(silver, pipeline))} from dd_won w ${once})`,
    // What only gives a column its name need not be computed.
    sql`dd_checked as (select v.*, ${list(brokenOf(silver, checks))} from dd_valued v ${checks.length > 0 ? once : sql``})`,
    sql`${KEPT} as (select c.*, ${list(keptOf(silver, checks))} from dd_checked c ${checks.length > 0 ? once : sql``})`,
    sql`dd_found as (select k.*, ${list(foundOf(findings))} from ${KEPT} k ${once})`,
    sql`${RESULT} as (${resultOf(merge, checks, findings)})`,
  ]
  return { tables: list(tables), result: RESULT }
}

/** The records of all sources, side by side: common table expressions, of which the last one is `dd_joined`. */
export function joinTables(merge: Merge): readonly Sql[] {
  return [
    ...merge.before,
    ...merge.pipeline.sources.map(
      (_, index) => sql`${sourceName(index)} as (${recordsOf(merge, index)})`,
    ),
    sql`dd_joined as (${joinOf(merge)})`,
  ]
}

function joinOf(merge: Merge): Sql {
  const { silver } = merge
  const { sources } = merge.pipeline
  const columns = sources.flatMap((_, index) => [
    sql`${inSource(index, 'dd_id')} as ${joined.id(index)}`,
    sql`${inSource(index, 'dd_run')} as ${joined.run(index)}`,
    ...(asksForChange(silver)
      ? [sql`${inSource(index, 'dd_changed')} as ${joined.changed(index)}`]
      : []),
    ...(usesRule(silver, 'mostComplete')
      ? [sql`${inSource(index, 'dd_filled')} as ${joined.filled(index)}`]
      : []),
    ...(keyIsUnique(silver) ? [] : [sql`${inSource(index, 'dd_more')} as ${joined.more(index)}`]),
    ...fieldsOf(merge, index).flatMap((field) => [
      sql`${inSource(index, fieldColumn(field.index))} as ${joined.value(index, field.index)}`,
      ...(field.isFolded
        ? [
            sql`${inSource(index, foldedColumn(field.index))} as ${joined.folded(index, field.index)}`,
          ]
        : []),
    ]),
  ])
  return merge.language.joinByKey(sources.length, merge.keys, list(columns))
}

function winnersOf({ pipeline, silver, language }: Merge): readonly Sql[] {
  const numberOf = (name: string) => pipeline.sources.findIndex((source) => source.name === name)
  const fields = silver.fields.map((field, index) => {
    const candidates = candidatesOf(field, index, numberOf)
    return sql`${winnerOf(candidates, field.rule, language)} as ${winner(index)}`
  })
  const groups = silver.groups.map((group, index) => {
    const candidates = groupCandidates(group, silver.fields, numberOf)
    return sql`${winnerOf(candidates, group.rule, language)} as ${groupWinner(index)}`
  })
  return [...fields, ...groups]
}

/** Fields of a group come from its winner, those that it has not, too. */
function valuesOf(silver: Silver, { sources }: Pipeline): readonly Sql[] {
  return silver.fields.map(({ column, origins }, index) => {
    const group = silver.groups.findIndex(({ columns }) => columns.includes(column))
    const won = group < 0 ? winner(index) : groupWinner(group)
    const whens = origins.map(({ source }) => {
      const number = sources.findIndex(({ name }) => name === source)
      return sql`when ${integerLiteral(number)} then ${joined.value(number, index)}`
    })
    return sql`case ${won} ${sql.join(whens, sql` `)} end as ${rawValue(index)}`
  })
}

function indexOfField(silver: Silver, name: string): number {
  return silver.fields.findIndex(({ column }) => column === name)
}

/** At least one column, so that the list is never empty. */
function brokenOf(silver: Silver, checks: readonly Check[]): readonly Sql[] {
  return [
    sql`0 as dd_checks`,
    ...checks.map(
      (check, index) =>
        sql`${check.broken(rawValue(indexOfField(silver, check.column)))} as ${broken(index)}`,
    ),
  ]
}

function keptOf(silver: Silver, checks: readonly Check[]): readonly Sql[] {
  return silver.fields.map(({ column }, index) => {
    const taken = checks.flatMap((check, number) =>
      check.column === column && check.otherwise === 'null' ? [broken(number)] : [],
    )
    const value = rawValue(index)
    if (taken.length === 0) return sql`${value} as ${sql.id(column)}`
    return sql`case when not (${sql.join(taken, sql` or `)}) then ${value} end as ${sql.id(column)}`
  })
}

/** At least one column, so that the list is never empty. */
function foundOf(findings: readonly Finding[]): readonly Sql[] {
  return [
    sql`0 as dd_findings`,
    ...findings.map(({ isFound }, index) => sql`${isFound} as ${found(index)}`),
  ]
}

function resultOf(
  { pipeline, silver, table, language }: Merge,
  checks: readonly Check[],
  asked: readonly Finding[],
): Sql {
  const findings = asked.map((finding, index) => ({ ...finding, isFound: found(index) }))
  const errors = checks.flatMap(({ column, code, otherwise }, index) =>
    otherwise === 'reject'
      ? [sql`case when ${broken(index)} then ${jsonText(`${column}: ${code}`, language)} end`]
      : [],
  )
  const key = findColumn(table, silver.key.column)
  const isKey = key && language.isOfType(KEY, key)
  if (isKey !== undefined)
    errors.push(
      sql`case when not (${isKey}) then ${jsonText(`${silver.key.column}: type`, language)} end`,
    )
  // What completes records makes no entity by itself.
  const present = pipeline.sources.flatMap(({ enrichment }, index) =>
    enrichment === undefined ? [sql`${joined.id(index)} is not null`] : [],
  )
  const flags = findColumn(table, 'quality_flags')
  const columns = [
    sql`${KEY}`,
    ...silver.fields.map(({ column }) => sql.id(column)),
    sql`(${sql.join(present, sql` or `)}) as ${PRESENT}`,
    sql`${jsonListOrNull(errors, language)} as ${ERRORS}`,
    sql`${scoreOf(findings, language)} as ${SCORE}`,
    ...(flags === undefined
      ? []
      : [sql`${language.flags(flagsOf(findings, language), flags)} as ${FLAGS}`]),
    ...(silver.provenance === undefined
      ? []
      : [sql`${provenanceOf(pipeline, silver, findings, language)} as ${PROVENANCE}`]),
  ]
  return sql`select ${list(columns)} from dd_found ${language.computedOnce}`
}

/** `select` of the silver table's keys as texts, of rows that a pipeline has made. */
export function madeKeys(
  { silver, table, language }: Pick<Merge, 'silver' | 'table' | 'language'>,
  only?: Sql,
): Sql {
  const key = language.asText(sql.id('m', silver.key.column), findColumn(table, silver.key.column))
  const made = sql`select ${key} as dd_key from ${tableRef(table)} m where ${sql.id('m', silver.provenance ?? '')} is not null`
  return only === undefined ? made : sql`${made} and ${key} in (${only})`
}
