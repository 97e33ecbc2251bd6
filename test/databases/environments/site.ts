/** A server with the databases of production, a registry, and a workspace that names them. */
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { createPgliteFolder } from '../../../scripts/lib/pgliteTemplate.mjs'
import { openWorkspace, releaseDatabases, type Workspace } from '../../../src/core/index'
import { forgetRegistry } from '../../../src/core/workspace/registry/registry'
import type { WorkspaceHost } from '../../../src/core/workspace/workspace'
import { runCli, type CliResult } from '../../helpers/cli'
import type { Engine, TextRow } from '../../helpers/engines'
import { databaseFolder, workspaceFolder } from '../../helpers/temporary'

export interface Site {
  readonly engine: Engine
  /** The workspace's folder. */
  readonly folder: string
  /** What all names of the site's databases begin with: others use the server, too. */
  readonly prefix: string
  /** Base names, as `base('data')`. */
  base(short: string): string
  /** The registry's database. */
  readonly registry: string
  /** The URL of a database that may not be there yet. */
  url(database: string): string
  query(database: string, sql: string): Promise<readonly TextRow[]>
  /** The site's databases that the server has, sorted. */
  databases(): Promise<readonly string[]>
  /** Databases of an environment, finished or not, and everything that waits to be dropped. */
  leftovers(environment: string): Promise<readonly string[]>
  /** Opens the workspace as a program without an editor would, with these wishes. */
  open(host?: Partial<WorkspaceHost>): Promise<Workspace>
  cli(...args: string[]): Promise<CliResult>
  close(): Promise<void>
}

export interface SiteOptions {
  /** Short names of production's databases; `data` is `<prefix>_data`. */
  readonly bases?: readonly string[]
  /** Runs in each of them. */
  readonly sql?: (base: string) => string
  /** More of `drydock.jsonc`. */
  readonly file?: (base: Site['base']) => Readonly<Record<string, unknown>>
  readonly files?: Readonly<Record<string, unknown>>
  readonly role?: 'admin' | 'engineer'
}

export async function createSite(
  engine: Engine,
  { bases = ['data'], sql, file = () => ({}), files = {}, role = 'admin' }: SiteOptions = {},
): Promise<Site> {
  const server = await (engine.kind === 'pglite' ? folders() : serverOf(engine, role))
  const base = (short: string) => `${server.prefix}_${short}`
  const registry = base('master')
  const names = bases.map(base)
  for (const [index, name] of names.entries()) {
    await server.create(name)
    const statements = sql?.(bases[index] ?? '')
    if (statements !== undefined) await engine.query(server.url(name), statements)
  }
  const folder = workspaceFolder({
    'drydock.jsonc': {
      environments: {
        prod: { url: '${env:SERVER_URL}', ...(engine.kind !== 'pglite' && { databases: names }) },
      },
      registry: { environment: 'prod', database: registry, table: 'database_configs' },
      ...file(base),
    },
    '.env': `SERVER_URL='${server.workspaceUrl(names[0] ?? '')}'\n`,
    ...files,
  })
  return {
    ...{ engine, folder, prefix: server.prefix, base, registry, url: server.url },
    query: (database, statement) => engine.query(server.url(database), statement),
    databases: server.databases,
    leftovers: async (environment) => [
      ...(await server.databases()).filter((name) => name.endsWith(`_${environment}`)),
      ...(await server.unnamed()),
    ],
    open: (host = {}) => {
      forgetRegistry()
      return openWorkspace(folder, {
        variables: {},
        secret: () => Promise.resolve(undefined),
        ...host,
      })
    },
    cli: (...args) => runCli(args, { cwd: folder }),
    close: async () => {
      await releaseDatabases()
      await server.close()
    },
  }
}

interface Server {
  readonly prefix: string
  readonly url: (database: string) => string
  /** What stands in the workspace's file: the server, and of embedded databases one of them. */
  readonly workspaceUrl: (first: string) => string
  readonly create: (database: string) => Promise<void>
  readonly databases: () => Promise<readonly string[]>
  /** Those with names that only Drydock gives. */
  readonly unnamed: () => Promise<readonly string[]>
  readonly close: () => Promise<void>
}

async function serverOf(engine: Engine, role: 'admin' | 'engineer'): Promise<Server> {
  const database = await engine.createDatabase()
  const given = role === 'admin' ? database.adminUrl : database.url
  const url = (name: string) => {
    const changed = new URL(given)
    changed.pathname = `/${encodeURIComponent(name)}`
    return changed.href
  }
  const prefix = decodeURIComponent(new URL(given).pathname.slice(1))
  const quote = (name: string) =>
    engine.kind === 'mysql'
      ? `\`${name.replaceAll('`', '``')}\``
      : `"${name.replaceAll('"', '""')}"`
  const list =
    engine.kind === 'mysql'
      ? 'select schema_name as name from information_schema.schemata'
      : 'select datname as name from pg_database'
  const all = async () =>
    (await engine.query(database.adminUrl, `${list} order by 1`)).map(({ name }) => name ?? '')
  const own = async () => (await all()).filter((name) => name.startsWith(`${prefix}_`))
  const unnamed = async () =>
    (await all()).filter((name) => /^(drydock_new_|zz_deleted_)/.test(name))
  return {
    prefix,
    url,
    unnamed,
    workspaceUrl: () => url(''),
    create: async (name) => void (await engine.query(given, `create database ${quote(name)}`)),
    databases: own,
    close: async () => {
      for (const name of [...(await own()), ...(await unnamed())]) {
        const force = engine.kind === 'mysql' ? '' : ' with (force)'
        await engine.query(database.adminUrl, `drop database if exists ${quote(name)}${force}`)
      }
      await database.drop()
    },
  }
}

function folders(): Promise<Server> {
  const home = databaseFolder('pglite')
  const prefix = basename(home).replace(/[^a-z0-9]/g, '_')
  const url = (name: string) => `pglite:${join(home, name)}`
  return Promise.resolve({
    prefix,
    url,
    workspaceUrl: url,
    unnamed: () => Promise.resolve([]),
    create: (name) => createPgliteFolder(join(home, name)),
    databases: () =>
      Promise.resolve(
        readdirSync(home)
          .filter((name) => existsSync(join(home, name, 'PG_VERSION')))
          .sort(),
      ),
    close: () => {
      rmSync(home, { recursive: true, force: true })
      return Promise.resolve(dirname(home)).then(() => undefined)
    },
  })
}
