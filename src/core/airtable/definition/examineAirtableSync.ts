/** What the schema of a sync cannot say: whether its parts name one another rightly. */
import { isObject, member } from '../../workspace/jsonParts'
import type { JsonPath } from '../../workspace/definitionSource'
import type { Fault } from '../../workspace/schemaFaults'
import { suggest } from '../../util/nearMiss'
import { OWN_COLUMNS } from './ownColumns'

/** Looks through a file of any structure; see `ReadOptions.examine`. */
export function examineAirtableSync(json: unknown): readonly Fault[] {
  const tables = entriesOf(member(json, 'tables'))
  const names = tables.map(([name]) => name)
  return [
    ...(isObject(member(json, 'tables')) && tables.length === 0 ? [NO_TABLE] : []),
    ...repeated(
      tables.map(([name, table]) => ({
        path: ['tables', name, 'table'],
        value: member(table, 'table'),
      })),
      'table',
    ),
    ...tables.flatMap(([name, table]) => examineTable(name, table, tables, names)),
  ]
}

const NO_TABLE: Fault = { path: ['tables'], message: 'there is no table', mend: 'add one' }

type Entry = readonly [string, unknown]

function entriesOf(value: unknown): readonly Entry[] {
  return isObject(value) ? Object.entries(value) : []
}

function examineTable(
  name: string,
  table: unknown,
  tables: readonly Entry[],
  names: readonly string[],
): readonly Fault[] {
  const path = ['tables', name]
  const columns = entriesOf(member(table, 'columns'))
  const targets = columns.map(([column, one]) => ({
    path:
      typeof one === 'string'
        ? [...path, 'columns', column]
        : [...path, 'columns', column, 'column'],
    value: typeof one === 'string' ? one : member(one, 'column'),
  }))
  return [
    ...repeated(targets, 'column'),
    ...targets.flatMap(ownColumn),
    ...examineIdentity(path, table, columns),
    ...ignoredTwice(path, table, columns),
    ...columns.flatMap(([column, one]) =>
      examineLink([...path, 'columns', column], one, tables, names),
    ),
  ]
}

interface Named {
  readonly path: JsonPath
  readonly value: unknown
}

function repeated(all: readonly Named[], what: string): readonly Fault[] {
  const seen = new Set<unknown>()
  return all.flatMap(({ path, value }) => {
    const isAgain = typeof value === 'string' && seen.has(value)
    seen.add(value)
    if (!isAgain) return []
    const message = `the ${what} "${value}" is named twice`
    return [{ path, message, mend: `give each its own ${what}` }]
  })
}

function ownColumn({ path, value }: Named): readonly Fault[] {
  if (typeof value !== 'string' || !OWN_COLUMNS.includes(value)) return []
  const message = `"${value}" is a column that the sync itself writes`
  return [{ path, message, mend: 'name another column' }]
}

/** A record is found again by what its row has: an identity is made of columns that are imported. */
function examineIdentity(
  path: JsonPath,
  table: unknown,
  columns: readonly Entry[],
): readonly Fault[] {
  const identity = member(table, 'identity')
  const own = [...path, 'identity']
  const imported = columns.filter(
    ([, one]) => typeof one === 'string' || typeof member(one, 'column') === 'string',
  )
  const known = imported.map(([column]) => column)
  const parts = typeof identity === 'string' ? [identity] : Array.isArray(identity) ? identity : []
  return parts.flatMap((part: unknown, index) => {
    if (typeof part !== 'string' || known.includes(part)) return []
    const message = `the identity names "${part}", which is not among the columns`
    const at = typeof identity === 'string' ? own : [...own, index]
    return [{ path: at, message, mend: suggest(part, known) }]
  })
}

function ignoredTwice(path: JsonPath, table: unknown, columns: readonly Entry[]): readonly Fault[] {
  const ignore = member(table, 'ignore')
  if (!Array.isArray(ignore)) return []
  return ignore.flatMap((name: unknown, index) => {
    if (!columns.some(([column]) => column === name)) return []
    const message = `"${String(name)}" is both imported and ignored`
    return [{ path: [...path, 'ignore', index], message, mend: 'remove one of them' }]
  })
}

function examineLink(
  path: JsonPath,
  column: unknown,
  tables: readonly Entry[],
  names: readonly string[],
): readonly Fault[] {
  const reverse = member(column, 'reverse')
  const isLink = member(column, 'type') === 'link'
  const [target, at] = isLink
    ? [member(column, 'table'), [...path, 'table']]
    : [member(reverse, 'table'), [...path, 'reverse', 'table']]
  if (typeof target !== 'string') return []
  const found = tables.find(([name]) => name === target)
  if (found === undefined)
    return [{ path: at, message: `there is no table "${target}"`, mend: suggest(target, names) }]
  if (isLink) return []
  return examineReverse(path, member(reverse, 'column'), found)
}

function examineReverse(path: JsonPath, column: unknown, [target, table]: Entry): readonly Fault[] {
  if (typeof column !== 'string') return []
  const columns = entriesOf(member(table, 'columns'))
  const links = columns.filter(([, one]) => member(one, 'type') === 'link').map(([name]) => name)
  if (links.includes(column)) return []
  const message = `"${column}" is no link of "${target}"`
  return [{ path: [...path, 'reverse', 'column'], message, mend: suggest(column, links) }]
}
