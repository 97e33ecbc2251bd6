import { basename, resolve } from 'node:path'
import type { Endpoint } from '../database/endpoint'
import { endpointAddress } from '../database/endpoint'
import { UsageError } from '../util/errors'
import {
  fillUrl,
  parseConnectionUrl,
  schemeOf,
  withoutUserInfo,
  type ConnectionUrl,
  type ServerUrl,
} from './connectionUrl'
import { findEnvironment } from './findEnvironment'
import { runPasswordCommand } from './passwordCommand'
import { parseTemplate, placeholderNames, type Placeholder } from './placeholders'
import { requireVariables } from './variables'
import type { Environment, Workspace } from './workspace'

export interface EndpointOptions {
  /** The database instead of the one that the URL names. */
  readonly database?: string | undefined
}

/**
 * How to reach an environment's database, with its password. Asks for secrets and runs the password command, and
 * opens no connection. Throws `UsageError` for an unknown environment, what is not set, and a URL that cannot be
 * used; nothing that it throws holds a secret.
 */
export async function endpointOf(
  workspace: Workspace,
  environmentName: string,
  { database }: EndpointOptions = {},
): Promise<Endpoint> {
  const environment = findEnvironment(workspace, environmentName)
  requireVariables(workspace, [environmentName])
  const secrets = await readSecrets(workspace, environment)
  const valueOf = placeholderValues(workspace, secrets)
  const url = parsedUrl(environment, fillUrl(environment.url, valueOf))
  if (url.engine === 'pglite') return folderEndpoint(workspace, url.folder, database)
  const password = await findPassword(workspace, environment, url, valueOf)
  return { ...url, password, database: databaseName(environment, url, database) }
}

/**
 * What can be said of an environment's address without asking for a secret: never user or password; the text as
 * written, with its placeholders, where a part of it is not known.
 */
export function describeEndpoint(
  workspace: Workspace,
  environment: Environment,
): { readonly engine: ConnectionUrl['engine'] | 'unknown'; readonly address: string } {
  const written = { engine: 'unknown', address: withoutUserInfo(environment.url) } as const
  const url = knownUrl(workspace, environment)
  if (url === undefined) {
    const scheme = schemeOf(environment.url)
    return 'fault' in scheme ? written : { ...written, engine: scheme.engine }
  }
  if (url.engine === 'pglite')
    return { engine: url.engine, address: endpointAddress(folderEndpoint(workspace, url.folder)) }
  const database = url.database ?? onlyDatabase(environment) ?? ''
  return { engine: url.engine, address: endpointAddress({ ...url, database }) }
}

/**
 * The database that an environment's URL names, without asking for a secret; of an embedded one its folder's name. Null where it
 * names none, undefined where a part of the URL is not known here.
 */
export function namedDatabase(
  workspace: Workspace,
  environment: Environment,
): string | null | undefined {
  const url = knownUrl(workspace, environment)
  if (url === undefined) return undefined
  return url.engine === 'pglite' ? basename(url.folder) : (url.database ?? null)
}

/** The URL with something in place of its user and password; undefined where any other part of it is not known. */
function knownUrl(workspace: Workspace, environment: Environment): ConnectionUrl | undefined {
  if (missingOutsideUserInfo(workspace, environment)) return undefined
  const filled = fillUrl(environment.url, ({ kind, name }) =>
    kind === 'env' ? (workspace.variable(name) ?? 'unset') : 'secret',
  )
  const result = parseConnectionUrl(filled)
  return 'fault' in result ? undefined : result.url
}

function missingOutsideUserInfo(workspace: Workspace, { url }: Environment): boolean {
  const shown = parseTemplate(url).length === 1 ? url : withoutUserInfo(url)
  return (
    placeholderNames(shown, 'secret').length > 0 ||
    placeholderNames(shown, 'env').some((name) => workspace.variable(name) === undefined)
  )
}

function parsedUrl({ name, url: template }: Environment, filled: string): ConnectionUrl {
  const result = parseConnectionUrl(filled)
  if ('url' in result) return result.url
  const [first] = placeholderNames(template, 'env')
  const from = first === undefined ? '' : `, from ${placeholderList(template)},`
  throw new UsageError(`the url of environment "${name}"${from} ${result.fault.message}`, {
    mend: result.fault.mend,
  })
}

function placeholderList(template: string): string {
  return placeholderNames(template, 'env')
    .map((name) => `"${name}"`)
    .join(', ')
}

function folderEndpoint(workspace: Workspace, folder: string, database = 'postgres'): Endpoint {
  const shown = folder.replace(/^\.\//, '')
  return { engine: 'pglite', folder: resolve(workspace.folder, folder), shown, database }
}

async function readSecrets(
  workspace: Workspace,
  { url, password }: Environment,
): Promise<ReadonlyMap<string, string>> {
  const names = [url, password ?? ''].flatMap((text) => placeholderNames(text, 'secret'))
  const secrets = new Map<string, string>()
  for (const name of new Set(names)) {
    const secret = await workspace.secret(name)
    if (secret !== undefined && secret !== '') secrets.set(name, secret)
  }
  const missing = [...new Set(names)].filter((name) => !secrets.has(name))
  if (missing.length === 0) return secrets
  const quoted = missing.map((name) => `"${name}"`).join(', ')
  throw new UsageError(`secrets are not set: ${quoted}`, {
    mend: `store them in the editor, or set ${missing.map(secretVariable).join(' and ')}`,
  })
}

/** The environment variable that stands for `${secret:NAME}` where there is no secret storage. */
export function secretVariable(name: string): string {
  return `DRYDOCK_SECRET_${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`
}

function placeholderValues(
  workspace: Workspace,
  secrets: ReadonlyMap<string, string>,
): (placeholder: Placeholder) => string {
  return ({ kind, name }) => (kind === 'env' ? workspace.variable(name) : secrets.get(name)) ?? ''
}

/** Undefined where the driver shall look in `.pgpass`. */
async function findPassword(
  { folder }: Workspace,
  { name, password, passwordCommand }: Environment,
  url: ServerUrl,
  valueOf: (placeholder: Placeholder) => string,
): Promise<string | undefined> {
  if (password !== undefined)
    return parseTemplate(password)
      .map((part) => (typeof part === 'string' ? part : valueOf(part)))
      .join('')
  if (passwordCommand !== undefined)
    return runPasswordCommand(passwordCommand, { environment: name, folder })
  return url.password
}

function databaseName(
  environment: Environment,
  url: ServerUrl,
  wanted: string | undefined,
): string {
  const database = wanted ?? url.database ?? onlyDatabase(environment)
  if (database !== undefined) return database
  throw new UsageError(`the url of environment "${environment.name}" names no database`, {
    mend: 'write it behind the host: /database',
  })
}

function onlyDatabase({ databases = [] }: Environment): string | undefined {
  return databases.length === 1 ? databases[0] : undefined
}
