/**
 * How PostgreSQL's own programs are told to connect: in the environment, which other users cannot read and where a
 * database's name is nothing but a name.
 * https://www.postgresql.org/docs/current/libpq-envars.html
 */
import { join } from 'node:path'
import type { ServerEndpoint } from '../../../endpoint'
import { driverCredentials } from '../connect'
import { sslMode, usualAuthorities } from '../tls'
import { bareEnvironment, type Variables } from './bareEnvironment'

/**
 * The environment in which the program at `file` connects as our sessions do. Undefined where it would check the
 * server's certificate by other rules than they.
 */
export function libpqSettings(endpoint: ServerEndpoint, file: string): Variables | undefined {
  const protection = protectionSettings(endpoint, file)
  if (protection === undefined) return undefined
  const { host, port, parameters } = endpoint
  const { user, password, database } = driverCredentials(endpoint)
  return {
    ...bareEnvironment(),
    PGHOST: host,
    PGPORT: String(port),
    PGDATABASE: database,
    ...(user !== undefined && { PGUSER: user }),
    ...(password !== undefined && { PGPASSWORD: password }),
    ...protection,
    PGAPPNAME: parameters['application_name'] ?? 'drydock',
    PGCONNECT_TIMEOUT: parameters['connect_timeout'] ?? '10',
    // Moments in defaults and bounds are printed in it; our sessions have the same.
    PGTZ: 'UTC',
  }
}

/** As `protections` of tls.ts, in libpq's words. */
function protectionSettings(
  { host, parameters }: ServerEndpoint,
  file: string,
): Variables | undefined {
  const mode = sslMode(parameters)
  if (mode === 'disable' || host.startsWith('/')) return settings({ mode: 'disable', file })
  // It refuses keys that others may read, and ours do not.
  if (parameters['sslcert'] !== undefined || parameters['sslkey'] !== undefined) return undefined
  const named = parameters['sslrootcert']
  if (mode === 'allow' || mode === 'prefer') return settings({ mode, file })
  if (mode === 'require' && named === undefined) return settings({ mode, file })
  // The authorities that the system trusts are others than Node's.
  const authority = named ?? usualAuthorities()
  if (authority === undefined || authority === 'system') return undefined
  const strict = mode === 'require' ? 'verify-ca' : mode
  return settings({ mode: strict, file, authority })
}

function settings({
  mode,
  file,
  authority,
}: {
  mode: string
  file: string
  authority?: string
}): Variables {
  // Left out, it would take what lies in its usual places. Below a file there is nothing.
  const nothing = join(file, 'nothing')
  return {
    PGSSLMODE: mode,
    PGSSLROOTCERT: authority ?? nothing,
    PGSSLCERT: nothing,
    PGSSLKEY: nothing,
    PGGSSENCMODE: 'disable',
  }
}
