/** The merge in PostgreSQL. */
import { arrayLiteral } from '../../../database/arrayLiteral'
import { expressions } from '../../../database/dialects/postgres/expressions'
import { list, sql, tableRef, type Sql } from '../../../database/sql'
import type { Column } from '../../../database/table'
import type { CleanStep } from '../../definition/pipeline'
import { BLANKS } from '../blanks'
import type { SilverLanguage } from '../language'
import { inSource, sourceName } from '../mergeNames'
import { hasFormat, isOfType, keyValue, staysText, text, typed } from './postgresTypes'

function clean(value: Sql, step: CleanStep): Sql {
  if (step === 'trim') return sql`btrim(${value}, ${text(BLANKS)})`
  if (step === 'collapse') return collapsed(value)
  if (step === 'lower') return sql`lower(${value})`
  if (step === 'upper') return sql`upper(${value})`
  if (step === 'nullIfEmpty') return sql`nullif(${value}, '')`
  if ('remove' in step) return sql`translate(${value}, ${text(step.remove)}, '')`
  if ('replace' in step) return sql`replace(${value}, ${text(step.replace)}, ${text(step.with)})`
  if ('nullIf' in step)
    return step.nullIf.reduce((left, one) => sql`nullif(${left}, ${text(one)})`, value)
  return sql`left(${value}, ${text(String(step.first))}::integer)`
}

/** Replacing takes longer than asking whether there is anything to replace, and few texts have it. */
function collapsed(value: Sql): Sql {
  const others = BLANKS.replace(' ', '')
  return sql`case when ${value} ~ ${text(`[${others}]|  `)}
    then regexp_replace(${value}, ${text(`[${BLANKS}]+`)}, ' ', 'g') else ${value} end`
}

/** None is read twice, so that they need not be kept, and in their order, which is that of the key. */
function joinByKey(sources: number, keys: readonly Sql[], columns: Sql): Sql {
  const more = keys.map((select, index) => ({
    relation: sql`(select distinct dd_key from (${select}) asked) ${sql.id(`dd_keys_${index}`)}`,
    key: sql.id(`dd_keys_${index}`, 'dd_key'),
  }))
  const all = [
    ...Array.from({ length: sources }, (_, index) => ({
      relation: sourceName(index),
      key: inSource(index, 'dd_key'),
    })),
    ...more,
  ]
  const known = (count: number) => sql`coalesce(${list(all.slice(0, count).map(({ key }) => key))})`
  const joins = all.map(({ relation, key }, index) =>
    index === 0 ? relation : sql`full join ${relation} on ${key} = ${known(index)}`,
  )
  return sql`select ${known(all.length)} as dd_key, ${columns} from ${sql.join(joins, sql` `)}`
}

export const postgresSilver: SilverLanguage = {
  // What is sorted and joined here is whole records; compiling hundreds of expressions takes longer than computing them; and what
  // a process has to pass on are few texts of a record that it has taken apart, so that it pays to have several.
  prepare: [
    sql`set local work_mem = '64MB'`,
    sql`set local jit = off`,
    sql`set local parallel_tuple_cost = 0.01`,
  ],
  computedOnce: sql`offset 0`,
  text,
  // Several processes read the versions, compute the columns and sort what they have found; only then there is but one.
  latest: (from, columns) => sql`
select distinct on (v.external_id) ${list(columns('v'))}
from ${from}
order by v.external_id, v.ingested_at desc, v.ingestion_run_id desc`,
  gone: (hashes, stream, undone) => {
    const counts = (name: string) =>
      sql`${sql.id(name, 'stream')} = ${stream}::integer and ${sql.id(name, 'seq')} <> all (${arrayLiteral(undone)}::bigint[])`
    return sql`
select g.external_id from ${hashes} g
where ${counts('g')} and g.hash is null and not exists (
  select from ${hashes} l where ${counts('l')} and l.external_id = g.external_id and l.seq > g.seq
)`
  },
  joinByKey,
  member: (document, path) => {
    const [only] = path
    if (path.length === 1 && only !== undefined) return sql`(${document} ->> ${text(only)})`
    return sql`(${document} #>> array[${list(path.map(text))}])`
  },
  clean,
  repeats: (step) => step === 'collapse',
  folded: (value) => sql`lower(${value})`,
  sortable: (moment) =>
    sql`to_char(${moment} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') collate "C"`,
  byBytes: (value) => sql`(${value}) collate "C"`,
  greatest: (values) => sql`greatest(${list(values)})`,
  count: (conditions) =>
    sql`(${sql.join(
      conditions.map((condition) => sql`(${condition})::integer`),
      sql` + `,
    )})`,
  quoted: (value) => sql`to_json(${value})::text`,
  joined: (texts) => sql`concat_ws(', ', ${list(texts)})`,
  concatenated: (texts) => sql`(${sql.join(texts, sql` || `)})`,
  asText: (value, column) =>
    column === undefined ? sql`(${value})::text` : expressions.output(value, column),
  typed,
  differs: (value, name, column) =>
    staysText(column)
      ? sql`(${value})::text is distinct from ${name}::text`
      : sql`${value} is distinct from ${name}`,
  asKey: (value) => value,
  // A text that is no value of the key's type finds no row, and is rejected.
  hasKey: (name, key, column) => {
    const isRight = isOfType(key, column)
    const value = keyValue(key, column)
    return isRight === undefined
      ? sql`${name} = ${value}`
      : sql`${name} = case when ${isRight} then ${value} end`
  },
  decimal: (value) => sql`${value}::numeric`,
  rounded: (number) => sql`round(${number}, 2)`,
  isOfType,
  hasFormat,
  matches: (value, pattern) => sql`${value} ~ ${text(pattern)}`,
  number: (value) => sql`case when ${hasFormat(value, 'number')} then ${value}::numeric end`,
  countFlags: (table, column) => sql`
with same as materialized (select ${sameFlags(column)} as flags, count(*) as entities from ${tableRef(table)} group by 1)
${flagsOfSame(column)}`,
  flagsText: (name, { castType }) =>
    castType.endsWith('[]') ? sql`to_json(${name})::text` : sql`nullif(${name}::text, '')`,
  flags: (flags, { family, castType }) => {
    const given = sql`array_remove(array[${list(flags)}]::text[], null)`
    if (castType.endsWith('[]')) return sql`${given}::${sql.raw(castType)}`
    const json = sql`to_jsonb(${given})`
    return family === 'json' ? sql`${json}::${sql.raw(castType)}` : sql`${json}::text`
  },
}

/** What rows with the same flags have in common. Lists are compared as they are: to print them takes longer. */
export function sameFlags({ name, castType }: Pick<Column, 'name' | 'castType'>): Sql {
  return castType.endsWith('[]') ? sql.id(name) : sql`${sql.id(name)}::text`
}

/**
 * How many entities have each flag, of rows `same` with `sameFlags` as `flags` and how many `entities` have these. Few rows have flags
 * that no other has: they are counted together before each is taken alone.
 */
export function flagsOfSame({ castType }: Pick<Column, 'castType'>): Sql {
  const each = castType.endsWith('[]')
    ? sql`unnest(s.flags)`
    : sql`jsonb_array_elements_text(nullif(s.flags, '')::jsonb)`
  return sql`
select f.flag::text as flag, sum(s.entities)::text as entities
from same s cross join lateral ${each} as f(flag) group by 1
union all
select '', coalesce(sum(s.entities), 0)::text from same s where exists (select from ${each} as f(flag))`
}
