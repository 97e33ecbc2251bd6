/** Views: each after those that it reads, broken ones over tables that stand in for the missing. */
import type { MysqlObject } from '../../inventory/mysql/mysqlObject'
import { quoted } from '../../inventory/mysql/quoted'
import { isWord, nameOf, significant, tokensOf, type Token } from '../../inventory/mysql/tokens'
import type { RecreationStep } from './step'

/** `relations` are the names of all tables, sequences and views. */
export function viewSteps(
  views: readonly MysqlObject[],
  relations: ReadonlySet<string>,
): readonly RecreationStep[] {
  const ordered = inOrder(views)
  const missing = new Map<string, Set<string>>()
  for (const view of ordered)
    for (const { name, columns } of tablesOf(view))
      if (!relations.has(name))
        missing.set(name, new Set([...(missing.get(name) ?? []), ...columns]))
  return [
    ...[...missing].map(([name, columns]) =>
      standIn(name, `CREATE TABLE ${quoted(name)} (${columnsOf(columns)})`),
    ),
    ...ordered.flatMap((view) =>
      view.statements.map(({ text, ...settings }): RecreationStep => ({
        object: { kind: 'view', name: view.name },
        part: 'object',
        settings,
        statement: text,
        phase: 'after rows',
      })),
    ),
    ...[...missing.keys()].map((name) => standIn(name, `DROP TABLE ${quoted(name)}`)),
  ]
}

function standIn(name: string, statement: string): RecreationStep {
  const object = { kind: 'table', name } as const
  return { object, part: 'stand-in', settings: {}, statement, phase: 'after rows' }
}

/** Of what type they are is in no view's statement. */
function columnsOf(columns: ReadonlySet<string>): string {
  const names = columns.size === 0 ? ['drydock_column'] : [...columns]
  return names.map((name) => `${quoted(name)} int`).join(', ')
}

/** Those that others read come first. Views cannot read each other in a circle. */
function inOrder(views: readonly MysqlObject[]): readonly MysqlObject[] {
  const byName = new Map(views.map((view) => [view.name, view]))
  const done = new Set<MysqlObject>()
  const visit = (view: MysqlObject): void => {
    if (done.has(view)) return
    const names = new Set(view.statements.flatMap(({ text }) => namesIn(text)))
    byName.delete(view.name)
    for (const name of names) {
      const other = byName.get(name)
      if (other !== undefined) visit(other)
    }
    done.add(view)
  }
  for (const view of views) visit(view)
  return [...done]
}

function namesIn(text: string): readonly string[] {
  return tokensOf(text)
    .filter(({ kind }) => kind === 'name')
    .map(nameOf)
}

interface ReadTable {
  readonly name: string
  readonly columns: readonly string[]
}

/** Tables of the same database that a view reads, with the columns that it names. The server prints each after `from` or `join`. */
function tablesOf({ statements }: MysqlObject): readonly ReadTable[] {
  const tokens = significant(tokensOf(statements[0]?.text ?? ''))
  const common = new Set(commonTables(tokens))
  return tokens.flatMap((token, at): readonly ReadTable[] => {
    const next = tokens[at + 1]
    const isTable = token.kind === 'name' && next?.text !== '.' && followsFrom(tokens, at)
    if (!isTable || common.has(nameOf(token))) return []
    const called = next?.kind === 'name' ? nameOf(next) : nameOf(token)
    return [{ name: nameOf(token), columns: columnsOfTable(tokens, called) }]
  })
}

function followsFrom(tokens: readonly Token[], at: number): boolean {
  let before = at - 1
  while (tokens[before]?.text === '(') before -= 1
  const token = tokens[before]
  return token !== undefined && (isWord(token, 'from') || isWord(token, 'join'))
}

/** `r` of `with r as (`, which is printed without quotes. */
function commonTables(tokens: readonly Token[]): readonly string[] {
  return tokens.flatMap((token, at) => {
    const next = tokens[at + 1]
    const isCommon =
      token.kind === 'word' &&
      next !== undefined &&
      isWord(next, 'as') &&
      tokens[at + 2]?.text === '('
    return isCommon ? [token.text] : []
  })
}

function columnsOfTable(tokens: readonly Token[], called: string): readonly string[] {
  return tokens.flatMap((token, at) => {
    const [dot, column] = tokens.slice(at + 1, at + 3)
    const isOf = token.kind === 'name' && nameOf(token) === called && dot?.text === '.'
    return isOf && tokens[at - 1]?.text !== '.' && column?.kind === 'name' ? [nameOf(column)] : []
  })
}
