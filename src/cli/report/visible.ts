/** Text of databases and files, safe and plain to see on a terminal. */
import { visible, type Change, type Row, type Value } from '../../core/index'

export { visible }

const shownLength = 1_000

/**
 * A value as a report shows it: exact, in quotes where it could be taken for something else, and NULL without.
 * One that would flood the terminal is cut, and says so; the JSON formats never cut.
 */
export function visibleValue(value: Value | undefined): string {
  if (value === null || value === undefined) return 'NULL'
  if (value.length > shownLength) {
    const start = visible(value.slice(0, shownLength))
    return `${start}… (${value.length} characters)`
  }
  return needsQuotes(value) ? `"${visible(value)}"` : visible(value)
}

function needsQuotes(text: string): boolean {
  return text === '' || text === 'NULL' || text.trim() !== text
}

/** `10001-A`: the parts of a key, in its order. */
export function visibleKey(key: Row): string {
  return Object.values(key).map(visibleValue).join('-')
}

/** What a change is of: what people know the row by, else its key. */
export function visibleRowName({ key, label }: Pick<Change, 'key' | 'label'>): string {
  return label === undefined ? visibleKey(key) : visibleValue(label)
}

/**
 * `fab_order 500.0 → 510.0, stage Cut → Fit`; of a row that comes or goes `new (job 7, stage Cut)`. A version of a record that comes
 * after another one is told as its update.
 */
export function visibleChanges({
  op,
  before,
  after,
}: Pick<Change, 'op' | 'before' | 'after'>): string {
  if (op === 'insert' && Object.keys(before).length === 0) return `new (${visibleRow(after)})`
  if (op === 'delete') return `deleted (${visibleRow(before)})`
  return Object.keys(after)
    .map(
      (field) => `${visible(field)} ${visibleValue(before[field])} → ${visibleValue(after[field])}`,
    )
    .join(', ')
}

function visibleRow(row: Row): string {
  return Object.entries(row)
    .map(([field, value]) => `${visible(field)} ${visibleValue(value)}`)
    .join(', ')
}
