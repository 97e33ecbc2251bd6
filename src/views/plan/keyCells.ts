import type { Change, Finding, Plan, Row, Value } from '../../core/index'
import { displayValue } from '../format'
import { excerpt } from './excerpt'

/**
 * A row's key in the columns of the plan's. A key of other columns (of the source's row that a matcher looked at, or of a
 * row whose key the database will number) is told whole in the first of them.
 */
export function keyCells(names: readonly string[], key: Row): readonly Value[] {
  if (names.every((name) => name in key)) return names.map((name) => excerpt(key[name] ?? null))
  const told = Object.entries(key).map(([name, value]) => `${name} ${displayValue(value)}`)
  return names.map((_, index) => (index === 0 ? excerpt(told.join(', ')) : ''))
}

/** The columns in which rows are named: of a plan of several tables, which table it is; of a sync, what Airtable calls the record. */
export function keyNames({ kind, key, target }: Plan): readonly string[] {
  if (kind === 'airtable') return ['table', 'record']
  return target.tables.length > 1 ? ['table', ...key] : key
}

/** What a change is of, in those columns. */
export function keyOfChange({ table, key, label }: Pick<Change, 'table' | 'key' | 'label'>): Row {
  const record = label ?? Object.values(key).join('-')
  return { table: table.split('.').at(-1) ?? table, record, ...key }
}

/** The same of a finding: of a record that has become no row, its file and its line are what can be looked up. */
export function keyOfFinding({ key, record }: Finding): Row {
  const locator = key['record'] ?? ''
  const [, file, line] = (record?.locator === locator && /^(.*):(\d+)$/s.exec(locator)) || []
  return file === undefined ? key : { ...key, table: file, record: `line ${line ?? ''}` }
}
