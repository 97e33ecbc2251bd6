import { UsageError } from '../util/errors'
import { suggest } from '../util/nearMiss'
import type { Environment, Workspace } from './workspace'

/** The environment of that name. Throws `UsageError` with a near one where there is none. */
export function findEnvironment(workspace: Workspace, name: string): Environment {
  const environment = workspace.environments.get(name)
  if (environment !== undefined) return environment
  throw new UsageError(`there is no environment "${name}"`, {
    mend: suggest(name, [...workspace.environments.keys()]),
  })
}
