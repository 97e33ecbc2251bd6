/** Foreign servers that lead to a database of the source environment lead to the clone's own. */
import { isDatabaseError } from '../../../database/errors'
import { textOf, textOrNull, type Session } from '../../../database/session'
import { sql } from '../../../database/sql'

interface ForeignServer {
  readonly name: string
  readonly quotedName: string
  readonly database: string
  /**
   * Whether it leads to the very server that it lies on. One that names another host may lead to another server, whose databases
   * are called as they like, or to this one by another of its names: only people know.
   */
  readonly isHere: boolean
}

/** Those with a database. */
async function readForeignServers(session: Session): Promise<readonly ForeignServer[]> {
  const { rows } = await session.execute(sql`
select
  s.srvname::text as name,
  pg_catalog.quote_ident(s.srvname) as quoted_name,
  max(o.option_value) filter (where o.option_name = 'dbname') as database,
  (
    coalesce(bool_and(o.option_value ~ '^/' or o.option_value in ('', 'localhost', '127.0.0.1', '::1', coalesce(host(inet_server_addr()), '')))
      filter (where o.option_name in ('host', 'hostaddr')), true)
    and coalesce(bool_and(o.option_value in ('', current_setting('port')))
      filter (where o.option_name = 'port'), true)
    and not bool_or(o.option_name = 'service')
  )::text as is_here
from pg_catalog.pg_foreign_server s
cross join pg_catalog.pg_options_to_table(s.srvoptions) o
group by s.oid, s.srvname
order by s.srvname`)
  return rows.flatMap((row) => {
    const database = textOrNull(row, 'database')
    if (database === null) return []
    const [name, quotedName] = [textOf(row, 'name'), textOf(row, 'quoted_name')]
    return [{ name, quotedName, database, isHere: textOf(row, 'is_here') === 'true' }]
  })
}

/** Those of a source that will lead elsewhere in its clone, by their names as the inventory has them. */
export async function redirectedServers(
  session: Session,
  names: ReadonlyMap<string, string>,
): Promise<readonly string[]> {
  const servers = await readForeignServers(session)
  return servers
    .filter(({ database, isHere }) => isHere && names.has(database))
    .map(({ quotedName }) => quotedName)
}

/** Returns what was done. One that the role may not alter is left, and found where leaks are looked for. */
export async function redirectServers(
  session: Session,
  names: ReadonlyMap<string, string>,
): Promise<readonly string[]> {
  const done: string[] = []
  for (const { name, database, isHere } of await readForeignServers(session)) {
    const own = names.get(database)
    if (own === undefined || own === database || !isHere) continue
    try {
      await session.execute(sql`alter server ${sql.id(name)} options (set dbname ${sql.lit(own)})`)
      done.push(`the foreign server "${name}" leads to "${own}" and no longer to "${database}"`)
    } catch (error) {
      if (!isDatabaseError(error, 'permission')) throw error
    }
  }
  return done
}
