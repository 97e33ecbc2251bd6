/** Servers with a database that is cloned, and a workspace that knows it as the only one of an environment. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { hasMariaDb, startMariaDb, type MariaDbServer } from '../../../test/helpers/mariadbServer'
import { findPostgres, type PostgresBinaries } from '../../../test/helpers/postgresBinaries'
import { startPostgres, type PostgresServer } from '../../../test/helpers/servers'
import { removeTemporaryRoot, workspaceFolder } from '../../../test/helpers/temporary'
import { askCore, buildCoreProcess } from '../coreProcess'
import { MARIADB_SETTINGS, POSTGRES_SETTINGS } from '../site'
import { runMariaDb, runPostgres } from './statements'
import { MARIADB_TABLES, POSTGRES_TABLES } from './tables'

export interface CloneSite {
  /** Orders; there are three and a quarter times as many rows. */
  readonly rows: number
  /** The core's process, bundled. */
  readonly bundle: string
  /** With a database of that many orders, which is named. */
  postgres(rows: number): Promise<ClonePlace & { readonly binaries: PostgresBinaries }>
  /** Undefined where there is no MariaDB. */
  mariadb(rows: number): Promise<ClonePlace | undefined>
}

export interface ClonePlace {
  readonly engine: 'postgres' | 'mysql'
  /** A workspace whose environment `staging` has the database. */
  readonly folder: string
  readonly database: string
  url(database: string): string
  run(database: string, statements: readonly string[]): Promise<void>
}

/** Lends the site and removes it afterwards, however the work ends. */
export async function withCloneSite(
  rows: number,
  work: (site: CloneSite) => Promise<void>,
): Promise<void> {
  const binaries = postgresWithClients()
  const bundle = await buildCoreProcess()
  let postgres: Promise<PostgresServer> | undefined
  let mariadb: Promise<MariaDbServer> | undefined
  const places = new Map<string, Promise<ClonePlace>>()
  const once = (name: string, make: () => Promise<ClonePlace>) => {
    const place = places.get(name) ?? make()
    places.set(name, place)
    return place
  }
  const site: CloneSite = {
    rows,
    bundle,
    postgres: async (orders) => {
      const server = await (postgres ??= startPostgres(binaries, POSTGRES_SETTINGS))
      const url = (name: string) => server.url(name, 'superuser')
      const make = () => makePlace(bundle, `shop_${orders}`, url, 'postgres', orders)
      return { ...(await once(`postgres ${orders}`, make)), binaries }
    },
    mariadb: async (orders) => {
      if (!hasMariaDb()) return undefined
      const server = await (mariadb ??= startMariaDb(MARIADB_SETTINGS))
      const url = (name: string) => server.url(name, 'superuser')
      const make = () => makePlace(bundle, `shop_${orders}`, url, 'mysql', orders)
      return once(`mariadb ${orders}`, make)
    },
  }
  try {
    await work(site)
  } finally {
    await (await mariadb)?.stop()
    await (await postgres)?.stop()
    await removeTemporaryRoot()
  }
}

function hasClients({ folder }: PostgresBinaries): boolean {
  return ['pg_dump', 'psql'].every((name) => existsSync(join(folder, name)))
}

/** The newest version that has `pg_dump` and `psql` beside its server. */
function postgresWithClients(): PostgresBinaries {
  const found = findPostgres().filter(hasClients).at(-1)
  if (found === undefined)
    throw new Error('no PostgreSQL with pg_dump and psql; install the package "postgresql"')
  return found
}

async function makePlace(
  bundle: string,
  database: string,
  url: ClonePlace['url'],
  engine: ClonePlace['engine'],
  rows: number,
): Promise<ClonePlace> {
  const isPostgres = engine === 'postgres'
  const run: ClonePlace['run'] = (name, statements) =>
    (isPostgres ? runPostgres : runMariaDb)(url(name), statements)
  await run(isPostgres ? 'postgres' : 'mysql', [`create database ${database}`])
  await run(database, (isPostgres ? POSTGRES_TABLES : MARIADB_TABLES).statements(rows))
  const variable = `BENCH_CLONE_${engine.toUpperCase()}_${rows}`
  process.env[variable] = url(database)
  const folder = workspaceFolder({
    'drydock.jsonc': {
      environments: {
        staging: { url: `\${env:${variable}}`, databases: [database], protection: 'open' },
      },
      registry: { environment: 'staging', database: `master_${rows}`, table: 'database_configs' },
    },
  })
  await askCore(bundle, { operation: 'createRegistry', folder })
  return { engine, folder, database, url, run }
}
