/** Writing what a transform has found, in PostgreSQL: a statement each, however many rows there are. */
import { isRestorable } from '../../../apply/batch'
import { expressions } from '../../../database/dialects/postgres/expressions'
import { integerLiteral, list, sql, tableRef, type Sql } from '../../../database/sql'
import { displayTable, type Column, type Table } from '../../../database/table'
import { postgresDigest } from '../../../ledger/rowDigest'
import { newValue, oldText, OP, ORDINAL } from '../changesQuery'
import { ERRORS, KEY } from '../mergeNames'
import type { ChangesOptions, SilverWriter } from '../writer'
import { flagsOfSame, sameFlags } from './postgres'
import { keyValue } from './postgresTypes'

const CHANGES = sql`pg_temp.drydock_changes`

function writeChanges({ runId, table, key, written, part }: ChangesOptions): Sql {
  const restorable = table.columns.filter(isRestorable)
  const whole = restorable.map(({ name }) => name)
  const names = written.map(({ column }) => column.name)
  const target = tableRef(table)
  const own = sql.id('s', key.name)
  const inPart = sql`c.${ORDINAL} >= ${integerLiteral(part.from)} and c.${ORDINAL} < ${integerLiteral(part.to)}`
  const isOf = (op: string) =>
    sql`${own} = ${keyValue(sql`c.${KEY}`, key)} and c.${OP} = ${op}::text and ${inPart}`
  const texts = (columns: readonly Column[]) =>
    list(
      columns.map(
        (column, index) =>
          sql`${expressions.output(sql.id('s', column.name), column)} as ${sql.id(`dd_text_${index}`)}`,
      ),
    )
  const value = (index: number, { castType }: Column) =>
    sql`c.${newValue(index)}::${sql.raw(castType)}`
  const values = list(written.map(({ column }, index) => value(index, column)))
  const sets = list(
    written.map(({ column }, index) => sql`${sql.id(column.name)} = ${value(index, column)}`),
  )
  const keepsRows = isStoredAsGiven(table, [key.name, ...names])
  return sql`
with added as (
  insert into ${target} as s (${list([key.name, ...names].map((name) => sql.id(name)))})
  select c.${KEY}::${sql.raw(key.castType)}, ${values} from ${CHANGES} c where c.${OP} = 'insert' and ${inPart}
  ${keepsRows ? sql`` : sql`returning ${own}::text as dd_key, ${texts(restorable)}`}
),
changed as (
  update ${target} s set ${sets} from ${CHANGES} c where ${isOf('update')}
  returning c.${KEY}, ${texts(written.map(({ column }) => column))}
),
gone as (
  delete from ${target} s using ${CHANGES} c where ${isOf('delete')}
  returning c.${KEY}, ${texts(restorable)}
),
done as (
  select 'insert' as op, dd_key, '{}'::json as before, ${postgresDigest(whole.map((_, index) => sql`a.${sql.id(`dd_text_${index}`)}`))} as after from ${keepsRows ? sql`(${givenRows({ key, written, whole }, inPart)}) a` : sql`added a`}
  union all
  select 'update', u.dd_key, d.before, d.after
  from changed u join ${CHANGES} c on c.dd_key = u.dd_key cross join lateral (${difference(names)}) d
  union all
  select 'delete', dd_key, ${object(whole)}, '{}'::json from gone a
)
insert into drydock.row_changes (run_id, ordinal, table_name, op, outcome, key, before, after)
select ${runId}::text, row_number() over () - 1 + ${integerLiteral(part.from)}, ${displayTable(table)}::text,
  op, 'applied', json_build_object(${key.name}::text, dd_key), before, after
from done`
}

/**
 * Whether a row that is inserted is what it was given, so that it need not be read back: nothing but the columns themselves has a
 * say in it.
 */
function isStoredAsGiven({ kind, triggers, columns }: Table, given: readonly string[]): boolean {
  return (
    kind === 'table' &&
    triggers.length === 0 &&
    columns.every(({ name, generated }) => given.includes(name) && !generated)
  )
}

