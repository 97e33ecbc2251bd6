/** The environment variables that environments need. */
import { UsageError } from '../util/errors'
import { findEnvironment } from './findEnvironment'
import { placeholderNames } from './placeholders'
import type { Workspace } from './workspace'

/** The variables that these environments need and that are not set, each once, in order. */
export function missingVariables(
  workspace: Workspace,
  environments: readonly string[],
): readonly string[] {
  const needed = environments.flatMap((name) => {
    const { url, password } = findEnvironment(workspace, name)
    return [url, password ?? ''].flatMap((text) => placeholderNames(text, 'env'))
  })
  return [...new Set(needed)].filter((name) => workspace.variable(name) === undefined)
}

/** Throws one `UsageError` that names every variable which these environments need and which is not set. */
export function requireVariables(workspace: Workspace, environments: readonly string[]): void {
  const missing = missingVariables(workspace, environments)
  if (missing.length === 0) return
  const names = missing.map((name) => `"${name}"`).join(', ')
  const subject =
    missing.length === 1 ? `the environment variable ${names} is` : `environment variables are`
  throw new UsageError(
    missing.length === 1 ? `${subject} not set` : `${subject} not set: ${names}`,
    {
      mend: `set ${missing.length === 1 ? 'it' : 'them'}, or write ${missing
        .map((name) => `${name}=…`)
        .join(' and ')} into .env beside drydock.jsonc`,
    },
  )
}
