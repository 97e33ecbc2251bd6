/**
 * Writing what a transform has found into a table with rows on other servers. No index tells there that a key is in one row only,
 * and rows that come back one by one are sent one by one: so rows are updated, and those with new keys inserted, without a word
 * back. What was intended is in the journal before.
 */
import { isRestorable } from '../../../apply/batch'
import { integerLiteral, list, sql, tableRef, type Sql } from '../../../database/sql'
import { displayTable, type Column, type Table } from '../../../database/table'
import { newValue, oldText, OP, ORDINAL } from '../changesQuery'
import { ERRORS, KEY } from '../mergeNames'
import type { AheadWriter, ChangesOptions, Part, SilverWriter } from '../writer'
import { postgresWriter } from './postgresWrite'

const CHANGES = sql`pg_temp.drydock_changes`
const JOURNAL = sql`drydock.row_changes`

const isIn = ({ from, to }: Part): Sql =>
  sql`c.${ORDINAL} >= ${integerLiteral(from)} and c.${ORDINAL} < ${integerLiteral(to)}`

const keyOf = ({ castType }: Column): Sql => sql`c.${KEY}::${sql.raw(castType)}`

/** A list of keys goes to the servers, which look them up; a join does not, nor a list with a collation of its own. */
const isOneOf = (name: Sql, key: Column, where: Sql): Sql =>
  sql`${name} = any (array(select ${listed(keyOf(key), key)} from ${CHANGES} c where ${where}))`

const listed = (value: Sql, { family }: Column): Sql =>
  family === 'text' ? sql`${value} collate "default"` : value

/** What a server gives is read once, and not again for each row that it is joined with. */
const READ_ONCE = sql`set local enable_nestloop = off`

/** Names of columns whose values come with a row. */
const wholeRow = ({ columns }: Table): readonly string[] =>
  columns.filter(isRestorable).map(({ name }) => name)

const jsonList = (text: string): string => JSON.stringify([text])

/** A key that has come since would be in two rows. */
function rejectPresent({ table, key, part }: ChangesOptions): Sql {
  const inserts = sql`c.${OP} = 'insert' and ${isIn(part)}`
  return sql`
update ${CHANGES} c set ${OP} = 'reject', ${ERRORS} = ${jsonList('another row has this key by now')}
from ${tableRef(table)} s
where ${inserts} and ${sql.id('s', key.name)} = ${keyOf(key)}
  and ${isOneOf(sql.id('s', key.name), key, inserts)}`
}

function writeChanges(options: ChangesOptions): readonly Sql[] {
  const { table, key, written, part } = options
  const target = tableRef(table)
  const own = sql.id('s', key.name)
  const isOf = (op: 'update' | 'delete') => {
    const which = sql`c.${OP} = ${op}::text and ${isIn(part)}`
    return sql`${own} = ${keyOf(key)} and ${which} and ${isOneOf(own, key, which)}`
  }
  const value = (index: number, { castType }: Column) =>
    sql`c.${newValue(index)}::${sql.raw(castType)}`
  const sets = written.map(
    ({ column }, index) => sql`${sql.id(column.name)} = ${value(index, column)}`,
  )
  const names = [key.name, ...written.map(({ column }) => column.name)]
  const values = written.map(({ column }, index) => value(index, column))
  return [
    READ_ONCE,
    rejectPresent(options),
    sql`delete from ${target} s using ${CHANGES} c where ${isOf('delete')}`,
    sql`update ${target} s set ${list(sets)} from ${CHANGES} c where ${isOf('update')}`,
    sql`
insert into ${target} (${list(names.map((name) => sql.id(name)))})
select ${list([keyOf(key), ...values])} from ${CHANGES} c where c.${OP} = 'insert' and ${isIn(part)}`,
  ]
}

/** A key that the table has twice has two changes: neither is made. Places in the journal are given anew then. */
const rejectTwice: readonly Sql[] = [
  sql`
update ${CHANGES} set ${OP} = 'reject', ${ERRORS} = ${jsonList('several rows have this key')}
where ${KEY} in (
  select ${KEY} from ${CHANGES} where ${OP} in ('update', 'delete') group by ${KEY} having count(*) > 1
)`,
  sql`
update ${CHANGES} c set ${ORDINAL} = placed.place
from (
  select ctid, sum((${OP} <> 'reject')::integer) over (rows unbounded preceding)::integer - 1 as place from ${CHANGES}
) placed
where c.ctid = placed.ctid and c.${ORDINAL} <> placed.place`,
]

type Journalled = Pick<ChangesOptions, 'runId' | 'table' | 'key' | 'written'>

/** What will be written, as far as it is known: values that the table gives by itself are not. */
function intend({ runId, table, key, written }: Journalled): Sql {
  const whole = wholeRow(table)
  const old = (name: string) => sql`c.${oldText(whole.indexOf(name))}`
  const olds = object(whole.map((name) => [name, old(name)]))
  const news = object([
    [key.name, sql`${keyOf(key)}::text`],
    ...written.map(({ column }, index): Member => [column.name, sql`c.${newValue(index)}::text`]),
  ])
  const differing = difference(
    written.map(({ column: { name } }, index) => [
      name,
      old(name),
      sql`c.${newValue(index)}::text`,
    ]),
  )
  return sql`
insert into ${JOURNAL} (run_id, ordinal, table_name, op, outcome, key, before, after)
select ${runId}::text, c.${ORDINAL}, ${displayTable(table)}::text, c.${OP}, 'applied',
  json_build_object(${key.name}::text, ${keyOf(key)}::text),
  case c.${OP} when 'insert' then '{}'::json when 'delete' then ${olds} else d.before end,
  case c.${OP} when 'insert' then ${news} when 'delete' then '{}'::json else d.after end
from ${CHANGES} c cross join lateral (${differing}) d
where c.${OP} <> 'reject'`
}

