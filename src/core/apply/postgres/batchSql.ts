/** The parts of which the applier's statements are made. */
import { arrayLiteral } from '../../database/arrayLiteral'
import type { ValueExpressions } from '../../database/dialect'
import { and, list, sql, type Sql } from '../../database/sql'
import type { RowChange } from '../../plan/plan'
import type { Value } from '../../util/value'
import { fieldParts, keyParts, type Batch, type Part } from '../batch'

/** `k` key · `m` whether the field changes · `b` before · `a` after · `o` found · `n` stored. */
export type Letter = 'k' | 'm' | 'b' | 'a' | 'o' | 'n'

export function nameOf(letter: Letter, { index }: Part): Sql {
  return sql`${sql.id(`${letter}${index}`)}`
}

export function of(alias: string, letter: Letter, { index }: Part): Sql {
  return sql`${sql.ref(`${alias}.${letter}${index}`)}`
}

/** The column in the target, which all statements call `t`. */
export function targetColumn({ column }: Part): Sql {
  return sql`t.${sql.id(column.name)}`
}

export function sameKey(expressions: ValueExpressions, alias: string, batch: Batch): Sql {
  const keys = keyParts(batch)
  const same = keys.map((key) =>
    expressions.sameKey(targetColumn(key), of(alias, 'k', key), key.column),
  )
  return and([...same, ...lookedUp(batch, keys)])
}

/** Other servers look up a list of keys; of the rows that these are joined with they know nothing. */
function lookedUp({ table, changes }: Batch, keys: readonly Part[]): readonly Sql[] {
  if (table.elsewhere === undefined) return []
  return keys.map((key) => {
    const values = arrayLiteral(changes.map((change) => change.key[key.column.name] ?? null))
    return sql`${targetColumn(key)} = any (${values}::${sql.raw(key.column.castType)}[])`
  })
}

/** Whether the change has a value for the field. */
export function touched(alias: string, field: Part): Sql {
  return field.inAll === true ? sql`true` : of(alias, 'm', field)
}

/** The guard: the field does not change, or the target still has its *before*. */
export function unchanged(expressions: ValueExpressions, alias: string, field: Part): Sql {
  const same = expressions.sameValue(targetColumn(field), of(alias, 'b', field), field.column)
  return sql`(not ${touched(alias, field)} or ${same})`
}

/** Making them is most of what a batch takes here: it is done while the server is busy with the batch before. */
const KNOWN_ROWS = new WeakMap<Batch['changes'], Sql>()

/** The batch as rows: ordinal, key and, for each field, whether it changes if not all do, from what and to what. */
export function batchRows(batch: Batch): Sql {
  const known = KNOWN_ROWS.get(batch.changes)
  if (known !== undefined) return known
  const rows = changeRows(batch, keyParts(batch), fieldParts(batch))
  KNOWN_ROWS.set(batch.changes, rows)
  return rows
}

/** The same with some of its columns; `only` picks changes by their index. */
export function changeRows(
  { changes, ordinals }: Batch,
  keys: readonly Part[],
  fields: readonly Part[],
  only: readonly number[] = changes.map((_, index) => index),
): Sql {
  const columns: { readonly name: Sql; readonly values: Sql }[] = []
  const add = (name: Sql, type: string, valueOf: (change: RowChange, index: number) => Value) => {
    const values = only.flatMap((index) => {
      const change = changes[index]
      return change === undefined ? [] : [valueOf(change, index)]
    })
    columns.push({ name, values: sql`${arrayLiteral(values)}::${sql.raw(type)}[]` })
  }
  add(sql`ordinal`, 'bigint', (_, index) => String(ordinals[index]))
  add(sql`key`, 'text', ({ key }) => JSON.stringify(key))
  add(sql`undoes`, 'bigint', ({ undoes }) => (undoes === undefined ? null : String(undoes)))
  for (const key of keys)
    add(nameOf('k', key), 'text', (change) => change.key[key.column.name] ?? null)
  for (const field of fields) {
    const { name } = field.column
    if (field.inAll !== true)
      add(nameOf('m', field), 'boolean', ({ before, after }) =>
        name in before || name in after ? 't' : 'f',
      )
    add(nameOf('b', field), 'text', ({ before }) => before[name] ?? null)
    add(nameOf('a', field), 'text', ({ after }) => after[name] ?? null)
  }
  return sql`
  select * from unnest(${list(columns.map(({ values }) => values))})
    as c(${list(columns.map(({ name }) => name))})`
}

/** A function takes at most a hundred arguments. */
const CONCAT_LIMIT = 90
const OBJECT_LIMIT = 50

/** A JSON object of the fields that the change touches, in order, as JSON or its text. */
export function jsonObject(fields: readonly Part[], alias: string, letter: Letter): Sql {
  if (fields.length <= OBJECT_LIMIT && fields.every(({ inAll }) => inAll === true)) {
    const members = fields.map(
      (field) => sql`${field.column.name}::text, ${of(alias, letter, field)}`,
    )
    return sql`json_build_object(${list(members)})`
  }
  return objectOf(
    fields.map(
      (field) => sql`case when ${touched(alias, field)} then ${member(field, alias, letter)} end`,
    ),
  )
}

/** A JSON object of all columns, in order, as text. */
export function wholeRow(row: readonly Part[], alias: string, letter: Letter): Sql {
  return objectOf(row.map((part) => member(part, alias, letter)))
}

function member(part: Part, alias: string, letter: Letter): Sql {
  const name = JSON.stringify(part.column.name) + ':'
  return sql`${name}::text || coalesce(to_json(${of(alias, letter, part)})::text, 'null')`
}

function objectOf(members: readonly Sql[]): Sql {
  const groups: Sql[] = []
  for (let start = 0; start < members.length; start += CONCAT_LIMIT)
    groups.push(
      sql`nullif(concat_ws(',', ${list(members.slice(start, start + CONCAT_LIMIT))}), '')`,
    )
  return sql`'{' || concat_ws(',', ${list(groups)}) || '}'`
}
