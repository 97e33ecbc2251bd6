/** How far the sources agree: one query over what the merge has of their records, so that it means what a mismatch means. */
import { textOf, type Session } from '../../database/session'
import { list, sql, type Sql } from '../../database/sql'
import type { Silver, SilverField } from '../definition/pipeline'
import { joined } from '../silver/mergeNames'
import { joinTables, type Merge } from '../silver/mergeQuery'
import { comparedValue, fieldsOf } from '../silver/records'
import type { Agreement, Counted, FieldAgreement, SourcePair } from './report'
import { sumOf } from './scores'

interface Pair {
  readonly first: number
  readonly second: number
  /** Numbers of the fields that both have. */
  readonly fields: readonly number[]
}

export async function readAgreement(session: Session, whole: Merge): Promise<Agreement> {
  const merge = { ...whole, silver: withSharedFields(whole.silver) }
  const { pipeline, silver } = merge
  const pairs = pairsOf(merge)
  const { rows } = await session.execute(agreementQuery(merge, pairs))
  // Of each source a list of numbers: how many entities it has, and those of its pairs.
  const numbers = pipeline.sources.map((_, source) =>
    textOf(rows[0] ?? {}, columnOf(source))
      .split(',')
      .map(Number),
  )
  const nameOf = (source: number) => pipeline.sources[source]?.name ?? ''
  return {
    sources: pipeline.sources.map(({ name }, source) => ({
      ...{ name, entities: numbers[source]?.shift() ?? 0 },
    })),
    pairs: pairs.map(({ first, second, fields }) => {
      const take = () => numbers[first]?.shift() ?? 0
      const both = take()
      const counted = fields.map((field) =>
        fieldAgreement(silver.fields[field]?.column ?? '', both, [take(), take(), take()]),
      )
      return pairOf(nameOf(first), nameOf(second), both, counted)
    }),
  }
}

/** What only one source has is neither read nor cleaned. */
function withSharedFields(silver: Silver): Silver {
  return { ...silver, fields: silver.fields.filter(({ origins }) => origins.length > 1) }
}

function pairsOf(merge: Merge): readonly Pair[] {
  const fields = merge.pipeline.sources.map((_, source) =>
    fieldsOf(merge, source).map(({ index }) => index),
  )
  return fields.flatMap((own, first) =>
    fields.slice(first + 1).map((others, offset) => ({
      ...{ first, second: first + 1 + offset },
      fields: own.filter((index) => others.includes(index)),
    })),
  )
}

const columnOf = (source: number) => `dd_counts_${source}`

/** A column for each source: a server has room for fewer columns than there may be numbers. */
function agreementQuery(merge: Merge, pairs: readonly Pair[]): Sql {
  const { language, silver } = merge
  const columns = merge.pipeline.sources.map((_, source) => {
    const counts = [
      isThere(source),
      ...pairs
        .filter(({ first }) => first === source)
        .flatMap((pair) => [
          isInBoth(pair),
          ...pair.fields.flatMap((index) => {
            const field = silver.fields[index]
            return field === undefined ? [] : comparisons(merge, pair, field, index)
          }),
        ]),
    ]
    const texts = counts.map((condition) =>
      language.asText(sql`count(case when ${condition} then 1 end)`),
    )
    const parts = texts.flatMap((text, index) => (index === 0 ? [text] : [sql`','`, text]))
    return sql`${language.concatenated(parts)} as ${sql.id(columnOf(source))}`
  })
  return sql`with ${list(joinTables(merge))} select ${list(columns)} from dd_joined`
}

const isThere = (source: number): Sql => sql`${joined.id(source)} is not null`

const isInBoth = ({ first, second }: Pair): Sql => sql`${isThere(first)} and ${isThere(second)}`

/** Whether both say the same, something else, and only one anything. */
function comparisons(
  { silver, language }: Merge,
  { first, second }: Pair,
  field: SilverField,
  index: number,
): readonly Sql[] {
  const compared = (source: number) => comparedValue(silver, field, source, index, language)
  const [one, other] = [compared(first), compared(second)]
  const isIn = isInBoth({ first, second, fields: [] })
  return [
    sql`${one} = ${other}`,
    sql`${one} <> ${other}`,
    sql`${isIn} and (${joined.value(first, index)} is null) <> (${joined.value(second, index)} is null)`,
  ]
}

function fieldAgreement(
  field: string,
  both: number,
  [agree, differ, oneMissing]: readonly [number, number, number],
): FieldAgreement {
  return {
    ...{ field, agree, differ, oneMissing },
    bothMissing: both - agree - differ - oneMissing,
  }
}

function pairOf(
  first: string,
  second: string,
  both: number,
  fields: readonly FieldAgreement[],
): SourcePair {
  const total = (name: keyof Counted) => sumOf(fields.map((field) => field[name]))
  return {
    ...{ first, second, both, fields },
    total: {
      agree: total('agree'),
      differ: total('differ'),
      oneMissing: total('oneMissing'),
      bothMissing: total('bothMissing'),
    },
  }
}
