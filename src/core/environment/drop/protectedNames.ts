/** Names of databases that nothing here may ever drop or rename, whatever the registry or an argument says. */
import { namedDatabase } from '../../workspace/endpointOf'
import { isProductionName } from '../../workspace/protection'
import type { RegistryRow } from '../../workspace/registry/registryRows'
import type { Environment, Workspace } from '../../workspace/workspace'

/** Databases of the servers themselves. */
const SYSTEM = [
  ...['postgres', 'template0', 'template1'],
  ...['mysql', 'information_schema', 'performance_schema', 'sys'],
]

export interface ProtectedNames {
  /** Why a database of that name stays, as the end of a sentence; undefined where nothing keeps it. */
  why(name: string): string | undefined
  /** Locked environments whose databases are not known here: a variable or a secret is missing. */
  readonly unknown: readonly string[]
}

/**
 * Collects them from `drydock.jsonc` and from all rows of the registry, active or not. Letter case and the form of accents do not
 * tell names apart: on some servers they do not either.
 */
export function protectedNames(workspace: Workspace, rows: readonly RegistryRow[]): ProtectedNames {
  const reasons = new Map<string, string>()
  const keep = (name: string, why: string) => {
    if (!reasons.has(folded(name))) reasons.set(folded(name), why)
  }
  for (const name of SYSTEM) keep(name, 'it is the server’s own')
  if (workspace.registry !== undefined) keep(workspace.registry.database, 'it is the registry')
  const unknown: string[] = []
  for (const environment of workspace.environments.values()) {
    if (!isKept(workspace, environment)) continue
    const why = `it is a database of "${environment.name}", which is ${environment.protection}`
    for (const name of environment.databases ?? []) keep(name, why)
    const own = namedDatabase(workspace, environment)
    if (own === undefined) unknown.push(environment.name)
    else if (own !== null) keep(own, why)
  }
  for (const row of rows) {
    keep(row.base, 'other databases are copies of it')
    if (isKeptName(workspace, row.environment))
      keep(row.fullName, `it is registered as a database of "${row.environment}"`)
  }
  return { why: (name) => reasons.get(folded(name)), unknown }
}

/** Names that a server or a file system may take for the same. */
export function folded(name: string): string {
  return name.normalize('NFKC').toLowerCase().trim()
}

function isKept(workspace: Workspace, { name, protection }: Environment): boolean {
  return protection === 'locked' || isKeptName(workspace, name)
}

function isKeptName(workspace: Workspace, name: string): boolean {
  const listed = workspace.environments.get(name)
  return (
    isProductionName(folded(name)) ||
    listed?.protection === 'locked' ||
    name === workspace.registry?.environment
  )
}
