/** One select for each source: the latest version of each of its records, with its key and its cleaned values. */
import { integerLiteral, list, sql, tableRef, type Sql } from '../../database/sql'
import type { CleanStep, Pipeline, Rule, Silver, SilverField } from '../definition/pipeline'
import { bronzeTable } from '../store/tables'
import type { ColumnsOf, SilverLanguage } from './language'
import { fieldColumn, foldedColumn, joined } from './mergeNames'

export interface RecordsQuery {
  readonly pipeline: Pipeline
  readonly silver: Silver
  readonly language: SilverLanguage
  /** Columns of the versions of a source's records that count: the latest of each that is not gone. */
  readonly latest: (source: number, columns: ColumnsOf) => Sql
  /** A select of the keys that are wanted, where only some are. */
  readonly wanted?: Sql
}

/** Whether several records of a source can be of one entity. */
export function keyIsUnique({ key }: Silver): boolean {
  return key.from === undefined && key.clean.length === 0
}

/** The key of a record, as text. */
export function keyOf(
  { silver: { key }, pipeline, language }: Pick<RecordsQuery, 'silver' | 'pipeline' | 'language'>,
  source: number,
  record: string,
): Sql {
  const name = pipeline.sources[source]?.name ?? ''
  const member = key.from && Object.hasOwn(key.from, name) ? key.from[name] : undefined
  const value =
    member === undefined
      ? sql.id(record, 'external_id')
      : language.member(sql.id(record, 'raw_data'), member.split('.'))
  if (member === undefined && key.clean.length === 0) return value
  return language.asKey(cleaned(value, key.clean, language))
}

function cleaned(value: Sql, steps: readonly CleanStep[], language: SilverLanguage): Sql {
  return steps.reduce((text, step) => language.clean(text, step), value)
}

/**
 * Columns: key, id, run, a value for each field that the source has, also in lower case where it is compared so, and as far as
 * they are asked for, changed, filled and more.
 */
export function recordsOf(query: RecordsQuery, source: number): Sql {
  const { silver, language, wanted } = query
  const fields = fieldsOf(query, source)
  const filled = fields.map(({ index }) => sql`${sql.id(fieldColumn(index))} is not null`)
  const columns = [
    sql`r.*`,
    ...fields.flatMap(({ index, isFolded }) =>
      isFolded
        ? [sql`${language.folded(sql.id(fieldColumn(index)))} as ${sql.id(foldedColumn(index))}`]
        : [],
    ),
    ...(usesRule(silver, 'mostComplete')
      ? [sql`${filled.length === 0 ? sql`0` : language.count(filled)} as dd_filled`]
      : []),
  ]
  const only = wanted === undefined ? sql`` : sql`and r.dd_key in (${wanted})`
  const counted = sql`
select ${list(columns)} from (${valuesOf(query, source)}) r where r.dd_key is not null ${only}`
  if (keyIsUnique(silver)) return sql`${counted} ${language.computedOnce}`
  return sql`
select * from (
  select c.*,
    count(*) over (partition by dd_key) - 1 as dd_more,
    row_number() over (partition by dd_key order by dd_changed desc, dd_id) as dd_place
  from (${counted}) c
) placed where dd_place = 1`
}

/** Of each record what tells it from others, and its cleaned values. What a step needs more than once is computed before it. */
function valuesOf(query: RecordsQuery, source: number): Sql {
  const { silver, language } = query
  const fields = fieldsOf(query, source).map(({ index, member, clean }) => ({
    column: sql.id(fieldColumn(index)),
    path: member.split('.'),
    steps: stages(clean, language),
  }))
  const known = [
    ...['dd_key', 'dd_id', 'dd_run'],
    ...(asksForChange(silver) ? ['dd_changed'] : []),
  ].map((name) => sql.id(name))
  const first = sql`${query.latest(source, (version) => [
    ...identityOf(query, source, version),
    ...fields.map(({ column, path, steps: [steps = []] }) => {
      const value = language.member(sql.id(version, 'raw_data'), path)
      return sql`${cleaned(value, steps, language)} as ${column}`
    }),
  ])} ${language.computedOnce}`
  const most = Math.max(0, ...fields.map(({ steps }) => steps.length))
  return Array.from({ length: Math.max(0, most - 1) }).reduce<Sql>((before, _, place) => {
    const next = fields.map(
      ({ column, steps }) => sql`${cleaned(column, steps[place + 1] ?? [], language)} as ${column}`,
    )
    return sql`select ${list([...known, ...next])} from (${before}) v${integerLiteral(place)} ${language.computedOnce}`
  }, first)
}

