/** The quality rules of a pipeline by the flags that they give, and where its file says so. */
import type { JsonPath, Place } from '../../workspace/definitionSource'
import { keyIsUnique } from '../silver/records'
import type { Pipeline, Silver, Validation } from './pipeline'

export interface QualityRuleFacts {
  readonly flag: string
  /** An exact decimal; 0 where the flag only informs. */
  readonly weight: string
  readonly place: Place
}

type Rule = readonly [flag: string, weight: string, ...at: JsonPath[]]

/** Every rule, in the order in which results are kept. */
export function qualityRules(pipeline: Pipeline, silver: Silver): readonly QualityRuleFacts[] {
  const { quality } = silver
  const { weights } = quality
  const entry = (list: 'keyFields' | 'mismatches' | 'informational', column: string): JsonPath => [
    'quality',
    list,
    quality[list].indexOf(column),
  ]
  const field = (column: string): JsonPath => ['silver', 'fields', column]
  const rules: readonly Rule[] = [
    ...quality.sources.map((name): Rule => [
      `missing_${name}_source`,
      weights.missingSource,
      ['sources', name],
    ]),
    ...quality.keyFields.map((column): Rule => [
      `missing_${column}`,
      weights.missingField,
      entry('keyFields', column),
    ]),
    ...quality.mismatches.flatMap((column): readonly Rule[] =>
      hasSeveralSources(silver, column)
        ? [[`${column}_mismatch`, weights.mismatch, entry('mismatches', column), field(column)]]
        : [],
    ),
    ...quality.informational.map((column): Rule => [
      `no_${column}`,
      '0',
      entry('informational', column),
    ]),
    ...silver.validations
      .filter(flags)
      .map(({ column }): Rule => [`invalid_${column}`, '0', ['silver', 'validate', column]]),
    ...(keyIsUnique(silver) ? [] : pipeline.sources).map(({ name }): Rule => [
      `duplicate_${name}_record`,
      '0',
      ['sources', name],
    ]),
    ...quality.rules.map(({ flag, weight }): Rule => [flag, weight, ['quality', 'rules', flag]]),
  ]
  return rules.map(([flag, weight, ...at]) => ({ flag, weight, place: firstOf(pipeline, at) }))
}

/** What is not said in the file is true by default: the rule is where the whole is. */
function firstOf({ definition }: Pipeline, at: readonly JsonPath[]): Place {
  for (const path of [...at, ['quality'], ['silver']]) {
    const place = definition.placeOf(path)
    if (place !== undefined) return place
  }
  return { line: 1, column: 1, length: 1 }
}

function hasSeveralSources({ fields }: Silver, column: string): boolean {
  return fields.some((field) => field.column === column && field.origins.length > 1)
}

/** Whether it checks anything that is only told. */
function flags({ otherwise, column: _, ...checks }: Validation): boolean {
  const asked = Object.values(checks).filter((check) => check !== undefined && check !== false)
  return otherwise !== 'reject' && asked.length > 0
}
