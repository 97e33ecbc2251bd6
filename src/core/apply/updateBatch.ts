/**
 * One batch of updates as one statement: find and lock the rows, compare each with its *before*, write those
 * that are unchanged, and journal every row's outcome with the values as the database had and then stored them.
 */
import { arrayLiteral } from '../database/arrayLiteral'
import { textOf, type Session } from '../database/session'
import { and, compile, list, sql, tableRef, type CompiledQuery, type Sql } from '../database/sql'
import { findColumn, type Column, type Table } from '../database/table'
import type { RowChange } from '../plan/plan'
import type { BatchCounts } from '../ledger/runs'
import type { Outcome } from '../ledger/run'
import { sha256 } from '../util/hash'
import type { Value } from '../util/value'

/** Consecutive changes of a plan to one table. */
export interface Batch {
  readonly runId: string
  readonly table: Table
  readonly tableName: string
  /** The place of the first change in the plan. */
  readonly firstOrdinal: number
  readonly changes: readonly RowChange[]
}

/** Writes and journals the batch. To be called inside a transaction. Throws `DatabaseError`. */
export async function updateBatch(session: Session, batch: Batch): Promise<BatchCounts> {
  const query = updateStatement(session, batch)
  const name = `drydock_update_${sha256(query.sql).slice(0, 16)}`
  const { rows } = await session.execute(query, { name })
  const counts: Record<Outcome, number> = { applied: 0, drifted: 0, failed: 0 }
  for (const row of rows) counts[textOf(row, 'outcome') as Outcome] += Number(textOf(row, 'rows'))
  return counts
}

/** A column of the batch under the names that it has inside the statement. */
interface Part {
  readonly column: Column
  /** The place among its kind: names must not depend on users' column names. */
  readonly index: number
}

const name = (letter: string, { index }: Part) => sql.id(`${letter}${index}`)
const of = (alias: string, letter: string, { index }: Part) => sql.ref(`${alias}.${letter}${index}`)
const target = ({ column }: Part) => sql`t.${sql.id(column.name)}`

function updateStatement(session: Session, batch: Batch): CompiledQuery {
  const { expressions } = session.dialect
  const keys = partsOf(batch, (change) => Object.keys(change.key))
  const fields = partsOf(batch, (change) => Object.keys(change.after))
  const table = tableRef(batch.table)

  const sameKey = (alias: string) =>
    and(keys.map((key) => expressions.sameKey(target(key), of(alias, 'k', key), key.column)))
  const unchanged = and(
    fields.map(
      (field) =>
        sql`(not ${of('c', 'm', field)} or ${expressions.sameValue(target(field), of('c', 'b', field), field.column)})`,
    ),
  )
  const found = fields.map(
    (field) => sql`${expressions.output(target(field), field.column)} as ${name('o', field)}`,
  )
  const assignments = fields.map(
    (field) =>
      sql`${sql.id(field.column.name)} = case when ${of('f', 'm', field)} then ${expressions.input(of('f', 'a', field), field.column)} else ${target(field)} end`,
  )
  const stored = fields.map(
    (field) => sql`${expressions.output(target(field), field.column)} as ${name('n', field)}`,
  )

  return compile(sql`
with change as materialized (${changeRows(batch, keys, fields)}),
found as materialized (
  select c.*, ${unchanged} as unchanged, ${list(found)}
  from change c
  join ${table} t on ${sameKey('c')}
  for update of t
),
partners as (
  select ordinal, count(*) as rows from found group by ordinal
),
written as (
  update ${table} t
  set ${list(assignments)}
  from found f
  join partners p on p.ordinal = f.ordinal and p.rows = 1
  where f.unchanged and ${sameKey('f')}
  returning f.ordinal, ${list(stored)}
),
judged as (
  select
    c.*,
    case
      when w.ordinal is not null then 'applied'
      when p.rows > 1 or f.unchanged then 'failed'
      else 'drifted'
    end as outcome,
    p.rows,
    f.ordinal is not null as present,
    ${list(fields.map((field) => sql`${of('f', 'o', field)}, ${of('w', 'n', field)}`))}
  from change c
  left join partners p on p.ordinal = c.ordinal
  left join found f on f.ordinal = c.ordinal and p.rows = 1
  left join written w on w.ordinal = c.ordinal
),
journal as (
  insert into drydock.row_changes
    (run_id, ordinal, table_name, op, outcome, key, before, after, actual, error, undoes)
  select
    ${batch.runId}::text, j.ordinal, ${batch.tableName}::text, 'update', j.outcome, j.key::json,
    (case when j.outcome = 'applied' then ${jsonObject(fields, 'o')} else ${jsonObject(fields, 'b')} end)::json,
    (case when j.outcome = 'applied' then ${jsonObject(fields, 'n')} else ${jsonObject(fields, 'a')} end)::json,
    (case
      when j.outcome = 'applied' then null
      when not j.present then 'null'
      else ${jsonObject(fields, 'o')}
    end)::json,
    (case
      when j.outcome <> 'failed' then null
      when j.rows > 1 then ${DUPLICATE_KEY}::text
      else ${SUPPRESSED}::text
    end)::json,
    j.undoes
  from judged j
  returning outcome
)
select outcome, count(*)::text as rows from journal group by outcome`)
}