function identityOf(query: RecordsQuery, source: number, version: string): readonly Sql[] {
  const { pipeline, silver, language } = query
  const name = pipeline.sources[source]?.name ?? ''
  const recency = Object.hasOwn(silver.recency, name) ? silver.recency[name] : undefined
  const changed =
    recency === undefined
      ? language.sortable(sql.id(version, 'ingested_at'))
      : sql`coalesce(${language.byBytes(language.member(sql.id(version, 'raw_data'), recency.split('.')))}, '')`
  return [
    sql`${keyOf(query, source, version)} as dd_key`,
    sql`${sql.id(version, 'external_id')} as dd_id`,
    sql`${sql.id(version, 'ingestion_run_id')} as dd_run`,
    ...(asksForChange(silver) ? [sql`${changed} as dd_changed`] : []),
  ]
}

/** Steps that can be taken in one expression, before one that has its text in it more than once. */
function stages(steps: readonly CleanStep[], language: SilverLanguage): readonly CleanStep[][] {
  return steps.reduce<CleanStep[][]>(
    (all, step) =>
      language.repeats(step)
        ? [...all, [step]]
        : [...all.slice(0, -1), [...(all.at(-1) ?? []), step]],
    [[]],
  )
}

export function usesRule({ fields, groups }: Silver, wanted: Rule): boolean {
  return [...fields, ...groups].some(({ rule }) => rule === wanted)
}

/** Whether it matters when a record has changed. */
export function asksForChange(silver: Silver): boolean {
  return usesRule(silver, 'mostRecent') || !keyIsUnique(silver)
}

/** The fields that a source has. */
export function fieldsOf(
  { pipeline, silver }: Pick<RecordsQuery, 'pipeline' | 'silver'>,
  source: number,
) {
  const name = pipeline.sources[source]?.name
  return silver.fields.flatMap((field, index) => {
    const { origins, clean } = field
    const origin = origins.find((one) => one.source === name)
    if (origin === undefined) return []
    const isFolded = comparesFolded(silver, field)
    return [{ index, member: origin.member, clean, isFolded }]
  })
}

export interface VersionsWanted {
  readonly only?: Sql
  readonly run?: Sql
  readonly gone?: Sql
  /** Rows are on other servers: which of them are wanted is sent there. */
  readonly isElsewhere?: boolean
}

/**
 * Whether a column has one of some texts: `keys` selects them as `dd_key`. Other servers look up a list of them; they know nothing
 * of a join, nor of a list with a collation of its own.
 */
export function isOneOf(column: Sql, keys: Sql, isElsewhere: boolean): Sql {
  return isElsewhere
    ? sql`${column} = any (array(select w.dd_key collate "default" from (${keys}) w))`
    : sql`${column} in (${keys})`
}

/** Columns of the versions that count of one source of a pipeline: of all its records or of some, of all ingestions or of one. */
export function latestVersions(
  pipeline: Pipeline,
  source: number,
  language: SilverLanguage,
  { only, run, gone, isElsewhere = false }: VersionsWanted,
  columns: ColumnsOf,
): Sql {
  const name = pipeline.sources[source]?.name ?? ''
  const conditions = [
    sql`v.entity_type = ${language.text(pipeline.entity)}`,
    sql`v.source_system = ${language.text(name)}`,
    ...(only === undefined ? [] : [isOneOf(sql`v.external_id`, only, isElsewhere)]),
    ...(run === undefined ? [] : [sql`${language.asText(sql`v.ingestion_run_id`)} = ${run}`]),
    ...(gone === undefined ? [] : [sql`v.external_id not in (${gone})`]),
  ]
  return language.latest(
    sql`${tableRef(bronzeTable(pipeline.target.layers))} v where ${sql.join(conditions, sql` and `)}`,
    columns,
  )
}

/** Whether values of different sources are compared without letter case: folding takes longer than all else. */
export function comparesFolded({ quality }: Silver, field: SilverField): boolean {
  const { compare, origins, rule, column } = field
  const isCompared = rule === 'majority' || quality.mismatches.includes(column)
  return compare === 'ignoreCase' && origins.length > 1 && isCompared
}

/** A field's value of a source as it is compared with those of others, over the join of all sources. */
export function comparedValue(
  silver: Silver,
  field: SilverField,
  source: number,
  index: number,
  language: SilverLanguage,
): Sql {
  if (field.compare === 'exact') return joined.value(source, index)
  if (comparesFolded(silver, field)) return joined.folded(source, index)
  return language.folded(joined.value(source, index))
}
