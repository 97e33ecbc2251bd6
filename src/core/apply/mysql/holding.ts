/** Conditions on the rows of a staged batch: that they break no rule that has refused a row of the run. */
import { and, sql, tableRef, type Sql } from '../../database/sql'
import { findColumn } from '../../database/table'
import type { Part } from '../batch'
import type { Reference, Rule } from '../rules'
import { ifTouched, of, touched } from './batchSql'
import type { KeyScope } from './changesAndRows'

export interface Scope extends KeyScope {
  readonly fields: readonly Part[]
}

/** For a statement over the changes as `c` and, save of inserts, their rows as `t`. Unique keys are in `taken.ts`. */
export function holds(scope: Scope): Sql {
  return and((scope.batch.rules ?? []).flatMap((rule) => condition(scope, rule) ?? []))
}

/** Undefined where the batch cannot break the rule, or what the rows will have is not known. */
function condition(scope: Scope, rule: Rule): Sql | undefined {
  if (rule.kind === 'unique') return undefined
  if (rule.kind === 'referenced') return stillNeeded(scope, rule)
  const texts = newTexts(scope, rule.columns)
  if (texts === undefined) return undefined
  return rule.kind === 'check' ? passes(scope, rule.expression, texts) : isThere(scope, rule, texts)
}

/** What the rows will have in these columns, as text, unless a trigger has a say. Undefined where none of it changes. */
export function newTexts(
  scope: Scope,
  names: readonly string[],
): ReadonlyMap<string, Sql> | undefined {
  const { op } = scope.batch
  const touches = names.some((name) => fieldOf(scope, name) !== undefined)
  if (op === 'delete' || !touches) return undefined
  const texts = names.flatMap((name) => {
    const text = newText(scope, name)
    return text === undefined ? [] : [[name, text] as const]
  })
  return texts.length === names.length ? new Map(texts) : undefined
}

function newText(scope: Scope, name: string): Sql | undefined {
  const { session, batch } = scope
  const field = fieldOf(scope, name)
  const column = findColumn(batch.table, name)
  if (column === undefined) return undefined
  const own = session.dialect.expressions.output(sql`t.${sql.id(name)}`, column)
  if (field !== undefined) return ifTouched(field, of('c', 'a', field), own)
  if (batch.op !== 'insert') return own
  return column.hasDefault === true || column.generated ? undefined : sql`null`
}

function fieldOf({ fields }: Scope, name: string): Part | undefined {
  return fields.find(({ column }) => column.name === name)
}

/** Texts and quoted names of an expression as the catalogue prints it. */
const TEXT_OR_NAME = /'(?:[^'\\]|\\.|'')*'|`(?:[^`]|``)+`/g

/** The expression with what the columns will have in place of their names. */
function passes({ batch }: Scope, expression: string, texts: ReadonlyMap<string, Sql>): Sql {
  const parts: Sql[] = []
  let end = 0
  for (const { 0: token, index } of expression.matchAll(TEXT_OR_NAME)) {
    const text = texts.get(token.slice(1, -1).replaceAll('``', '`'))
    if (token.startsWith("'") || text === undefined) continue
    const family = findColumn(batch.table, token.slice(1, -1))?.family ?? 'other'
    // Texts of numbers would be ordered as texts.
    const isNumber = ['integer', 'decimal', 'float'].includes(family)
    parts.push(sql.raw(expression.slice(end, index)), isNumber ? sql`(${text} + 0)` : text)
    end = index + token.length
  }
  parts.push(sql.raw(expression.slice(end)))
  return sql`(${sql.join(parts, sql``)}) is not false`
}

/** A reference with a null in it refers to nothing. */
function isThere(scope: Scope, rule: Reference, texts: ReadonlyMap<string, Sql>): Sql {
  const absent = [...texts.values()].map((text) => sql`${text} is null`)
  const same = sameTexts(scope, 'o', rule.otherColumns, texts)
  return sql`(${sql.join(absent, sql` or `)} or exists (select 1 from ${tableRef(rule.other)} o where ${and(same)}))`
}

/** That columns of one table have the new values of columns of the target, which are in the same order. */
export function sameTexts(
  { session, batch }: Scope,
  alias: string,
  names: readonly string[],
  texts: ReadonlyMap<string, Sql>,
): readonly Sql[] {
  return [...texts].flatMap(([targetName, text], index) => {
    const column = findColumn(batch.table, targetName)
    if (column === undefined) return []
    const own = sql`${sql.ref(alias)}.${sql.id(names[index] ?? '')}`
    return [session.dialect.expressions.sameKey(own, text, column)]
  })
}

/** No row of the other table refers to what the row has now. */
function stillNeeded(scope: Scope, rule: Reference): Sql | undefined {
  const { op } = scope.batch
  if (op === 'insert') return undefined
  const touching = rule.columns.flatMap((name) => {
    const field = fieldOf(scope, name)
    return field === undefined ? [] : [touched(field)]
  })
  if (op === 'update' && touching.length === 0) return undefined
  const same = rule.columns.map(
    (name, index) => sql`o.${sql.id(rule.otherColumns[index] ?? '')} = t.${sql.id(name)}`,
  )
  const free = sql`not exists (select 1 from ${tableRef(rule.other)} o where ${and(same)})`
  return op === 'delete' ? free : sql`(not (${sql.join(touching, sql` or `)}) or ${free})`
}
