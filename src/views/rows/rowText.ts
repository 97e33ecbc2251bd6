/** One side of a row as text: its key, then what the plan changes. Pure. */
import type { Change, Row } from '../../core/index'
import { displayValue } from '../format'
import { indentJson } from './indentJson'
import { rowName, shownAfter } from './shownChange'

export type Side = 'before' | 'after'

/**
 * `field: value`, one line each, with the key first. Text of several lines stands indented under its field, so
 * that the diff finds the line that differs; every other value is written exactly.
 */
export function formatRow(change: Change, side: Side): string {
  const { key, version } = change
  const row = side === 'after' ? shownAfter(change) : change.before
  // Of a row that comes or goes, the key is among its fields.
  const fields = Object.fromEntries(
    Object.entries(row).filter(([name, value]) => key[name] !== value),
  )
  const shown = version === undefined ? fields : indented(fields)
  return `${[...fieldLines(key), ...fieldLines(shown)].join('\n')}\n`
}

/** The records of an ingestion are JSON. */
function indented(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).map(([field, json]) => [field, json === null ? null : indentJson(json)]),
  )
}

/** The same of a row as a whole. */
export function formatFields(row: Row): string {
  return `${fieldLines(row).join('\n')}\n`
}

/** `10001-A · before ↔ after`. */
export function rowTitle(change: Change): string {
  return `${rowName(change)} · before ↔ after`
}

function fieldLines(row: Row): string[] {
  return Object.entries(row).flatMap(([field, value]) => {
    if (value === null || !isPlainLines(value)) return [`${field}: ${displayValue(value)}`]
    return [`${field}: |`, ...value.split('\n').map((line) => `  ${line}`)]
  })
}

/** Several lines without anything that could not be seen in them. */
function isPlainLines(text: string): boolean {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  return text.includes('\n') && !/[\u0000-\u0009\u000b-\u001f\u007f]|\s(\n|$)/.test(text)
}
