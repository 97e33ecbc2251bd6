/** What a session leaves behind on a server that does nothing else, and people who may only read. */
import { languageOf, type Engine, type Language, type TextRow } from '../helpers/engines'
import type { Side } from './pairs'
import type { Site } from './site'

/** The number that the next transaction gets that writes, and what a session could have made. */
const TRACES: Readonly<Record<Language, string>> = {
  postgres: `select pg_snapshot_xmax(pg_current_snapshot())::text as next,
(select count(*) from pg_class)::text as relations, (select count(*) from pg_namespace)::text as schemas`,
  // Tables of other storage engines have no such numbers: the rows that are written count.
  mysql: `select variable_name, variable_value from information_schema.global_status
where variable_name in ('innodb_max_trx_id', 'handler_write', 'handler_update', 'handler_delete')
union all select 'tables', count(*) from information_schema.tables
union all select 'schemas', count(*) from information_schema.schemata order by 1`,
}

/** Numbers are taken by transactions that write, and by nothing else. */
export async function tracesIn(engine: Engine, site: Site): Promise<readonly TextRow[]> {
  const sql = TRACES[languageOf(engine)]
  return [...(await site.query('source', sql)), ...(await site.query('target', sql))]
}

/** InnoDB counts the rows of a new table after a while, and writes that down in a transaction of its own. */
export function quiet(engine: Engine): Readonly<Record<'begin' | 'end', () => Promise<void>>> {
  const recalculate = async (value: 'on' | 'off') => {
    if (languageOf(engine) !== 'mysql') return
    const { adminUrl } = await engine.createDatabase()
    await engine.query(adminUrl, `set global innodb_stats_auto_recalc = ${value}`)
  }
  return { begin: () => recalculate('off'), end: () => recalculate('on') }
}

const READER = `drydock_planner_${process.pid}`

/** In PostgreSQL rights are taken from the one who there is. */
const ONLY_READS = {
  postgres: () =>
    'alter table jobs owner to postgres; revoke all on jobs from public; grant select on jobs to engineer',
  mysql: (password: string) =>
    `create user if not exists '${READER}'@'%' identified by '${password}'; grant select on jobs to '${READER}'@'%'`,
} as const

/** Variables by which a site's sessions are those of somebody who may read jobs and do nothing else. */
export function readersUrls(
  engine: Engine,
  { source, target }: Readonly<Record<Side, string>>,
): Record<string, string> {
  if (languageOf(engine) !== 'mysql') return {}
  const asReader = (url: string) => url.replace('//engineer:', `//${READER}:`)
  return { PRODUCTION_DATABASE_URL: asReader(source), SANDBOX_DATABASE_URL: asReader(target) }
}

export async function allowReading(engine: Engine, site: Site): Promise<void> {
  const sql = ONLY_READS[languageOf(engine)](new URL(site.source.url).password)
  for (const end of ['source', 'target'] as const) await site.query(end, sql)
}
