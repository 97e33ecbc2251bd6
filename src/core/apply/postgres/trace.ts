/**
 * A sequence keeps what it was set to when the statement that did it is rolled back: it tells at which row a statement
 * failed. https://www.postgresql.org/docs/current/functions-sequence.html
 */
import { textOf, type Session } from '../../database/session'
import { sql, type Sql } from '../../database/sql'
import type { Tracer } from '../trace'

const SEQUENCE = sql`pg_temp.drydock_row`

const ALLOWED = new WeakMap<Session, boolean>()

export const postgresTracer: Tracer = {
  async start(session) {
    const allowed = ALLOWED.get(session) ?? (await mayMakeSequences(session))
    ALLOWED.set(session, allowed)
    // A transaction that was rolled back took it along.
    if (allowed) await session.execute(sql`create temporary sequence if not exists drydock_row`)
    return allowed
  },

  mark: () => Promise.resolve(),

  // What is refused at the end of a statement seems to be its last row: that one is not believed.
  async suspects(session, { ordinals }) {
    const last = await lastOrdinal(session)
    const index = last === undefined ? -1 : ordinals.indexOf(last)
    if (index < 0 || index === ordinals.length - 1) return undefined
    return { indexes: [index], isCertain: true }
  },

  async end(session) {
    await session.execute(sql`drop sequence if exists ${SEQUENCE}`)
  },
}

async function mayMakeSequences(session: Session): Promise<boolean> {
  const { rows } = await session.execute(
    sql`select has_database_privilege(current_database(), 'TEMP')::text as allowed`,
  )
  return rows[0]?.['allowed'] === 'true'
}

async function lastOrdinal(session: Session): Promise<number | undefined> {
  const { rows } = await session.execute(
    sql`select last_value::text as place, is_called::text as called from ${SEQUENCE}`,
  )
  const [row = {}] = rows
  return row['called'] === 'true' ? Number(textOf(row, 'place')) - 1 : undefined
}

/**
 * A condition that is always true and remembers the ordinal. It names a row of the target, too, so that it is not judged
 * before the two are joined.
 */
export function traced(ordinal: Sql, target?: Sql): Sql {
  const place = sql`(${ordinal} + 1)`
  const both =
    target === undefined ? place : sql`case when ${target} is null then 1 else ${place} end`
  return sql`setval('pg_temp.drydock_row', ${both}) > 0`
}
