/** Servers that take the ordinary user's sessions over TLS alone. */
import { chmodSync, chownSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { allEngines, type Engine } from './engines'
import { mariadbEngine } from './mariadbEngine'
import { findPostgres } from './postgresBinaries'
import { postgresEngine } from './postgresEngine'
import { serverOwner } from './servers'
import { temporaryFolder } from './temporary'

/** The test authority's certificate, and one of an authority that has certified nobody. */
export const AUTHORITY = fixture('ca.crt')
export const STRANGER = fixture('stranger.crt')

/**
 * One for each engine of this run that is a server of the tests' own. They have to be closed. Their URLs ask for TLS,
 * for the plain drivers.
 */
export function tlsEngines(): readonly Engine[] {
  const owned = allEngines().filter(({ server }) => server !== undefined)
  return owned.map(({ id, kind }) => (kind === 'mysql' ? tlsMariaDb() : tlsPostgres(id)))
}

/** Of roles, the superuser alone may come without TLS. */
const RULES = [
  'host all postgres 127.0.0.1/32 scram-sha-256',
  'hostssl all all 127.0.0.1/32 scram-sha-256',
]

/** `rules` are lines of its `pg_hba.conf`. */
export function tlsPostgres(id: string, rules: readonly string[] = RULES): Engine {
  const binaries = findPostgres().find(({ major }) => id === `postgres${major}`)
  if (binaries === undefined) throw new Error(`there is no ${id}`)
  const { folder, certificate, key } = certificates()
  const file = join(folder, 'hba.conf')
  writeFileSync(file, `${rules.join('\n')}\n`)
  giveToServer(file)
  const settings = { ssl: 'on', ssl_cert_file: certificate, ssl_key_file: key, hba_file: file }
  const engine = postgresEngine(binaries, settings)
  return {
    ...engine,
    async createDatabase() {
      const database = await engine.createDatabase()
      return { ...database, url: `${database.url}?sslmode=no-verify` }
    },
  }
}

function tlsMariaDb(): Engine {
  const { certificate, key } = certificates()
  const engine = mariadbEngine({ 'ssl-cert': certificate, 'ssl-key': key })
  return {
    ...engine,
    async createDatabase() {
      const database = await engine.createDatabase()
      await engine.query(database.adminUrl, "alter user 'engineer'@'%' require ssl")
      return { ...database, url: `${database.url}?ssl-mode=required` }
    },
  }
}

/** Copies that the server may read and nobody else may. */
export function certificates() {
  const folder = join(temporaryFolder('tls'), 'certificates')
  mkdirSync(folder, { mode: 0o755 })
  const [certificate, key] = ['server.crt', 'server.key'].map((name) => {
    const copy = join(folder, name)
    copyFileSync(fixture(name), copy)
    giveToServer(copy)
    return copy
  })
  if (certificate === undefined || key === undefined) throw new Error('two files are two')
  return { folder, certificate, key }
}

function giveToServer(path: string): void {
  chmodSync(path, 0o600)
  const owner = serverOwner()
  if (owner !== undefined) chownSync(path, owner.uid, owner.gid)
}

function fixture(name: string): string {
  return join(import.meta.dirname, '../fixtures/tls', name)
}
