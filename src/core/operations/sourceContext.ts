/** What the sources of a pipeline may ask of their workspace. */
import { resolve } from 'node:path'
import type { Pipeline } from '../medallion/definition/pipeline'
import type { SourceContext } from '../source/records/source'
import type { WorkOptions } from '../util/progress'
import { UsageError } from '../util/errors'
import { secretVariable } from '../workspace/endpointOf'
import { parseTemplate, type Placeholder } from '../workspace/placeholders'
import type { Workspace } from '../workspace/workspace'
import { nameOfEnvironment } from './current'
import { openEnvironment } from './openEnd'

/** Files are relative to the workspace folder, whatever folder the definition is in. */
export function sourceContext(
  workspace: Workspace,
  { target }: Pipeline,
  options: WorkOptions,
): Omit<SourceContext, 'warn'> {
  return {
    ...options,
    path: (written) => resolve(workspace.folder, written),
    fill: (text) => fill(workspace, text),
    withReadSession: async ({ environment, database: name }, work) => {
      // What is current is written to here, too: the same for both.
      const named = await nameOfEnvironment(workspace, environment, 'read', options)
      const same = named === target.environment && name === target.database
      const database = await openEnvironment(workspace, named, 'read', {
        ...options,
        database: name,
      })
      if (same && !database.dialect.capabilities.concurrentSessions)
        throw new UsageError(`"${named}" has one session, which the run itself needs`, {
          mend: 'read from another environment',
        })
      return database.withSession((session) => session.transaction('read', () => work(session)))
    },
  }
}

async function fill(workspace: Workspace, text: string): Promise<string> {
  let filled = ''
  for (const part of parseTemplate(text))
    filled += typeof part === 'string' ? part : await valueOf(workspace, part)
  return filled
}

async function valueOf(workspace: Workspace, { kind, name }: Placeholder): Promise<string> {
  const value = kind === 'env' ? workspace.variable(name) : await workspace.secret(name)
  if (value !== undefined) return value
  const message =
    kind === 'env' ? `the variable ${name} is not set` : `there is no secret "${name}"`
  const mend = kind === 'env' ? `set ${name}, or put it into .env` : `set ${secretVariable(name)}`
  throw new UsageError(message, { mend })
}