/** Journals rows as the servers have stored them, and nothing of what was rejected since. */
function journalStored({ runId, table, key, written }: Journalled): readonly Sql[] {
  const whole = wholeRow(table)
  const own = sql.id('s', key.name)
  const stored = (name: string) => sql`${sql.id('s', name)}::text`
  const differing = difference(
    written.map(({ column: { name } }) => [
      name,
      sql`c.${oldText(whole.indexOf(name))}`,
      stored(name),
    ]),
  )
  const row = object(whole.map((name) => [name, stored(name)]))
  return [
    sql`
delete from ${JOURNAL} j where j.run_id = ${runId}::text and not exists (
  select from ${CHANGES} c where c.${ORDINAL} = j.ordinal and c.${OP} <> 'reject'
)`,
    sql`
update ${JOURNAL} j set before = found.before, after = found.after
from (
  select c.${ORDINAL} as ordinal,
    case c.${OP} when 'insert' then '{}'::json else d.before end as before,
    case c.${OP} when 'insert' then ${row} else d.after end as after
  from ${CHANGES} c
  join ${tableRef(table)} s on ${own} = ${keyOf(key)} and ${isOneOf(own, key, sql`c.${OP} in ('insert', 'update')`)}
  cross join lateral (${differing}) d
  where c.${OP} in ('insert', 'update')
) found
where j.run_id = ${runId}::text and j.ordinal = found.ordinal and j.after::text <> found.after::text`,
  ]
}

const NOT_COMMITTED = JSON.stringify({
  code: 'not-committed',
  message: 'its server had not committed it when the run stopped',
})

/** Marks as failed what the journal of a run that stopped has of rows that are not so. Rows that came are journalled whole. */
function confirm({ runId, table, key }: Omit<Journalled, 'written'>): readonly Sql[] {
  const own = sql.id('s', key.name)
  const keyText = sql`(j.key ->> ${key.name}::text)::${sql.raw(key.castType)}`
  const applied = sql`j.run_id = ${runId}::text and j.outcome = 'applied'`
  const wanted = sql`${own} = any (array(select ${listed(keyText, key)} from ${JOURNAL} j where ${applied}))`
  const whole = wholeRow(table)
  const same = whole.map(
    (name) =>
      sql`(j.after -> ${name}::text is null or j.after ->> ${name}::text is not distinct from ${sql.id('s', name)}::text)`,
  )
  return [
    READ_ONCE,
    sql`
update ${JOURNAL} j set outcome = 'failed', error = ${NOT_COMMITTED}::json
where ${applied} and j.ordinal not in (
  select j.ordinal from ${JOURNAL} j
  left join (select * from ${tableRef(table)} s where ${wanted}) s on ${own} = ${keyText}
  where ${applied}
    and case when j.op = 'delete' then ${own} is null else ${own} is not null and ${sql.join(same, sql` and `)} end
)`,
    sql`
update ${JOURNAL} j set after = ${object(whole.map((name) => [name, sql`${sql.id('s', name)}::text`]))}
from ${tableRef(table)} s
where ${applied} and j.op = 'insert' and ${own} = ${keyText} and ${wanted}`,
    sql`
update drydock.runs r set applied = counted.applied, failed = r.failed + r.applied - counted.applied
from (select count(*) filter (where j.outcome = 'applied') as applied from ${JOURNAL} j where j.run_id = ${runId}::text) counted
where r.run_id = ${runId}::text and r.applied <> counted.applied
returning r.applied::text as applied`,
  ]
}

type Member = readonly [name: string, text: Sql]

/** A document of texts. A function takes a hundred arguments, a row as many columns as a table has. */
function object(members: readonly Member[]): Sql {
  const values = members.map(([name, text]) => sql`${text} as ${sql.id(name)}`)
  return sql`(select row_to_json(r) from (select ${list(values)}) r)`
}

/** The members that differ, as they were and as they are. */
function difference(members: readonly (readonly [name: string, old: Sql, now: Sql])[]): Sql {
  const rows = members.map(([name, old, now]) => sql`(${name}::text, ${old}, ${now})`)
  return sql`
select coalesce(json_object_agg(f.name, f.old), '{}') as before, coalesce(json_object_agg(f.name, f.new), '{}') as after
from (values ${list(rows)}) as f(name, old, new)
where f.old is distinct from f.new`
}

const ahead: AheadWriter = {
  intend,
  journalStored,
  confirm,
  forget: (runId) => sql`delete from ${JOURNAL} where run_id = ${runId}::text`,
}

export const shardsWriter: SilverWriter = {
  ...postgresWriter,
  createChanges: (query) => [
    sql`drop table if exists ${CHANGES}`,
    sql`
create temporary table drydock_changes as
select changed.*,
  sum((${OP} <> 'reject')::integer) over (rows unbounded preceding)::integer - 1 as ${ORDINAL}
from (${query}) changed`,
    ...rejectTwice,
    sql`analyze ${CHANGES}`,
  ],
  writeChanges,
  dropChanges: [sql`drop table if exists ${CHANGES}`],
  ahead,
}
