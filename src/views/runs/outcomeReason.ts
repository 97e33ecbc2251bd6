/** What became of a change that is not there. */
import type { Row, RowError, RowOutcome } from '../../core/index'
import { displayValue } from '../format'

/** Why a change was not applied, or is not shown; undefined where it was and is. */
export function outcomeReason({ outcome, actual, error, digest }: RowOutcome): string | undefined {
  if (digest !== undefined)
    return actual === null ? 'the row is gone since' : 'the row was edited since'
  if (outcome === 'failed') return error === undefined ? undefined : refusal(error)
  if (outcome === 'drifted')
    return actual == null ? 'the row is gone' : `found ${formatRow(actual)}`
  return undefined
}

/** `23514: new row violates … (constraint "fab_order_positive")`. */
function refusal({ code, message, constraint, column }: RowError): string {
  const what = [
    ...(constraint === undefined ? [] : [`constraint "${constraint}"`]),
    ...(column === undefined ? [] : [`column "${column}"`]),
  ]
  return `${code}: ${message}${what.length === 0 ? '' : ` (${what.join(', ')})`}`
}

function formatRow(row: Row): string {
  return Object.entries(row)
    .map(([field, value]) => `${field} ${displayValue(value)}`)
    .join(', ')
}
