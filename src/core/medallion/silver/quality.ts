/** The quality score: what is found in an entity, and what each finding deducts from 1. */
import { sql, type Sql } from '../../database/sql'
import type { Pipeline, Silver, SilverField } from '../definition/pipeline'
import type { SilverLanguage } from './language'
import { broken, joined } from './mergeNames'
import type { Check } from './validity'
import { keyIsUnique } from './records'

export interface Finding {
  readonly flag: string
  /** For people: what it says of an entity. */
  readonly meaning: string
  /** An exact decimal; 0 where the flag only informs. */
  readonly weight: string
  /** Over the row in which all values are known; never null. */
  readonly isFound: Sql
}

/** Every flag that an entity can get, in the order in which it has them. */
export function findingsOf(
  pipeline: Pipeline,
  silver: Silver,
  checks: readonly Check[],
): readonly Finding[] {
  const { quality, fields } = silver
  const { weights } = quality
  const numberOf = (name: string) => pipeline.sources.findIndex((source) => source.name === name)
  return [
    ...quality.sources.map((name) => ({
      flag: `missing_${name}_source`,
      meaning: `"${name}" has no record of it`,
      weight: weights.missingSource,
      isFound: sql`${joined.id(numberOf(name))} is null`,
    })),
    ...quality.keyFields.map((column) => ({
      flag: `missing_${column}`,
      meaning: `no value in "${column}"`,
      weight: weights.missingField,
      isFound: sql`${sql.id(column)} is null`,
    })),
    ...quality.mismatches.flatMap((column) => {
      const index = fields.findIndex((field) => field.column === column)
      const field = fields[index]
      if (field === undefined || field.origins.length < 2) return []
      const isFound = differ(field, index, numberOf)
      const meaning = `sources differ in "${column}"`
      return [{ flag: `${column}_mismatch`, meaning, weight: weights.mismatch, isFound }]
    }),
    ...informing(pipeline, silver, checks),
    ...quality.rules.map(({ flag, when, weight }) => ({
      flag,
      meaning: when,
      weight,
      isFound: sql`coalesce((\n${sql.raw(when)}\n), false)`,
    })),
  ]
}

function informing(
  { sources }: Pipeline,
  silver: Silver,
  checks: readonly Check[],
): readonly Finding[] {
  const told = checks.flatMap(({ column, otherwise }, index) =>
    otherwise === 'reject' ? [] : [{ column, isFound: broken(index) }],
  )
  const byColumn = new Map<string, Sql[]>()
  for (const { column, isFound } of told)
    byColumn.set(column, [...(byColumn.get(column) ?? []), isFound])
  return [
    ...silver.quality.informational.map((column) => ({
      flag: `no_${column}`,
      meaning: `no value in "${column}"`,
      weight: '0',
      isFound: sql`${sql.id(column)} is null`,
    })),
    ...[...byColumn].map(([column, found]) => ({
      flag: `invalid_${column}`,
      meaning: `the value for "${column}" is not valid`,
      weight: '0',
      isFound: sql`(${sql.join(found, sql` or `)})`,
    })),
    ...(keyIsUnique(silver) ? [] : sources).map(({ name }, index) => ({
      flag: `duplicate_${name}_record`,
      meaning: `"${name}" has several records of it`,
      weight: '0',
      isFound: sql`coalesce(${joined.more(index)}, 0) > 0`,
    })),
  ]
}

/** Whether two of the sources that have a value have different ones. */
function differ(
  { origins, compare }: SilverField,
  index: number,
  numberOf: (source: string) => number,
): Sql {
  const compared = compare === 'exact' ? joined.value : joined.folded
  const values = origins.map(({ source }) => compared(numberOf(source), index))
  const first = sql`coalesce(${sql.join(values)})`
  const others = values.slice(1).map((value) => sql`coalesce(${value} <> ${first}, false)`)
  return sql`(${sql.join(others, sql` or `)})`
}

/** The score itself: 1 less all that is found, never under 0, with two decimals. */
export function scoreOf(findings: readonly Finding[], language: SilverLanguage): Sql {
  const one = language.decimal('1')
  const none = language.decimal('0')
  const left = deducting(findings).reduce(
    (sum, { weight, isFound }) =>
      sql`${sum} - case when ${isFound} then ${language.decimal(weight)} else ${none} end`,
    one,
  )
  return language.rounded(language.greatest([none, left]))
}

/** Those that deduct something. */
export function deducting(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(({ weight }) => Number(weight) > 0)
}

/** The flags that an entity has, each alone. */
export function flagsOf(findings: readonly Finding[], language: SilverLanguage): readonly Sql[] {
  return findings.map(
    ({ flag, isFound }) => sql`case when ${isFound} then ${language.text(flag)} end`,
  )
}
