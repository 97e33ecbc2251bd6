/** What makes the objects of a database, as statements: PostgreSQL's own pg_dump knows it best. */
import { allOrNone } from '../../../../util/allOrNone'
import { throwIfAborted } from '../../../../util/errors'
import { endpointAddress, type ServerEndpoint } from '../../../endpoint'
import { textOf } from '../../../session'
import { sql } from '../../../sql'
import { withPostgresSession } from '../session'
import { chooseProgram } from './chooseProgram'
import type { DumpProgram } from './dumpProgram'
import { sectionArguments, sectionStatements, type Section } from './sections'

/**
 * Statements that make the objects of a database, in two parts. Each part sets its session first, `search_path` to
 * nothing among it: what follows in the same session has to name schemas, or to set it back. Limits of time and the
 * encoding are left as the session has them. What a superuser sees of subscriptions and user mappings holds passwords.
 */
export interface SchemaDump {
  /** Everything that has to be there before rows come: schemas, types, functions, tables, sequences, views … */
  readonly preData: readonly string[]
  /** Indexes, constraints, triggers, rules, policies …: after the rows. */
  readonly postData: readonly string[]
  /** `pg_dump 18.4` or `pg_dump 18.3 (WebAssembly)`. */
  readonly by: string
}

export interface SchemaDumpOptions {
  /** One that another session has exported and still holds. Default: one for this dump. */
  readonly snapshot?: string | undefined
  /** Schemas that are left out, with all that is in them. */
  readonly excludeSchemas?: readonly string[] | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * Both parts are of one moment. Throws `DatabaseError` with pg_dump's first message, `UsageError` where no pg_dump is new
 * enough, `AbortedError`.
 */
export async function dumpSchema(
  endpoint: ServerEndpoint,
  {
    serverVersion,
    ...options
  }: SchemaDumpOptions & { /** `server_version_num` */ readonly serverVersion: number },
): Promise<SchemaDump> {
  return dumpSchemaBy(await chooseProgram(endpoint, serverVersion), endpoint, options)
}

/** As `dumpSchema`, by this program. */
export async function dumpSchemaBy(
  program: DumpProgram,
  endpoint: ServerEndpoint,
  { snapshot, excludeSchemas = [], signal }: SchemaDumpOptions = {},
): Promise<SchemaDump> {
  throwIfAborted(signal)
  const dump = (shared: string) =>
    dumpSections(program, { snapshot: shared, excludeSchemas, signal })
  return snapshot === undefined ? withSnapshot(endpoint, signal, dump) : dump(snapshot)
}

interface SectionsOptions {
  readonly snapshot: string
  readonly excludeSchemas: readonly string[]
  readonly signal: AbortSignal | undefined
}

/** Both at once, each over a connection of its own. When one fails, the other is stopped. */
async function dumpSections(
  program: DumpProgram,
  { signal, ...request }: SectionsOptions,
): Promise<SchemaDump> {
  const dump = (section: Section) => async (either: AbortSignal) => {
    const args = sectionArguments({ ...request, section })
    return sectionStatements(await program.dump({ args, signal: either }))
  }
  const [preData, postData] = await allOrNone(signal, [dump('pre-data'), dump('post-data')])
  return Object.freeze({ preData, postData, by: program.by })
}

/** Lends a snapshot for the time of `callback`. */
function withSnapshot<T>(
  endpoint: ServerEndpoint,
  signal: AbortSignal | undefined,
  callback: (snapshot: string) => Promise<T>,
): Promise<T> {
  const where = endpointAddress(endpoint)
  const options = { endpoint, access: 'read', where, environment: where, signal } as const
  return withPostgresSession(options, (session) =>
    session.transaction('read', async () => {
      const { rows } = await session.execute(
        sql`select pg_catalog.pg_export_snapshot() as snapshot`,
      )
      return callback(textOf(rows[0] ?? {}, 'snapshot'))
    }),
  )
}