/** What the columns of inserted rows print of what they are given. */
function givenRows(
  { key, written, whole }: Pick<ChangesOptions, 'key' | 'written'> & { whole: readonly string[] },
  inPart: Sql,
): Sql {
  const printed = new Map(
    written.map(({ column, isPrinted }, index) => {
      const value = sql`c.${newValue(index)}`
      const typed = sql`${value}::${sql.raw(column.type)}`
      return [column.name, isPrinted ? value : expressions.output(typed, column)]
    }),
  )
  const ownText = sql`c.${KEY}::${sql.raw(key.type)}::text`
  const texts = whole.map(
    (name, index) => sql`${printed.get(name) ?? ownText} as ${sql.id(`dd_text_${index}`)}`,
  )
  return sql`select ${ownText} as dd_key, ${list(texts)} from ${CHANGES} c where c.${OP} = 'insert' and ${inPart}`
}

/** The texts of a row as a document. A function takes a hundred arguments, a row as many columns as a table has. */
function object(columns: readonly string[]): Sql {
  const values = columns.map(
    (name, index) => sql`a.${sql.id(`dd_text_${index}`)} as ${sql.id(name)}`,
  )
  return sql`(select row_to_json(r) from (select ${list(values)}) r)`
}

/** The columns that differ, as they were and as they are. */
function difference(columns: readonly string[]): Sql {
  const rows = columns.map(
    (name, index) => sql`(${name}::text, c.${oldText(index)}, u.${sql.id(`dd_text_${index}`)})`,
  )
  // None does where a document was only written otherwise.
  const of = (which: string) => sql`coalesce(json_object_agg(f.name, ${sql.id('f', which)}), '{}')`
  return sql`
select ${of('old')} as before, ${of('new')} as after
from (values ${list(rows)}) as f(name, old, new)
where f.old is distinct from f.new`
}

const quarantineRejected = (runId: string): Sql => sql`
insert into drydock.quarantine (run_id, stage, source, locator, external_id, code, message, raw)
select ${runId}::text, 'transform', null, ${KEY}, ${KEY}, 'invalid',
  (select string_agg(e, ', ') from jsonb_array_elements_text(${ERRORS}::jsonb) e), null
from ${CHANGES} where ${OP} = 'reject' order by ${KEY} collate "C"`

/** The table is read once. */
function countQuality(runId: string, table: Table, flags: Column | undefined): Sql {
  const counted = flags === undefined ? sql`null::text` : sameFlags(flags)
  const scores = sql`select null as flag, score::text as score, entities::text as entities from kept`
  return sql`
with same as materialized (
  select data_quality_score as score, ${counted} as flags, count(*) as entities from ${tableRef(table)} group by 1, 2
),
kept as (
  insert into drydock.quality_scores (run_id, score, entities)
  select ${runId}::text, s.score, sum(s.entities) from same s where s.score is not null group by 2
  returning score, entities
)
${scores}${flags === undefined ? sql`` : sql` union all select f.flag, null, f.entities from (${flagsOfSame(flags)}) f`}`
}

export const postgresWriter: SilverWriter = {
  createChanges: (query) => [
    sql`
create temporary table drydock_changes on commit drop as
select changed.*,
  sum((${OP} <> 'reject')::integer) over (rows unbounded preceding)::integer - 1 as ${ORDINAL}
from (${query}) changed`,
  ],
  countChanges: sql`select ${OP} as op, count(*)::text as changes from ${CHANGES} group by 1`,
  writeChanges: (options) => [writeChanges(options)],
  reject: (ordinal, error) => sql`
update ${CHANGES} set ${OP} = 'reject', ${ERRORS} = ${JSON.stringify([error])}
where ${ORDINAL} = ${integerLiteral(ordinal)} and ${OP} <> 'reject'`,
  quarantineRejected,
  countQuality: (runId, table, flags) => [countQuality(runId, table, flags)],
  dropChanges: [],
}
