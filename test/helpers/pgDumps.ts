/** Dumps of test databases, by each pg_dump that this machine has for a server. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { chooseProgram } from '../../src/core/database/dialects/postgres/pgDump/chooseProgram'
import type { DumpProgram } from '../../src/core/database/dialects/postgres/pgDump/dumpProgram'
import type { SchemaDump } from '../../src/core/database/dialects/postgres/pgDump/dumpSchema'
import { majorOf } from '../../src/core/database/dialects/postgres/pgDump/findPrograms'
import { installedDump } from '../../src/core/database/dialects/postgres/pgDump/installedDump'
import { webAssemblyDump } from '../../src/core/database/dialects/postgres/pgDump/webAssemblyDump'
import type { ServerEndpoint } from '../../src/core/database/endpoint'
import type { Engine } from './engines'
import { findPostgres } from './postgresBinaries'

/** The server of a test's own engine: its major version is in its name. */
export function majorVersion({ id }: Engine): number {
  return Number(id.replace(/\D/g, ''))
}

export function endpointOf(url: string): ServerEndpoint {
  const { hostname, port, username, password, pathname, searchParams } = new URL(url)
  return {
    engine: 'postgres',
    host: hostname,
    port: Number(port),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)),
    parameters: Object.fromEntries(searchParams),
  }
}

export interface NamedProgram {
  readonly name: string
  of(endpoint: ServerEndpoint): DumpProgram
}

/** The newest first. */
const installed = findPostgres()
  .map(({ folder }) => join(folder, 'pg_dump'))
  .filter((file) => existsSync(file))
  .map((file) => ({ file, version: versionOf(file) }))
  .reverse()

function versionOf(file: string): string {
  const { stdout } = spawnSync(file, ['--version'], { encoding: 'utf8' })
  const version = stdout.split(' ')[2]
  if (version === undefined) throw new Error(`"${file}" does not tell its version`)
  return version.trim()
}

/** Whether a pg_dump is installed that is new enough for the server. */
export function hasInstalledProgram(engine: Engine): boolean {
  return installed.some(({ version }) => majorOf(version) >= majorVersion(engine))
}

export const inWebAssembly: NamedProgram = { name: 'pg_dump in WebAssembly', of: webAssemblyDump }

/** That in WebAssembly, and an installed one where the machine has one that is new enough. */
export function programsFor(engine: Engine): readonly NamedProgram[] {
  const [newest] = installed
  if (newest === undefined || !hasInstalledProgram(engine)) return [inWebAssembly]
  const native = {
    name: `the installed pg_dump ${newest.version}`,
    of: (endpoint: ServerEndpoint) => {
      const program = installedDump(newest, endpoint)
      if (program === undefined) throw new Error('it does not connect as our sessions do')
      return program
    },
  }
  return [inWebAssembly, native]
}

/** What the product takes for this server. */
export function chosenFor(engine: Engine, endpoint: ServerEndpoint): Promise<DumpProgram> {
  return chooseProgram(endpoint, majorVersion(engine) * 10_000)
}

export function allStatements({ preData, postData }: SchemaDump): readonly string[] {
  return [...preData, ...postData]
}