/** Findings of the statement itself, in the shape of a `RowError`. */
const DUPLICATE_KEY = JSON.stringify({
  code: 'duplicate-key',
  message: 'the key is in more than one row of the target',
})
const SUPPRESSED = JSON.stringify({
  code: 'suppressed',
  message: 'a trigger or rule of the target kept the row from being updated',
})

/** All columns that a change of the batch names, in the order in which they first appear. */
function partsOf(batch: Batch, namesOf: (change: RowChange) => readonly string[]): readonly Part[] {
  const names = new Set(batch.changes.flatMap(namesOf))
  return [...names].map((columnName, index) => {
    const column = findColumn(batch.table, columnName)
    if (column === undefined) throw new Error(`the plan's structure has no column "${columnName}"`)
    return { column, index }
  })
}

/** The batch as rows: ordinal, key and, for each field, whether it changes, from what and to what. */
function changeRows(batch: Batch, keys: readonly Part[], fields: readonly Part[]): Sql {
  const { changes, firstOrdinal } = batch
  const texts = (valueOf: (change: RowChange) => Value) =>
    sql`${arrayLiteral(changes.map(valueOf))}::text[]`
  const columns: { readonly name: Sql; readonly values: Sql }[] = [
    {
      name: sql.id('ordinal'),
      values: sql`${arrayLiteral(changes.map((_, index) => String(firstOrdinal + index)))}::bigint[]`,
    },
    { name: sql.id('key'), values: texts(({ key }) => JSON.stringify(key)) },
    {
      name: sql.id('undoes'),
      values: sql`${arrayLiteral(changes.map(({ undoes }) => (undoes === undefined ? null : String(undoes))))}::bigint[]`,
    },
  ]
  for (const key of keys)
    columns.push({ name: name('k', key), values: texts((change) => change.key[key.column.name] ?? null) })
  for (const field of fields) {
    const column = field.column.name
    const changes_ = arrayLiteral(changes.map(({ after }) => (column in after ? 't' : 'f')))
    columns.push({ name: name('m', field), values: sql`${changes_}::boolean[]` })
    columns.push({ name: name('b', field), values: texts(({ before }) => before[column] ?? null) })
    columns.push({ name: name('a', field), values: texts(({ after }) => after[column] ?? null) })
  }
  return sql`
  select * from unnest(${list(columns.map(({ values }) => values))})
    as c(${list(columns.map((column) => column.name))})`
}

/** concat_ws takes at most a hundred arguments. */
const CONCAT_LIMIT = 90

/** A JSON object of the fields that the change touches, in order, as text. */
function jsonObject(fields: readonly Part[], letter: string): Sql {
  const members = fields.map(
    (field) =>
      sql`case when ${of('j', 'm', field)} then ${JSON.stringify(field.column.name) + ':'}::text || coalesce(to_json(${of('j', letter, field)})::text, 'null') end`,
  )
  const groups: Sql[] = []
  for (let start = 0; start < members.length; start += CONCAT_LIMIT)
    groups.push(sql`nullif(concat_ws(',', ${list(members.slice(start, start + CONCAT_LIMIT))}), '')`)
  return sql`'{' || concat_ws(',', ${list(groups)}) || '}'`
}
