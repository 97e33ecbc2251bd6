/** The host of programs without an editor: variables and secrets come from the process environment. */
import { secretVariable } from './endpointOf'
import type { WorkspaceHost } from './workspace'

/** `${secret:NAME}` is DRYDOCK_SECRET_NAME, with the name as it is or in capital letters. */
export function processHost(variables: WorkspaceHost['variables'] = process.env): WorkspaceHost {
  return {
    variables,
    secret: (name) =>
      Promise.resolve(variables[`DRYDOCK_SECRET_${name}`] ?? variables[secretVariable(name)]),
  }
}
