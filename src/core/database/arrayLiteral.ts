/** PostgreSQL's array input syntax. https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO */
import type { Value } from '../util/value'

/** A one-dimensional array of texts; parameters take it in this form on every driver. */
export function arrayLiteral(values: readonly Value[]): string {
  return `{${values.map(element).join(',')}}`
}

function element(value: Value): string {
  if (value === null) return 'NULL'
  const escaped = /["\\]/.test(value) ? value.replace(/["\\]/g, '\\$&') : value
  return `"${escaped}"`
}
