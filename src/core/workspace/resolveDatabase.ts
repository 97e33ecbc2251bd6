/** From the base name of a database to its name in an environment: the registry is the truth. */
import { UsageError } from '../util/errors'
import { suggest } from '../util/nearMiss'
import { findEnvironment, hasBaseNames } from './findEnvironment'
import { registryRows } from './registry/registry'
import type { RegistryRow } from './registry/registryRows'
import type { Environment, Workspace } from './workspace'

/**
 * The name that `base` has on the server of an environment. Without `base`, the only database of an environment that only the
 * registry knows; undefined where the URL of `drydock.jsonc` says which. Throws `UsageError` where the registry has none: a
 * name that it knows never falls through to the database of that very name, which is another environment's.
 */
export async function resolveDatabase(
  workspace: Workspace,
  environmentName: string,
  base: string | undefined,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const environment = findEnvironment(workspace, environmentName)
  const { registry } = workspace
  if (registry === undefined || base === registry.database) return base
  if (base === undefined && environment.server === undefined) return undefined
  const rows = await registryRows(workspace, signal)
  const own = rows.filter((row) => row.active && row.environment === environmentName)
  if (base === undefined) return onlyDatabase(environment, own, rows)
  const row = own.find((one) => one.base === base) ?? own.find((one) => one.fullName === base)
  if (row !== undefined) return row.fullName
  if (isItself(workspace, environment, base, rows)) return base
  throw missing(environment, base, own, rows)
}

/** Without a row: names that production has, or that the file lists, or that mean nothing to the registry. */
function isItself(
  workspace: Workspace,
  environment: Environment,
  base: string,
  rows: readonly RegistryRow[],
): boolean {
  if (environment.server !== undefined) return false
  return (
    hasBaseNames(workspace, environment) ||
    environment.databases?.includes(base) === true ||
    !rows.some((row) => row.base === base || row.fullName === base)
  )
}

function onlyDatabase(
  environment: Environment,
  own: readonly RegistryRow[],
  rows: readonly RegistryRow[],
): string {
  const [row, other] = own
  if (row !== undefined && other === undefined) return row.fullName
  if (row === undefined) throw notRegistered(environment.name, rows)
  throw new UsageError(`"${environment.name}" has ${own.length} databases`, {
    mend: `name one of them: ${own.map(({ base }) => base).join(', ')}`,
  })
}

function missing(
  { name }: Environment,
  base: string,
  own: readonly RegistryRow[],
  rows: readonly RegistryRow[],
): UsageError {
  if (own.length === 0) return notRegistered(name, rows)
  return new UsageError(`"${name}" has no database "${base}"`, {
    mend: suggest(
      base,
      own.map((row) => row.base),
    ),
  })
}

function notRegistered(name: string, rows: readonly RegistryRow[]): UsageError {
  const known = new Set(rows.filter(({ active }) => active).map(({ environment }) => environment))
  return new UsageError(`the registry has no environment "${name}"`, {
    mend: `${suggest(name, [...known])}; make one with: drydock environment create`,
  })
}
