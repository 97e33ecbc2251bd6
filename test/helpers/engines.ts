import { externalMysqlEngine, mariadbEngine } from './mariadbEngine'
import { hasMariaDb } from './mariadbServer'
import { findPostgres } from './postgresBinaries'
import { pgliteEngine } from './pgliteEngine'
import { externalPostgresEngine, postgresEngine } from './postgresEngine'

/** Rows as the driver has them on the wire: exact text, or null. */
export type TextRow = Readonly<Record<string, string | null>>

/** A session of the plain driver. */
export interface RawSession {
  /** As `Engine.query`. */
  query(sql: string, parameters?: readonly (string | null)[]): Promise<TextRow[]>
  close(): Promise<void>
}

export interface TestDatabase {
  /** What an ordinary user has: the owner of the database, who is no superuser. */
  readonly url: string
  /** The same database for its server's superuser. On an embedded database it is `url`. */
  readonly adminUrl: string
  /** Also done, where a test forgets it, at the end of its `describeEngines`. */
  drop(): Promise<void>
}

/** A database engine under test. Nothing here runs Drydock's own code. */
export interface Engine {
  readonly id: string
  readonly kind: 'postgres' | 'pglite' | 'mysql'
  /** An empty database. The engine starts with the first one. */
  createDatabase(): Promise<TestDatabase>
  /**
   * Runs SQL through the plain driver in a session of its own and returns the last statement's rows. Several
   * statements are allowed where there are no parameters. An embedded database has one session: Drydock must
   * have closed its folder.
   */
  query(url: string, sql: string, parameters?: readonly (string | null)[]): Promise<TextRow[]>
  /** A session of the plain driver that lasts, under the same conditions. */
  connect(url: string): Promise<RawSession>
  /** The server's process, for fault tests; undefined where the tests do not own one. */
  readonly server?: { stop(): Promise<void>; start(): Promise<void>; kill(): Promise<void> }
  /** Throws when a session or a lock is left on a test database, and drops the databases in any case. */
  verifyReleased(): Promise<void>
  /** Ends what the engine started. */
  close(): Promise<void>
}

export interface EngineOptions {
  /** Leaves engines out that cannot do what the tests are about. */
  readonly where?: (engine: Engine) => boolean
  /** What SQL the tests speak to the engines themselves. Default: PostgreSQL's. */
  readonly languages?: readonly Language[]
}

export type Language = 'postgres' | 'mysql'

export function languageOf({ kind }: Engine): Language {
  return kind === 'mysql' ? 'mysql' : 'postgres'
}

/** Has a real server with many sessions, which the tests may stop and kill. */
export function ownsServer(engine: Engine): boolean {
  return engine.server !== undefined
}

/** The newest of its kind: for tests of what Drydock does, and not of what versions differ in. */
export function isNewest(engine: Engine): boolean {
  return engine.id === allEngines().findLast(({ kind }) => kind === engine.kind)?.id
}

/** Serves several sessions at a time. */
export function manySessions(engine: Engine): boolean {
  return engine.kind !== 'pglite'
}

let engines: readonly Engine[] | undefined

/** The engines of this run: all that the machine has, or those that `DATABASES` names. */
export function allEngines(): readonly Engine[] {
  engines ??= chosen([...servers(), pgliteEngine()])
  return engines
}

/** Defines the same tests for every engine. A session or lock that is left behind fails them. */
export function describeEngines(
  title: string,
  body: (engine: Engine) => void,
  { where = () => true, languages = ['postgres'] }: EngineOptions = {},
): void {
  const chosen = allEngines().filter((engine) => languages.includes(languageOf(engine)))
  for (const engine of chosen.filter(where)) {
    describe(`${title} (${engine.id})`, () => {
      body(engine)
      after(`${engine.id} is released`, () => engine.verifyReleased())
    })
  }
}

export async function stopEngines(): Promise<void> {
  await Promise.all((engines ?? []).map((engine) => engine.close()))
}

function servers(): readonly Engine[] {
  const external = process.env['DRYDOCK_TEST_POSTGRES_URL']
  const postgres =
    external !== undefined && external !== ''
      ? [externalPostgresEngine(external)]
      : findPostgres().map((binaries) => postgresEngine(binaries))
  return [...postgres, ...mysqlServers()]
}

function mysqlServers(): readonly Engine[] {
  const external = process.env['DRYDOCK_TEST_MYSQL_URL']
  if (external !== undefined && external !== '') return [externalMysqlEngine(external)]
  return hasMariaDb() ? [mariadbEngine()] : []
}

function chosen(available: readonly Engine[]): readonly Engine[] {
  const wanted = process.env['DATABASES']?.split(/[\s,]+/).filter((name) => name !== '') ?? []
  const known = available.map(({ id }) => id)
  const unknown = wanted.filter((name) => !known.includes(name))
  if (unknown.length > 0)
    throw new Error(`DATABASES names "${unknown.join('", "')}"; known: ${known.join(', ')}`)
  return wanted.length === 0 ? available : available.filter(({ id }) => wanted.includes(id))
}
