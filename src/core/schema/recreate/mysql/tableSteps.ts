/** Tables: their columns first, keys and foreign keys once the rows are there. */
import type { MysqlObject, TableFacts } from '../../inventory/mysql/mysqlObject'
import { quoted } from '../../inventory/mysql/quoted'
import {
  parseTable,
  printTable,
  type TableItem,
  type TableStatement,
} from '../../inventory/mysql/tableStatement'
import { exactColumn } from './exactColumn'
import type { RecreationStep } from './step'

export function tableSteps(table: MysqlObject): readonly RecreationStep[] {
  const [statement] = table.statements
  if (statement === undefined) return []
  const parsed = parseTable(statement.text, 'with counter')
  const isLater = laterParts(parsed)
  const now = parsed.items.filter((item) => !isLater(item))
  const alter = `ALTER TABLE ${quoted(table.name)}`
  const keys = parsed.items.filter((item) => isLater(item) && item.kind !== 'foreign')
  const foreign = parsed.items.filter((item) => isLater(item) && item.kind === 'foreign')
  const step = (part: RecreationStep['part'], text: string): RecreationStep => ({
    object: { kind: 'table', name: table.name },
    part,
    settings: {},
    statement: text,
    phase: part === 'object' ? 'before rows' : 'after rows',
  })
  const columns = { ...parsed, items: now.map((item) => withFacts(item, table.facts, parsed)) }
  return [
    step('object', printTable(columns)),
    ...(keys.length === 0
      ? []
      : [step('keys', `${alter} ${keys.map(({ text }) => `ADD ${text}`).join(', ')}`)]),
    ...foreign.map(({ text }) => step('foreign key', `${alter} ADD ${text}`)),
    ...((table.facts?.disabledKeys.length ?? 0) === 0
      ? []
      : [step('keys', `${alter} DISABLE KEYS`)]),
  ]
}

function withFacts(
  item: TableItem,
  facts: TableFacts | undefined,
  table: TableStatement,
): TableItem {
  return item.kind === 'column' && facts !== undefined ? exactColumn(item, facts, table) : item
}

/**
 * Only InnoDB sorts a key that is added to a full table, and only it has foreign keys. A key stays with its columns where the
 * server needs it from the start, for a counter, or says less of it when it is added: one by hashes, one of a period.
 */
function laterParts({ items, tail }: TableStatement): (item: TableItem) => boolean {
  const isInnoDb = /^\)[^]*?\bENGINE=InnoDB\b/.test(tail)
  const hasCounter = items.some(
    ({ kind, text }) => kind === 'column' && / AUTO_INCREMENT\b/.test(text),
  )
  const hasPrimary = items.some(({ kind }) => kind === 'primary')
  const hasOddKey = items.some(
    ({ kind, text }) => kind === 'unique' && / (USING HASH|WITHOUT OVERLAPS)/.test(text),
  )
  return ({ kind }) => {
    if (!isInnoDb) return false
    if (kind === 'foreign') return true
    // The counter's key may be any, and the order of unique keys is one of all of them.
    if (hasCounter && !hasPrimary) return false
    return kind === 'key' || (kind === 'unique' && hasPrimary && !hasOddKey)
  }
}
