import { secretVariable, type WorkspaceHost } from '../core/index'

/** The command line's host: variables and secrets come from the process environment. */
export function commandLineHost(variables: NodeJS.ProcessEnv = process.env): WorkspaceHost {
  return {
    variables,
    secret: (name) =>
      Promise.resolve(variables[`DRYDOCK_SECRET_${name}`] ?? variables[secretVariable(name)]),
  }
}
