import { UsageError } from '../util/errors'
import { suggest } from '../util/nearMiss'
import { defaultProtection, isProductionName, stricter } from './protection'
import { environmentNameFault } from './registry/databaseName'
import type { Environment, Workspace } from './workspace'

/**
 * The environment of that name: one that `drydock.jsonc` lists, else one of the registry, which is only asked when its
 * databases are. Throws `UsageError` with a near name where there can be none.
 */
export function findEnvironment(workspace: Workspace, name: string): Environment {
  const environment = listedEnvironment(workspace, name) ?? registeredEnvironment(workspace, name)
  if (environment !== undefined) return environment
  throw new UsageError(`there is no environment "${name}"`, {
    mend: suggest(name, [...workspace.environments.keys()]),
  })
}

/** Whether a definition may name it. Which environments the registry has is not known without asking it. */
export function mayExist(workspace: Workspace, name: string): boolean {
  return (
    name === 'current' ||
    listedEnvironment(workspace, name) !== undefined ||
    registeredEnvironment(workspace, name) !== undefined
  )
}

export function listedEnvironment(workspace: Workspace, name: string): Environment | undefined {
  return workspace.environments.get(name)
}

/**
 * An environment that only the registry knows. It lies on the server of the listed environment whose name its own begins
 * with (`test` of `test-mean-reversion`), and is protected as that one is; else on the registry's own server.
 */
function registeredEnvironment(workspace: Workspace, name: string): Environment | undefined {
  if (workspace.registry === undefined || environmentNameFault(name) !== undefined) return undefined
  const family = familyOf(workspace, name)
  const server = family ?? workspace.environments.get(workspace.registry.environment)
  if (server === undefined) return undefined
  const { databases: _databases, ...place } = server
  const inherited = family?.protection ?? 'open'
  return Object.freeze({
    ...place,
    name,
    protection: stricter(inherited, defaultProtection(name)),
    server: server.name,
  })
}

function familyOf(workspace: Workspace, name: string): Environment | undefined {
  const [closest] = [...workspace.environments.values()]
    .filter((listed) => name.startsWith(`${listed.name}-`))
    .sort((a, b) => b.name.length - a.name.length)
  return closest
}

/** Whether names of databases are themselves there, without anything behind them: that is what production's are. */
export function hasBaseNames(workspace: Workspace, { name, server }: Environment): boolean {
  if (server !== undefined) return false
  return isProductionName(name) || name === workspace.registry?.environment
}
