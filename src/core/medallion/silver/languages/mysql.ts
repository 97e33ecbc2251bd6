/** The merge in MySQL and MariaDB. Values are texts until they are written. */
import { integerLiteral, list, sql, tableRef, type Sql } from '../../../database/sql'
import { expressions } from '../../../database/dialects/mysql/expressions'
import { counts } from '../../store/languages/mysql'
import type { SilverLanguage } from '../language'
import { inSource, sourceName } from '../mergeNames'
import { clean } from './mysqlClean'
import { decimal, hasFormat, isOfType, numberOf, typed } from './mysqlTypes'

/** A subquery with a limit is computed by itself. */
const COMPUTED_ONCE = sql`limit 18446744073709551615`

/**
 * MariaDB joins by hashes only where it is told to, in a comment that MySQL, which does so by itself, does not read. Without,
 * each entity is sought among all records of a source.
 */
const HASH_JOINS = sql`set @drydock_hash_joins = 1 /*M!100000 ,
  session join_cache_level = 4,
  session join_buffer_size = 67108864,
  session join_buffer_space_limit = 268435456 */`

const text = (value: string) => sql`${value}`

const isBelow = (document: Sql) => sql`json_length(${document}) > 0`

/** JSON's path to a member, whatever its name is. */
function pathOf(names: readonly string[]): string {
  return `$${names.map((name) => `.${JSON.stringify(name)}`).join('')}`
}

/** The quote around a text tells it from what it spells: only JSON's own null is none. */
function member(document: Sql, path: readonly string[]): Sql {
  const found = sql`json_extract(${document}, ${pathOf(path)})`
  return sql`json_unquote(nullif(cast(${found} as char), 'null'))`
}

/** What columns are computed of: once it is known which version is the latest. */
const VERSION = ['external_id', 'raw_data', 'ingestion_run_id', 'ingested_at']

/** There is no full join. */
function joinByKey(sources: number, keys: readonly Sql[], columns: Sql): Sql {
  const numbers = Array.from({ length: sources }, (_, index) => index)
  const selects = [...numbers.map((one) => sql`select dd_key from ${sourceName(one)}`), ...keys]
  const joins = numbers.map(
    (one) => sql`left join ${sourceName(one)} on ${inSource(one, 'dd_key')} = k.dd_key`,
  )
  return sql`select k.dd_key, ${columns} from (${sql.join(selects, sql` union `)}) k ${sql.join(joins, sql` `)}`
}

export const mysqlSilver: SilverLanguage = {
  prepare: [HASH_JOINS],
  computedOnce: COMPUTED_ONCE,
  text,
  latest: (from, columns) => sql`
select ${list(columns('b'))} from (
  select ${list(VERSION.map((name) => sql.id('v', name)))}, row_number() over (
    partition by v.external_id order by v.ingested_at desc, v.ingestion_run_id desc) as dd_version
  from ${from}
) b where dd_version = 1`,
  gone: (hashes, stream, undone) => {
    const isOf = (name: string) =>
      sql`${sql.id(name, 'stream')} = ${integerLiteral(Number(stream))} and ${counts(sql.id(name, 'seq'), undone)}`
    return sql`
select g.external_id from ${hashes} g
where ${isOf('g')} and g.hash is null and not exists (
  select 1 from ${hashes} l where ${isOf('l')} and l.external_id = g.external_id and l.seq > g.seq
)`
  },
  joinByKey,
  member,
  clean,
  repeats: (step) =>
    step === 'trim' || step === 'nullIfEmpty' || (typeof step === 'object' && 'nullIf' in step),
  folded: (value) => sql`lower(${value})`,
  sortable: (moment) => sql`date_format(${moment}, '%Y-%m-%dT%H:%i:%s.%fZ')`,
  byBytes: (value) => sql`(${value}) collate utf8mb4_bin`,
  greatest: (values) => sql`greatest(${list(values)})`,
  count: (conditions) =>
    sql`(${sql.join(
      conditions.map((condition) => sql`(${condition})`),
      sql` + `,
    )})`,
  quoted: (value) => sql`json_quote(cast(${value} as char))`,
  joined: (texts) => sql`concat_ws(', ', ${list(texts)})`,
  concatenated: (texts) => sql`concat(${list(texts)})`,
  asText: (value, column) =>
    column === undefined ? sql`cast(${value} as char)` : expressions.output(value, column),
  typed,
  differs: (value, name, column) => sql`not (${expressions.sameValue(name, value, column)})`,
  // MariaDB takes anything longer for a text without a length, and joins those in the square of the time.
  asKey: (value) =>
    sql`cast(case when char_length(${value}) <= 512 then ${value} end as char(512))`,
  hasKey: (name, key, column) => expressions.sameKey(name, key, column),
  decimal,
  rounded: (number) => sql`round(${number}, 2)`,
  isOfType,
  hasFormat,
  matches: (value, pattern) => sql`${value} regexp ${text(pattern)}`,
  number: numberOf,
  countFlags: (table, { name }) => {
    const flags = sql`nullif(${sql.id('s', name)}, '')`
    return sql`
select f.flag, cast(count(*) as char) as entities
from ${tableRef(table)} s, json_table(${flags}, '$[*]' columns (
  flag varchar(255) character set utf8mb4 collate utf8mb4_bin path '$')) f
group by f.flag
union all
select '', cast(count(*) as char) from ${tableRef(table)} s where ${isBelow(flags)}`
  },
  flagsText: (name) => sql`nullif(${name}, '')`,
  flags: (flags) => {
    if (flags.length === 0) return text('[]')
    return sql`concat('[', concat_ws(',', ${list(flags.map((flag) => sql`json_quote(${flag})`))}), ']')`
  },
}
