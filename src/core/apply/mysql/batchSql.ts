/** The parts of which the applier's statements are made in MySQL and MariaDB. */
import type { ValueExpressions } from '../../database/dialect'
import type { Session } from '../../database/session'
import { and, list, sql, type Sql } from '../../database/sql'
import type { RowChange } from '../../plan/plan'
import { fieldParts, keyParts, type Batch, type Part } from '../batch'

/** `k` key · `m` whether the field changes · `b` before · `a` after. */
export type Letter = 'k' | 'm' | 'b' | 'a'

export function of(alias: string, letter: Letter, { index }: Part): Sql {
  return sql`${sql.ref(`${alias}.${letter}${index}`)}`
}

/** The column in the target, which all statements call `t`. */
export function targetColumn({ column }: Part): Sql {
  return sql`t.${sql.id(column.name)}`
}

export function sameKey(expressions: ValueExpressions, keys: readonly Part[]): Sql {
  return and(
    keys.map((key) => expressions.sameKey(targetColumn(key), of('c', 'k', key), key.column)),
  )
}

/** Whether the change has a value for the field. */
export function touched(field: Part): Sql {
  return field.inAll === true ? sql`true` : of('c', 'm', field)
}

/** One value where the change has a value for the field, and the other one where not. */
export function ifTouched(field: Part, value: Sql, otherwise: Sql): Sql {
  return field.inAll === true ? value : sql`if(${touched(field)}, ${value}, ${otherwise})`
}

/** The change has no value for the field, or this holds. */
export function unlessTouched(field: Part, condition: Sql): Sql {
  return field.inAll === true ? condition : sql`(not ${touched(field)} or ${condition})`
}

/** The guard: the field does not change, or the target still has its *before*. */
export function unchanged(expressions: ValueExpressions, field: Part): Sql {
  const same = expressions.sameValue(targetColumn(field), of('c', 'b', field), field.column)
  return unlessTouched(field, same)
}

/**
 * Gives the session the batch as one JSON document, which its statements read as the table `changeRows`: it crosses
 * the wire once. Texts stay texts, so that no value is taken for a number. `only` picks changes by their index.
 */
export async function stage(
  session: Session,
  batch: Batch,
  only?: readonly number[],
): Promise<void> {
  const document = only === undefined ? batchDocument(batch) : documentOf(batch, only)
  await session.execute(sql`set @drydock_batch = ${document}`)
}

/** Making them is most of what a batch takes here: it is done while the server is busy with the batch before. */
const KNOWN_DOCUMENTS = new WeakMap<Batch['changes'], string>()

export function batchDocument(batch: Batch): string {
  const known = KNOWN_DOCUMENTS.get(batch.changes)
  if (known !== undefined) return known
  const all = batch.changes.map((_, index) => index)
  const document = documentOf(batch, all)
  KNOWN_DOCUMENTS.set(batch.changes, document)
  return document
}

function documentOf(batch: Batch, only: readonly number[]): string {
  const { changes, ordinals } = batch
  const keys = keyParts(batch)
  const fields = fieldParts(batch)
  const rows = only.flatMap((index) => {
    const change = changes[index]
    return change === undefined ? [] : [rowOf(change, ordinals[index] ?? 0, keys, fields)]
  })
  return JSON.stringify(rows)
}

function rowOf(
  { key, before, after, undoes }: RowChange,
  ordinal: number,
  keys: readonly Part[],
  fields: readonly Part[],
): readonly unknown[] {
  return [
    String(ordinal),
    keys.map(({ column }) => key[column.name] ?? null),
    fields.flatMap(({ column: { name } }) => [
      name in before || name in after ? '1' : '0',
      before[name] ?? null,
      after[name] ?? null,
    ]),
    JSON.stringify(key),
    undoes === undefined ? null : String(undoes),
  ]
}

const PLACES = ['m', 'b', 'a'] as const

/** What a statement reads of the staged batch. Each column that it reads costs a search through each row's text. */
export interface Wanted {
  readonly keys?: readonly Part[]
  /** Each as whether the change names it, from what and to what, or those of them that `letters` has. */
  readonly fields?: readonly Part[]
  readonly letters?: readonly (typeof PLACES)[number][]
  /** The whole key and, of a batch that undoes something, what: for the journal. */
  readonly journal?: Batch
}

/** The staged batch as a table of ordinals and what else is wanted. */
export function changeRows({ keys = [], fields = [], letters = PLACES, journal }: Wanted): Sql {
  const column = (name: string, type: 'bigint' | 'tinyint' | 'longtext', place: string) =>
    sql`${sql.id(name)} ${sql.raw(type)}${type === 'longtext' ? sql` character set utf8mb4` : sql``} path ${sql.lit(`$${place}`)} null on empty error on error`
  const columns = [
    column('ordinal', 'bigint', '[0]'),
    ...keys.map(({ index }) => column(`k${index}`, 'longtext', `[1][${index}]`)),
    ...fields.flatMap(({ index, inAll }) =>
      letters.flatMap((letter) => {
        if (letter === 'm' && inAll === true) return []
        const place = `[2][${3 * index + PLACES.indexOf(letter)}]`
        return column(`${letter}${index}`, letter === 'm' ? 'tinyint' : 'longtext', place)
      }),
    ),
    ...(journal === undefined ? [] : [column('key', 'longtext', '[3]')]),
    ...(journal !== undefined && undoesAny(journal) ? [column('undoes', 'bigint', '[4]')] : []),
  ]
  return sql`json_table(@drydock_batch, '$[*]' columns (${list(columns)}))`
}

/** Which change of another run a change undoes. */
export function undone(batch: Batch): Sql {
  return undoesAny(batch) ? sql`c.undoes` : sql`null`
}

function undoesAny({ changes }: Batch): boolean {
  return changes.some(({ undoes }) => undoes !== undefined)
}

/** Leaves these changes out. One parameter however many there are, so that the statement stays the same. */
export function butFor(ordinals: readonly number[]): Sql {
  return ordinals.length === 0 ? sql`true` : sql`not find_in_set(c.ordinal, ${ordinals.join(',')})`
}

/** A JSON object of the fields that the change touches, in order, as text. */
export function jsonObject(fields: readonly Part[], textOf: (field: Part) => Sql): Sql {
  return objectOf(fields.map((field) => ifTouched(field, member(field, textOf(field)), sql`null`)))
}

/** A JSON object of all given columns, in order, as text. */
export function wholeRow(row: readonly Part[], textOf: (part: Part) => Sql): Sql {
  return objectOf(row.map((part) => member(part, textOf(part))))
}

function member({ column }: Part, text: Sql): Sql {
  const name = JSON.stringify(column.name) + ':'
  return sql`concat(${name}, coalesce(json_quote(${text}), 'null'))`
}

function objectOf(members: readonly Sql[]): Sql {
  return sql`concat('{', concat_ws(',', ${list(members)}), '}')`
}

/** The columns of the journal that every entry of a batch has. `key`, `before` and `after` are words of the language. */
export const JOURNAL_COLUMNS = sql`run_id, ordinal, table_name, op, outcome, ${sql.id('key')}, ${sql.id('before')}, ${sql.id('after')}, undoes`
