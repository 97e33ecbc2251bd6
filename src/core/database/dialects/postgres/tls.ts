/** How a connection is protected: `sslmode` and its companions mean what they mean to the server's own clients. */
import { homedir } from 'node:os'
import { join } from 'node:path'
import { existsSync } from 'node:fs'
import { checkServerIdentity, type ConnectionOptions } from 'node:tls'
import { UsageError } from '../../../util/errors'
import type { ServerEndpoint } from '../../endpoint'
import { readPem } from '../../pemFile'

/** One way to connect; without `ssl` the connection is not encrypted. */
export interface Protection {
  readonly ssl?: ConnectionOptions
}

const MODES = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const

export type SslMode = (typeof MODES)[number]

/**
 * What to try, in order, until the server takes it: by default encrypted, else without. Of an URL's parameters
 * (`sslmode`, `sslrootcert`, `sslcert`, `sslkey`) files are read. Throws `UsageError`.
 * https://www.postgresql.org/docs/current/libpq-ssl.html#LIBPQ-SSL-PROTECTION
 */
export async function protections({
  host,
  parameters,
}: ServerEndpoint): Promise<readonly [Protection, ...Protection[]]> {
  const mode = sslMode(parameters)
  // A Unix socket stays on its machine.
  if (mode === 'disable' || host.startsWith('/')) return [{}]
  const ssl: ConnectionOptions = {
    ...(await verification(mode, parameters)),
    ...(await file(parameters, 'sslcert', 'cert')),
    ...(await file(parameters, 'sslkey', 'key')),
  }
  if (mode === 'allow') return [{}, { ssl }]
  return mode === 'prefer' ? [{ ssl }, {}] : [{ ssl }]
}

type Parameters = ServerEndpoint['parameters']

/** What an URL's parameters ask for. Throws `UsageError`. */
export function sslMode({ sslmode, ssl }: Parameters): SslMode {
  // What other drivers call it.
  const given = sslmode ?? (ssl === 'true' ? 'require' : undefined)
  if (given === undefined) return 'prefer'
  const word = given === 'no-verify' ? 'require' : given
  const mode = MODES.find((known) => known === word)
  if (mode !== undefined) return mode
  throw new UsageError(`"sslmode" is "${given}"`, { mend: `write one of ${MODES.join(', ')}` })
}

/** Where certificates are that a server's one must come from, when the URL does not say so. */
const USUAL_AUTHORITIES = join(homedir(), '.postgresql', 'root.crt')

async function verification(mode: SslMode, parameters: Parameters): Promise<ConnectionOptions> {
  const isSystem = parameters['sslrootcert'] === 'system'
  const path = parameters['sslrootcert'] ?? usualAuthorities()
  const ca = path === undefined || isSystem ? {} : { ca: await readPem(path, 'sslrootcert') }
  switch (mode) {
    case 'verify-full':
      return { rejectUnauthorized: true, checkServerIdentity, ...ca }
    case 'verify-ca':
      if (path === undefined)
        throw new UsageError('"sslmode" verify-ca needs "sslrootcert"', {
          mend: 'name the file with the certificate of the authority, or write verify-full',
        })
      return { rejectUnauthorized: true, checkServerIdentity: anyName, ...ca }
    // As to libpq, whoever names an authority wants it checked.
    case 'require':
      return parameters['sslrootcert'] === undefined
        ? { rejectUnauthorized: false }
        : {
            rejectUnauthorized: true,
            checkServerIdentity: isSystem ? checkServerIdentity : anyName,
            ...ca,
          }
    default:
      return { rejectUnauthorized: false }
  }
}

/** The file of authorities in its usual place, where there is one. */
export function usualAuthorities(): string | undefined {
  return existsSync(USUAL_AUTHORITIES) ? USUAL_AUTHORITIES : undefined
}

const anyName = (): undefined => undefined

async function file(
  parameters: Parameters,
  parameter: 'sslcert' | 'sslkey',
  name: 'cert' | 'key',
): Promise<ConnectionOptions> {
  const path = parameters[parameter]
  return path === undefined ? {} : { [name]: await readPem(path, parameter) }
}
