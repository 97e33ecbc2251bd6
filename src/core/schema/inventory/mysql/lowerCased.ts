import type { Row } from '../../../util/value'

/** A row of the server's own tables by names that are the same on every server. */
export function lowerCased(row: Row): Row {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name.toLowerCase(), value]))
}
