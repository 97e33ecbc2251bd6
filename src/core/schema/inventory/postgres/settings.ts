/** Settings under which a server writes definitions that can be compared. */
import { sql, type Sql } from '../../../database/sql'
import { textOf, type Session } from '../../../database/session'

const SETTINGS: Readonly<Record<string, string>> = {
  // Whatever lies outside of the system's schema is named with its schema. Temporary objects hide none of the system's.
  search_path: 'pg_catalog, pg_temp',
  quote_all_identifiers: 'off',
  // Compiling questions of this length takes longer than answering them.
  jit: 'off',
}

/** Runs `work` under the settings, which end with it. The caller's transaction must have begun. */
export async function withSettings<T>(session: Session, work: () => Promise<T>): Promise<T> {
  const before = await currentSettings(session)
  await set(session, SETTINGS)
  // Outside of a transaction they end with their own statement, and names would come unqualified.
  if ((await currentSettings(session))['search_path'] !== SETTINGS['search_path'])
    throw new Error('an inventory is read inside a transaction')
  const result = await work()
  await set(session, before)
  return result
}

async function currentSettings(session: Session): Promise<Readonly<Record<string, string>>> {
  const names = Object.keys(SETTINGS)
  const { rows } = await session.execute(
    sql`select ${each(names, (name) => sql`pg_catalog.current_setting(${name}) as ${sql.id(name)}`)}`,
  )
  return Object.fromEntries(names.map((name) => [name, textOf(rows[0] ?? {}, name)]))
}

async function set(session: Session, values: Readonly<Record<string, string>>): Promise<void> {
  await session.execute(
    sql`select ${each(
      Object.entries(values),
      ([name, value]) => sql`pg_catalog.set_config(${name}, ${value}, true)`,
    )}`,
  )
}

function each<T>(items: readonly T[], write: (item: T) => Sql): Sql {
  return sql.join(items.map(write))
}
