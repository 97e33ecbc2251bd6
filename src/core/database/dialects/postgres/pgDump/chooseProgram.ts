/** Which pg_dump dumps a database: one must not be older than the server, or it refuses. */
import { UsageError } from '../../../../util/errors'
import type { ServerEndpoint } from '../../../endpoint'
import type { DumpProgram } from './dumpProgram'
import { findPrograms, majorOf, type InstalledProgram } from './findPrograms'
import { installedDump } from './installedDump'
import { WEB_ASSEMBLY_VERSION, webAssemblyDump } from './webAssemblyDump'

/**
 * The newest that is installed and connects as our sessions do, else the one that comes with Drydock. `serverVersion` is
 * `server_version_num`. Throws `UsageError` where none is new enough.
 */
export async function chooseProgram(
  endpoint: ServerEndpoint,
  serverVersion: number,
  installed: Promise<readonly InstalledProgram[]> = findPrograms(),
): Promise<DumpProgram> {
  const major = Math.floor(serverVersion / 10_000)
  for (const program of await installed) {
    if (majorOf(program.version) < major) break
    const dump = installedDump(program, endpoint)
    if (dump !== undefined) return dump
  }
  if (majorOf(WEB_ASSEMBLY_VERSION) >= major) return webAssemblyDump(endpoint)
  throw new UsageError(`there is no pg_dump for a server of PostgreSQL ${major}`, {
    mend: `install the client programs of PostgreSQL ${major}`,
  })
}
