/** What the server makes of a text for columns of types that no cast in an expression reads strictly. */
import { sql } from '../../sql'
import type { Session } from '../../session'
import type { Column } from '../../table'
import { labelsOf } from './types'

/** The text that a column would store; undefined where it refuses this one. Reads no table. */
export async function readTyped(
  session: Session,
  { castType, type }: Column,
  typed: string,
): Promise<string | undefined> {
  switch (castType) {
    case 'set':
      return readSet(labelsOf(type), typed)
    case 'inet4':
    case 'inet6':
      return readAddress(session, castType, typed)
    default:
      // As `expressions.output` prints them.
      return /^\\x(?:[0-9a-f]{2})+$/i.test(typed) ? typed.toLowerCase() : undefined
  }
}

/** Each label once, in the order of the type; blanks at the end of one do not count. */
function readSet(labels: readonly string[], typed: string): string | undefined {
  const given = typed === '' ? [] : typed.split(',')
  const chosen = new Set(given)
  if (given.some((label) => !labels.includes(label))) return undefined
  return labels.filter((label) => chosen.has(label)).join(',')
}

/** What is no address is null, with a warning. */
async function readAddress(
  session: Session,
  type: 'inet4' | 'inet6',
  typed: string,
): Promise<string | undefined> {
  const address = sql`cast(${typed} as ${sql.raw(type)})`
  const { rows } = await session.execute(sql`select cast(${address} as char) as value`)
  return rows[0]?.['value'] ?? undefined
}
