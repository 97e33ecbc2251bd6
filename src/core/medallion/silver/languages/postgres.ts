/** The merge in PostgreSQL. */
import { arrayLiteral } from '../../../database/arrayLiteral'
import { list, sql, tableRef, type Sql } from '../../../database/sql'
import type { Column } from '../../../database/table'
import type { CleanStep, Validation } from '../../definition/pipeline'
import { BLANKS } from '../blanks'
import { FORMATS } from '../formats'
import type { SilverLanguage } from '../language'

const text = (value: string) => sql`${value}::text`

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

/** Regular expressions take longer than all else, and few texts need one. */
function collapsed(value: Sql): Sql {
  const others = text(BLANKS.replace(' ', ''))
  return sql`case when strpos(${value}, '  ') > 0 or translate(${value}, ${others}, '') <> ${value}
    then regexp_replace(${value}, ${text(`[${BLANKS}]+`)}, ' ', 'g') else ${value} end`
}

/** The days of the month are compared with the calendar: a text of the right form may be the 30th of February. */
function isDay(value: Sql): Sql {
  const part = (from: string, digits: string) =>
    sql`substr(${value}, ${text(from)}::integer, ${text(digits)}::integer)::integer`
  const [year, month, day] = [part('1', '4'), part('6', '2'), part('9', '2')]
  return sql`case
    when substr(${value}, 1, 4) = '0000' then false
    when ${month} in (4, 6, 9, 11) then ${day} <= 30
    when ${month} = 2 then ${day} <= case
      when ${year} % 4 = 0 and (${year} % 100 <> 0 or ${year} % 400 = 0) then 29 else 28 end
    else true end`
}

function hasFormat(value: Sql, format: NonNullable<Validation['format']>): Sql {
  const looks = sql`${value} ~ ${text(`^${FORMATS[format]}$`)}`
  if (format !== 'date' && format !== 'timestamp') return looks
  return sql`case when ${looks} then ${isDay(value)} else false end`
}

const WHOLE = new Map([
  ['smallint', ['-32768', '32767']],
  ['integer', ['-2147483648', '2147483647']],
  ['bigint', ['-9223372036854775808', '9223372036854775807']],
])

function isOfType(value: Sql, { family, castType }: Pick<Column, 'family' | 'castType'>) {
  switch (family) {
    case 'integer': {
      const [least = '', greatest = ''] = WHOLE.get(castType) ?? WHOLE.get('bigint') ?? []
      return sql`case when ${hasFormat(value, 'integer')}
        then ${value}::numeric between ${text(least)}::numeric and ${text(greatest)}::numeric else false end`
    }
    case 'decimal':
    case 'float':
      return hasFormat(value, 'number')
    case 'boolean':
      return sql`lower(${value}) in ('t', 'f', 'true', 'false', 'yes', 'no', 'on', 'off', '1', '0')`
    case 'uuid':
      return hasFormat(value, 'uuid')
    case 'date':
      return hasFormat(value, 'date')
    case 'timestamp':
    case 'timestamptz':
      return sql`(${hasFormat(value, 'timestamp')} or ${hasFormat(value, 'date')})`
    default:
      return undefined
  }
}

const ROUNDING: readonly Column['family'][] = ['decimal', 'timestamp', 'timestamptz', 'time']

/** A number or a moment is what the column keeps of it: otherwise it would differ from its own row again and again. */
function roundedType({ family, type, castType }: Column): string {
  return ROUNDING.includes(family) ? type : castType
}

export const postgresSilver: SilverLanguage = {
  // What is sorted and joined here is whole records; and compiling hundreds of expressions takes longer than computing them.
  prepare: [sql`set local work_mem = '64MB'`, sql`set local jit = off`],
  computedOnce: sql`offset 0`,
  text,
  latest: (from, columns) => sql`
select distinct on (v.external_id) ${columns}
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
  member: (document, path) => {
    const [only] = path
    if (path.length === 1 && only !== undefined) return sql`(${document} ->> ${text(only)})`
    return sql`(${document} #>> array[${list(path.map(text))}])`
  },
  clean,
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
  joined: (texts) => sql`concat_ws(',', ${list(texts)})`,
  parsed: (json) => sql`(${json})::jsonb`,
  concatenated: (texts) => sql`(${sql.join(texts, sql` || `)})`,
  asText: (value) => sql`(${value})::text`,
  typed: (value, column) => sql`(${value})::${sql.raw(roundedType(column))}`,
  differs: (value, name) => sql`${value} is distinct from ${name}`,
  asKey: (value) => value,
  hasKey: (name, key, { castType }) => sql`${name} = (${key})::${sql.raw(castType)}`,
  decimal: (value) => sql`${value}::numeric`,
  rounded: (number) => sql`round(${number}, 2)`,
  isOfType,
  hasFormat,
  matches: (value, pattern) => sql`${value} ~ ${text(pattern)}`,
  number: (value) => sql`case when ${hasFormat(value, 'number')} then ${value}::numeric end`,
  countFlags: (table, { name, family, castType }) => {
    const flags = sql.id('s', name)
    const each = castType.endsWith('[]')
      ? sql`unnest(${flags})`
      : sql`jsonb_array_elements_text(${family === 'json' ? flags : sql`nullif(${flags}, '')`}::jsonb)`
    return sql`
select f.flag::text as flag, count(*)::text as entities
from ${tableRef(table)} s cross join lateral ${each} as f(flag) group by 1
union all
select '', count(*)::text from ${tableRef(table)} s where exists (select from ${each} as f(flag))`
  },
  flags: (flags, { family, castType }) => {
    const given = sql`array_remove(array[${list(flags)}]::text[], null)`
    if (castType.endsWith('[]')) return sql`${given}::${sql.raw(castType)}`
    const json = sql`to_jsonb(${given})`
    return family === 'json' ? sql`${json}::${sql.raw(castType)}` : sql`${json}::text`
  },
}
