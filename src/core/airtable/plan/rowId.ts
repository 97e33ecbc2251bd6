/** Ids of rows whose export has none. */
import { createHash } from 'node:crypto'

/** Airtable’s own begin with `rec`: nobody takes one for the other. */
const DERIVED = 'drv'
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const LENGTH = 17

/** How many characters a column of row ids has to take. */
export const ROW_ID_LENGTH = DERIVED.length + LENGTH

/**
 * An id of 20 characters, of which 17 are each a digit to the base of 62 from a byte of the SHA-256 of what tells the record apart: some
 * 101 bits. `again` counts the rows that have had the same identity before and are called otherwise by now.
 */
export function deriveRowId(table: string, identity: string, again = 0): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([table, identity, again]))
    .digest()
  let digits = ''
  for (let place = 0; place < LENGTH; place++)
    digits += DIGITS[(hash[place] as number) % DIGITS.length] ?? ''
  return DERIVED + digits
}

/** Whether it was derived, and is none of Airtable’s. */
export function isDerived(rowId: string): boolean {
  return rowId.startsWith(DERIVED)
}
