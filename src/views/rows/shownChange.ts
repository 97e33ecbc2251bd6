/** What is shown of a change where people know more than its key, or the plan less than the row will have. */
import type { Change, Row } from '../../core/index'
import { displayKey } from '../format'

/** What people call the row. */
export function rowName({ key, label }: Pick<Change, 'key' | 'label'>): string {
  return label ?? displayKey(key)
}

/** With words for what is known only once earlier changes have made it: its null would say that there is nothing. */
export function shownAfter({ after, references }: Pick<Change, 'after' | 'references'>): Row {
  if (references === undefined) return after
  const words = Object.entries(references).map(([name, { table }]) => [
    name,
    `the new row of ${table.split('.').at(-1) ?? table}`,
  ])
  return { ...after, ...Object.fromEntries(words) }
}
