/** Connection URLs: taken apart, filled in, and never repeated in an error, because they may hold a password. */
import { nearMiss } from '../util/nearMiss'
import { parseTemplate, type Placeholder } from './placeholders'

export type ConnectionUrl = ServerUrl | FolderUrl

export interface ServerUrl {
  readonly engine: 'postgres' | 'mysql'
  readonly host: string
  readonly port: number
  readonly user: string | undefined
  readonly password: string | undefined
  readonly database: string | undefined
  readonly parameters: Readonly<Record<string, string>>
}

export interface FolderUrl {
  readonly engine: 'pglite'
  /** As written: absolute, or relative to the workspace folder. */
  readonly folder: string
}

/** Why a URL cannot be used, as the end of a sentence that begins with whose URL it is. */
export interface UrlFault {
  readonly message: string
  readonly mend: string
}

const engines: Readonly<Record<string, ConnectionUrl['engine']>> = {
  postgres: 'postgres',
  postgresql: 'postgres',
  mysql: 'mysql',
  mariadb: 'mysql',
  pglite: 'pglite',
}
const schemes = Object.keys(engines)
const defaultPorts = { postgres: 5432, mysql: 3306 } as const
const passwordParameters = ['password', 'passwd', 'sslpassword']

/** Takes a URL apart. `fault` says what is wrong with it and repeats nothing of it but an unknown scheme. */
export function parseConnectionUrl(
  text: string,
): { readonly url: ConnectionUrl } | { readonly fault: UrlFault } {
  const scheme = schemeOf(text)
  if ('fault' in scheme) return scheme
  if (scheme.engine === 'pglite') return parseFolderUrl(scheme.rest)
  return parseServerUrl(scheme.engine, scheme.rest)
}

/** Checks as much of a URL's scheme as stands there, without looking at the rest. */
export function schemeOf(
  text: string,
):
  | { readonly engine: ConnectionUrl['engine']; readonly rest: string }
  | { readonly fault: UrlFault } {
  const match = /^([a-z][a-z0-9]*)(?:\+[a-z0-9_-]+)?:(.*)$/is.exec(text)
  const name = match?.[1]?.toLowerCase()
  const rest = match?.[2] ?? ''
  const engine = name === undefined || !Object.hasOwn(engines, name) ? undefined : engines[name]
  if (engine !== undefined) return { engine, rest }
  const mend = `begin it with one of ${schemes.map((known) => `${known}:`).join(', ')}`
  // Without the slashes, what stands before the first colon may be a user's name.
  if (name === undefined || !rest.startsWith('//'))
    return {
      fault: { message: name === undefined ? 'has no scheme' : 'has no known scheme', mend },
    }
  const near = nearMiss(name, schemes)
  const hint = near === undefined ? mend : `did you mean "${near}:"?`
  return { fault: { message: `has the unknown scheme "${name}:"`, mend: hint } }
}

function parseFolderUrl(rest: string): { readonly url: FolderUrl } | { readonly fault: UrlFault } {
  const folder = rest.replace(/^\/\/(?=.)/, '')
  if (folder !== '' && folder !== '//') return { url: { engine: 'pglite', folder } }
  return { fault: { message: 'names no folder', mend: 'write pglite:./folder' } }
}

function parseServerUrl(
  engine: ServerUrl['engine'],
  rest: string,
): { readonly url: ServerUrl } | { readonly fault: UrlFault } {
  const malformed = {
    message: 'is malformed',
    mend: `write ${engine}://user@host:port/database, with %40 for @, %3A for :, %2F for /, %3F for ?, %23 for # and %25 for % inside user and password`,
  }
  if (!rest.startsWith('//') || hasStrayDelimiter(rest)) return { fault: malformed }
  try {
    return { url: serverUrl(engine, new URL(`${engine}:${rest}`)) }
  } catch {
    // The error is dropped: the one of URL holds its whole input, password and all.
    return { fault: malformed }
  }
}

// An "@" behind the host, or a "#", means that a "/", "?" or "#" of the password was taken for a delimiter; the
// rest of the password would then pass for a port or a database and be shown.
function hasStrayDelimiter(rest: string): boolean {
  const authorityEnd = rest.slice(2).search(/[/?#]/)
  return rest.includes('#') || (authorityEnd >= 0 && rest.slice(2 + authorityEnd).includes('@'))
}

function serverUrl(engine: ServerUrl['engine'], url: URL): ServerUrl {
  const { host, port, user, password, dbname, ...parameters } = Object.fromEntries(url.searchParams)
  const optional = (text: string) => (text === '' ? undefined : decodeURIComponent(text))
  const hostname = decodeURIComponent(url.hostname).replace(/^\[(.*)\]$/, '$1')
  return {
    engine,
    host: host ?? (hostname === '' ? 'localhost' : hostname),
    port: Number(port ?? (url.port === '' ? defaultPorts[engine] : url.port)),
    user: optional(url.username) ?? user,
    password: optional(url.password) ?? password,
    database: optional(url.pathname.replace(/^\//, '')) ?? dbname,
    parameters,
  }
}

/** Fills in a URL's placeholders. Inside user and password the values are percent-encoded. */
export function fillUrl(template: string, valueOf: (placeholder: Placeholder) => string): string {
  const parts = parseTemplate(template)
  // A variable that is the whole URL is one already, encoded by whoever set it.
  if (parts.length === 1)
    return parts
      .map((part) => filled(part, valueOf))
      .join('')
      .trim()
  const [from, to] = userInfoRange(template)
  let at = 0
  return parts
    .map((part) => {
      const inUserInfo = at >= from && at < to
      at += typeof part === 'string' ? part.length : `\${${part.kind}:${part.name}}`.length
      const value = filled(part, valueOf)
      return inUserInfo && typeof part !== 'string' ? encodeURIComponent(value) : value
    })
    .join('')
}

function filled(part: string | Placeholder, valueOf: (placeholder: Placeholder) => string): string {
  return typeof part === 'string' ? part : valueOf(part)
}

/** Whether a password stands in the URL itself rather than in a placeholder. */
export function hasLiteralPassword(template: string): boolean {
  const [from, to] = userInfoRange(template)
  const written = blankPlaceholders(template.slice(from, to))
  const colon = written.indexOf(':')
  if (colon >= 0 && written.length > colon + 1) return true
  const query = template.split('?')[1] ?? ''
  return query.split('&').some((parameter) => {
    const [name = '', value = ''] = parameter.split('=')
    return passwordParameters.includes(name.toLowerCase()) && blankPlaceholders(value) !== ''
  })
}

/** The URL as written, without user and password. */
export function withoutUserInfo(template: string): string {
  const [from, to] = userInfoRange(template)
  const rest = to > from ? template.slice(to + 1) : template.slice(to)
  return (template.slice(0, from) + rest).split('?')[0] ?? ''
}

function userInfoRange(template: string): readonly [from: number, to: number] {
  const slashes = template.indexOf('://')
  if (slashes < 0) return [0, 0]
  const from = slashes + 3
  const length = template.slice(from).search(/[/?#]/)
  const authority = length < 0 ? template.slice(from) : template.slice(from, from + length)
  const at = authority.lastIndexOf('@')
  return at < 0 ? [from, from] : [from, from + at]
}

function blankPlaceholders(text: string): string {
  return parseTemplate(text)
    .filter((part) => typeof part === 'string')
    .join('')
}
