import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parse as parseDotenv } from 'dotenv'
import { UsageError } from '../util/errors'
import { deepFreeze } from '../util/freeze'
import { examineWorkspace } from './examineWorkspace'
import { defaultProtection } from './protection'
import { readDefinition } from './readDefinition'
import type { Environment, Workspace, WorkspaceHost } from './workspace'
import { workspaceSchema, type WorkspaceFile } from './workspaceSchema'

/** The name of the file that makes a folder a workspace. */
export const workspaceFileName = 'drydock.jsonc'

/**
 * Reads `drydock.jsonc` of a folder, and `.env` beside it. Opens no connection and asks for no secret. Throws
 * `DefinitionError` with every problem of the file, and `UsageError` where there is none.
 */
export async function openWorkspace(folder: string, host: WorkspaceHost): Promise<Workspace> {
  const text = await readTextFile(join(folder, workspaceFileName))
  if (text === undefined)
    throw new UsageError(`there is no "${workspaceFileName}" in "${folder}"`, {
      mend: 'create one, or name the folder that has one with --workspace',
    })
  const { value } = readDefinition(text, workspaceFileName, {
    schema: workspaceSchema,
    examine: examineWorkspace,
  })
  const dotenv = parseDotenv((await readTextFile(join(folder, '.env'))) ?? '')
  return createWorkspace(resolve(folder), value, dotenv, host)
}

function createWorkspace(
  folder: string,
  file: WorkspaceFile,
  dotenv: Readonly<Record<string, string>>,
  host: WorkspaceHost,
): Workspace {
  const { $schema: _schema, environments, ledger = 'target', ...rest } = file
  const named = Object.entries(environments).map(
    ([name, environment]): Environment =>
      deepFreeze({ protection: defaultProtection(name), ...environment, name }) as Environment,
  )
  return Object.freeze({
    folder,
    ...(rest as Pick<Workspace, 'registry' | 'branches' | 'repository'>),
    ledger,
    ...(host.chosen !== undefined && { chosen: host.chosen }),
    ...(host.head !== undefined && { head: host.head }),
    environments: new Map(named.map((environment) => [environment.name, environment])),
    variable: (name: string) => ownValue(host.variables, name) ?? ownValue(dotenv, name),
    secret: (name: string) => host.secret(name),
  })
}

// An empty variable is as good as none: it is how continuous integration shows a secret that was not given.
function ownValue(values: WorkspaceHost['variables'], name: string): string | undefined {
  return (Object.hasOwn(values, name) ? values[name] : undefined) || undefined
}

async function readTextFile(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return undefined
    throw new UsageError(`cannot read "${path}": ${code ?? 'unknown error'}`, {
      cause: error,
      mend: 'check its permissions',
    })
  }
}
