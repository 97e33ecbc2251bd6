/** Where sequences stand. */
import { textOf, type Session } from '../../../database/session'
import { list, sql } from '../../../database/sql'
import { inDatabase } from '../../../schema/inventory/mysql/inDatabase'

/** Of MariaDB. A sequence has one row, which is its state. */
const STATE = [
  ...['next_not_cached_value', 'minimum_value', 'maximum_value', 'start_value', 'increment'],
  ...['cache_size', 'cycle_option', 'cycle_count'],
]

export interface SequencePlace {
  readonly name: string
  /** Whole numbers, in the order of a sequence's columns. */
  readonly state: readonly string[]
}

/**
 * Reads all of them, which draws from none. The server has put aside as many values as the sequence caches, and tells nobody
 * which is the next of these: the clone's goes on after them.
 */
export async function readSequencePlaces(
  session: Session,
  database: string,
): Promise<readonly SequencePlace[]> {
  const { rows } = await session.execute(sql`
select table_name as table_name from information_schema.tables
where ${inDatabase('table_schema', database)} and table_type = 'SEQUENCE'
order by binary table_name`)
  const places: SequencePlace[] = []
  for (const found of rows) {
    const name = textOf(found, 'table_name')
    const columns = list(
      STATE.map((column) => sql`cast(${sql.id(column)} as char) as ${sql.id(column)}`),
    )
    const { rows: states } = await session.execute(sql`select ${columns} from ${sql.id(name)}`)
    places.push({ name, state: STATE.map((column) => textOf(states[0] ?? {}, column)) })
  }
  return places
}

/** `setval` could not put one beyond its end, where those are that have given all. */
export async function setSequencePlaces(
  session: Session,
  places: readonly SequencePlace[],
): Promise<void> {
  for (const { name, state } of places)
    await session.execute(
      sql`insert into ${sql.id(name)} values (${list(state.map((value) => sql`${value}`))})`,
    )
}
