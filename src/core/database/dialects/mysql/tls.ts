/** How a connection is protected: `ssl-mode` and its companions mean what they mean to the server's own clients. */
import { isIP } from 'node:net'
import type { SslOptions } from 'mysql2'
import { UsageError } from '../../../util/errors'
import type { ServerEndpoint } from '../../endpoint'
import { readPem } from '../../pemFile'

/** One way to connect; without `ssl` the connection is not encrypted. */
export interface Protection {
  readonly ssl?: SslOptions
}

const MODES: Readonly<Record<string, Mode>> = {
  disabled: 'disabled',
  disable: 'disabled',
  preferred: 'preferred',
  prefer: 'preferred',
  required: 'required',
  require: 'required',
  'verify-ca': 'verify-ca',
  'verify-identity': 'verify-identity',
  'verify-full': 'verify-identity',
}

type Mode = 'disabled' | 'preferred' | 'required' | 'verify-ca' | 'verify-identity'

/**
 * What to try, in order, until a server can do it: by default encrypted, else without. Of an URL's parameters
 * (`ssl-mode`, `ssl-ca`, `ssl-cert`, `ssl-key`, also without the hyphen) files are read. Throws `UsageError`.
 * https://dev.mysql.com/doc/refman/8.4/en/connection-options.html#option_general_ssl-mode
 */
export async function protections({
  host,
  parameters,
}: ServerEndpoint): Promise<readonly [Protection, ...Protection[]]> {
  const given = (name: string) => parameters[`ssl-${name}`] ?? parameters[`ssl${name}`]
  const mode = modeOf(given('mode'), given('ca') !== undefined)
  if (mode === 'disabled') return [{}]
  if (mode === 'verify-identity') requireName(host)
  const file = async (name: string) => {
    const path = given(name)
    return path === undefined ? {} : { [name]: await readPem(path, `ssl-${name}`) }
  }
  const ssl: SslOptions = {
    rejectUnauthorized: mode.startsWith('verify'),
    verifyIdentity: mode === 'verify-identity',
    ...(await file('ca')),
    ...(await file('cert')),
    ...(await file('key')),
  }
  return mode === 'preferred' ? [{ ssl }, {}] : [{ ssl }]
}

function modeOf(given: string | undefined, hasAuthority: boolean): Mode {
  if (given === undefined) return hasAuthority ? 'verify-ca' : 'preferred'
  const mode = MODES[given.toLowerCase().replaceAll('_', '-')]
  if (mode !== undefined) return mode
  throw new UsageError(`"ssl-mode" is "${given}"`, {
    mend: 'write disabled, preferred, required, verify-ca or verify-identity',
  })
}

/** The driver would look for "localhost" in the certificate of an address. */
function requireName(host: string): void {
  if (isIP(host) === 0) return
  throw new UsageError(
    `"ssl-mode" verify-identity needs a host's name, and "${host}" is an address`,
    {
      mend: 'write the name that the certificate has, or verify-ca',
    },
  )
}
