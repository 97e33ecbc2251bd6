import { DefinitionError } from '../../../src/core/util/errors'
import { openWorkspace } from '../../../src/core/workspace/openWorkspace'
import type { Workspace, WorkspaceHost } from '../../../src/core/workspace/workspace'
import { workspaceFolder } from '../../helpers/temporary'

/** A host that has these variables and secrets and nothing of the machine's. */
export function host(
  variables: Readonly<Record<string, string>> = {},
  secrets: Readonly<Record<string, string>> = {},
): WorkspaceHost {
  return { variables, secret: (name) => Promise.resolve(secrets[name]) }
}

/** Opens a workspace with this `drydock.jsonc`, as text or as a value. */
export function open(
  file: unknown,
  workspaceHost: WorkspaceHost = host(),
  files: Readonly<Record<string, unknown>> = {},
): Promise<Workspace> {
  return openWorkspace(workspaceFolder({ 'drydock.jsonc': file, ...files }), workspaceHost)
}

/** Each problem as `line:column message (mend)`. */
export async function problemsOf(work: () => unknown): Promise<readonly string[]> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof DefinitionError)) throw error
    return error.problems.map(({ line, column, message, mend }) => {
      return `${line}:${column} ${message}${mend === undefined ? '' : ` (${mend})`}`
    })
  }
  return []
}

/** The error that the work ends with. */
export async function errorOf(work: () => unknown): Promise<Error> {
  try {
    await work()
  } catch (error) {
    if (error instanceof Error) return error
    throw error
  }
  throw new Error('no error was thrown')
}
