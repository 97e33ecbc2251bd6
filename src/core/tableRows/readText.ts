/** What people type as the value of a column: read by the column's type, never by a cast of the server's choice. */
import type { Dialect } from '../database/dialect'
import { isDatabaseError } from '../database/errors'
import { sql } from '../database/sql'
import type { Session } from '../database/session'
import type { Column } from '../database/table'
import { findCarrier, type Carried, type CarriedType } from '../schema/carry'
import { canonicalDecimal } from '../schema/decimal'

/** What is typed may be any text. */
const TYPED: CarriedType = { family: 'text', castType: 'text' }

/** How bytes are printed in every engine; see `Session`. */
const BYTES = /^\\x(?:[0-9a-f]{2})*$/i

/**
 * The text that the column's type would store for a typed one, or why it has none. A type that Drydock does not know
 * is asked of the server, in a query that reads no table.
 */
export async function readText(session: Session, column: Column, typed: string): Promise<Carried> {
  if (/\p{Surrogate}/u.test(typed)) return { invalid: 'it has half a character, which is no text' }
  if (column.family === 'other') return askServer(session, column, typed)
  if (column.family === 'bytes') return readBytes(column, typed)
  const carrier = findCarrier(TYPED, column)
  return carrier?.carry(typed) ?? { invalid: 'its type cannot be written as a text' }
}

function readBytes(column: Column, typed: string): Carried {
  if (!BYTES.test(typed))
    return { invalid: `"${typed}" is not bytes: write two digits for each, as in "\\x00ff"` }
  const bytes: CarriedType = { family: 'bytes', castType: 'bytes' }
  return findCarrier(bytes, column)?.carry(typed.toLowerCase()) ?? { text: typed.toLowerCase() }
}

async function askServer(session: Session, column: Column, typed: string): Promise<Carried> {
  const { expressions, readTyped } = session.dialect
  const read = readTyped ?? readByExpression(expressions)
  try {
    const text = await read(session, column, typed)
    return text === undefined ? { invalid: `"${typed}" is not ${column.type}` } : { text }
  } catch (error) {
    if (isDatabaseError(error, 'data')) return { invalid: error.message }
    throw error
  }
}

function readByExpression({ input, output }: Dialect['expressions']) {
  return async (session: Session, column: Column, typed: string): Promise<string | undefined> => {
    const value = output(input(sql`${typed}`, column), column)
    const { rows } = await session.execute(sql`select ${value} as value`)
    return rows[0]?.['value'] ?? undefined
  }
}

/** Whether a value of the column already is what would be stored. */
export function isStored(column: Column, text: string, present: string): boolean {
  const carrier = findCarrier(column, column)
  return carrier === undefined ? text === present : carrier.same(text, present)
}

/** Whether less is stored than was typed: digits that the type has no room for. */
export function isRounded({ family }: Column, typed: string, stored: string): boolean {
  if (family === 'decimal') return canonicalDecimal(typed) !== canonicalDecimal(stored)
  const isTime = family === 'timestamp' || family === 'timestamptz' || family === 'time'
  return isTime && fractionOf(typed) !== fractionOf(stored)
}

function fractionOf(text: string): string {
  return /[.,](\d+)/.exec(text)?.[1]?.replace(/0+$/, '') ?? ''
}
