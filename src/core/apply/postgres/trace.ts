/**
 * A sequence keeps what it was set to when the statement that did it is rolled back: it tells at which row a statement
 * failed. https://www.postgresql.org/docs/current/functions-sequence.html
 */
import { textOf, type Session } from '../../database/session'
import { sql, type Sql } from '../../database/sql'
import type { Tracer } from '../trace'

const SEQUENCE = sql`pg_temp.drydock_row`

export const postgresTracer: Tracer = {
  async start(session) {
    const { rows } = await session.execute(
      sql`select has_database_privilege(current_database(), 'TEMP')::text as allowed`,
    )
    if (rows[0]?.['allowed'] !== 'true') return false
    await session.execute(sql`create temporary sequence if not exists drydock_row`)
    await session.execute(sql`select setval('pg_temp.drydock_row', 1, false)::text`)
    return true
  },

  async last(session: Session) {
    const { rows } = await session.execute(
      sql`select last_value::text as place, is_called::text as called from ${SEQUENCE}`,
    )
    const [row = {}] = rows
    return row['called'] === 'true' ? Number(textOf(row, 'place')) - 1 : undefined
  },

  async end(session) {
    await session.execute(sql`drop sequence if exists ${SEQUENCE}`)
  },
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
