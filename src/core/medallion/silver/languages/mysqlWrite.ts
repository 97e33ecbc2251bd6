/**
 * Writing what a transform has found, in MySQL and MariaDB, where no statement writes two tables: rows are journalled as they
 * are before they go, and as the database has stored them once they are written.
 */
import { isRestorable } from '../../../apply/batch'
import { JOURNAL_COLUMNS } from '../../../apply/mysql/batchSql'
import { expressions } from '../../../database/dialects/mysql/expressions'
import { integerLiteral, list, sql, tableRef, type Sql } from '../../../database/sql'
import { displayTable, type Column, type Table } from '../../../database/table'
import { newValue, oldText, OP, ORDINAL } from '../changesQuery'
import { ERRORS, KEY } from '../mergeNames'
import type { ChangesOptions, SilverWriter } from '../writer'
import { mysqlSilver } from './mysql'

const CHANGES = sql`drydock_changes`

const output = (column: Column) => expressions.output(sql.id('s', column.name), column)

function writeChanges(options: ChangesOptions): readonly Sql[] {
  const { table, key, written } = options
  const target = tableRef(table)
  // The changes first: the table is asked for each of their rows by its key.
  const rowsOf = (op: string) =>
    sql`${CHANGES} c straight_join ${target} s on ${expressions.sameKey(sql.id('s', key.name), sql`c.${KEY}`, key)}
where c.${OP} = ${op} and ${inPart(options)}`
  const values = written.map(({ column }, index) =>
    expressions.input(sql`c.${newValue(index)}`, column),
  )
  const sets = written.map(
    ({ column }, index) => sql`${sql.id('s', column.name)} = ${values[index] ?? sql`null`}`,
  )
  const names = [key, ...written.map(({ column }) => column)].map(({ name }) => sql.id(name))
  const whole = objectOf(table.columns.filter(isRestorable).map((one) => member(one, output(one))))
  return [
    journal(options, 'delete', whole, sql`'{}'`, rowsOf('delete')),
    sql`delete s from ${rowsOf('delete')}`,
    updateStatement(options, sets, target),
    journal(
      options,
      'update',
      differing(options, 'old'),
      differing(options, 'new'),
      rowsOf('update'),
    ),
    sql`
insert into ${target} (${list(names)})
select ${list([expressions.input(sql`c.${KEY}`, key), ...values])}
from ${CHANGES} c where c.${OP} = 'insert' and ${inPart(options)} order by c.${ORDINAL}`,
    journal(options, 'insert', sql`'{}'`, whole, rowsOf('insert')),
  ]
}

function inPart({ part }: ChangesOptions): Sql {
  return sql`c.${ORDINAL} >= ${integerLiteral(part.from)} and c.${ORDINAL} < ${integerLiteral(part.to)}`
}

function updateStatement(options: ChangesOptions, sets: readonly Sql[], target: Sql): Sql {
  const { key } = options
  return sql`
update ${CHANGES} c straight_join ${target} s on ${expressions.sameKey(sql.id('s', key.name), sql`c.${KEY}`, key)}
set ${list(sets)} where c.${OP} = 'update' and ${inPart(options)}`
}

function journal(
  { runId, table, key }: ChangesOptions,
  op: string,
  before: Sql,
  after: Sql,
  rows: Sql,
): Sql {
  return sql`
insert into drydock_row_changes (${JOURNAL_COLUMNS})
select ${runId}, c.${ORDINAL}, ${displayTable(table)}, ${op}, 'applied', ${objectOf([member(key, output(key))])},
  ${before}, ${after}, null
from ${rows}`
}

/** The columns that differ, as they were or as they are. */
function differing({ written }: ChangesOptions, which: 'old' | 'new'): Sql {
  return objectOf(
    written.map(({ column }, index) => {
      const [old, now] = [sql`c.${oldText(index)}`, output(column)]
      return sql`case when not (${bytes(old)} <=> ${bytes(now)})
        then ${member(column, which === 'old' ? old : now)} end`
    }),
  )
}

function bytes(text: Sql): Sql {
  return sql`cast(convert(${text} using utf8mb4) as binary)`
}

function member({ name }: Column, text: Sql): Sql {
  return sql`concat(${`${JSON.stringify(name)}:`}, coalesce(json_quote(${text}), 'null'))`
}

/** Members that are null are left out. */
function objectOf(members: readonly Sql[]): Sql {
  return sql`concat('{', concat_ws(',', ${list(members)}), '}')`
}

const quarantineRejected = (runId: string): Sql => sql`
insert into drydock_quarantine (run_id, stage, source, locator, external_id, code, message, raw)
select ${runId}, 'transform', null, c.${KEY}, c.${KEY}, 'invalid',
  group_concat(e.message order by e.place separator ', '), null
from ${CHANGES} c, json_table(c.${ERRORS}, '$[*]' columns (
  place for ordinality, message longtext character set utf8mb4 path '$')) e
where c.${OP} = 'reject' group by c.${KEY} order by c.${KEY}`

function countQuality(runId: string, table: Table, flags: Column | undefined): readonly Sql[] {
  const scores = sql`
select null as flag, cast(score as char) as score, cast(entities as char) as entities
from drydock_quality_scores where run_id = ${runId}`
  const ofFlags =
    flags === undefined
      ? sql``
      : sql` union all select f.flag, null, f.entities from (${mysqlSilver.countFlags(table, flags)}) f`
  return [
    sql`
insert into drydock_quality_scores (run_id, score, entities)
select ${runId}, data_quality_score, count(*) from ${tableRef(table)}
where data_quality_score is not null group by data_quality_score`,
    sql`${scores}${ofFlags}`,
  ]
}

const dropChanges: readonly Sql[] = [sql`drop temporary table if exists ${CHANGES}`]

export const mysqlWriter: SilverWriter = {
  // One of a transaction that was taken back is still there.
  createChanges: (query) => [
    ...dropChanges,
    sql`
create temporary table ${CHANGES} engine = innodb as
select changed.*, row_number() over (order by ${OP} = 'reject', ${OP}, ${KEY}) - 1 as ${ORDINAL}
from (${query}) changed`,
  ],
  countChanges: sql`select ${OP} as op, cast(count(*) as char) as changes from ${CHANGES} group by ${OP}`,
  writeChanges,
  reject: (ordinal, error) => sql`
update ${CHANGES} set ${OP} = 'reject', ${ERRORS} = ${JSON.stringify([error])}
where ${ORDINAL} = ${integerLiteral(ordinal)}`,
  quarantineRejected,
  countQuality,
  dropChanges,
}
