/** Translates errors of the wire protocol and of sockets. Nothing above this file reads a driver's code. */
import { DatabaseError, type DatabaseErrorFacts, type DatabaseErrorKind } from '../../errors'

/** SQLSTATEs that pass when the statement is repeated. */
const TRANSIENT = new Set([
  '40001', // serialization_failure
  '40P01', // deadlock_detected
  '55P03', // lock_not_available
])

/** SQLSTATEs that say that the session is gone or never was. */
const CONNECTION = new Set([
  '57P01', // admin_shutdown
  '57P02', // crash_shutdown
  '57P03', // cannot_connect_now
  '53300', // too_many_connections
  '3D000', // invalid_catalog_name: the database does not exist
])

const MENDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'check that the server runs and that host and port are right',
  ENOTFOUND: 'check the host name',
  EAI_AGAIN: 'check the host name and the network',
  ETIMEDOUT: 'check host, port and firewall',
  ECONNRESET: 'check that the server still runs, then try again',
  ...Object.fromEntries(
    [
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'SELF_SIGNED_CERT_IN_CHAIN',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'CERT_HAS_EXPIRED',
      'ERR_TLS_CERT_ALTNAME_INVALID',
    ].map((code) => [code, 'check the host name, "sslmode" and "sslrootcert" in the URL']),
  ),
  '28P01': 'check user name and password',
  '28000': 'check user name, password and the server’s pg_hba.conf',
  '3D000': 'check the database’s name in the URL',
  '53300': 'close other connections or raise max_connections',
  '57P01':
    'wait until the server is up again, then apply the same plan: the run goes on where it stopped',
  '57P03': 'wait until the server is up, then try again',
}

interface DriverError {
  readonly code?: unknown
  readonly message?: unknown
  readonly constraint?: unknown
  readonly column?: unknown
  readonly table?: unknown
  readonly position?: unknown
  readonly detail?: unknown
  /** The server's function that raised it, whatever language the message is in. */
  readonly routine?: unknown
}

/** A driver's error as ours. `where` names the environment and its address. */
export function translateError(error: unknown, where: string): DatabaseError {
  if (error instanceof DatabaseError) return error
  const driverError = (typeof error === 'object' && error !== null ? error : {}) as DriverError
  const code = sqlStateOf(driverError)
  const kind = kindOf(code, driverError)
  const mend = MENDS[code]
  return new DatabaseError(factsOf(driverError, code, kind), messageOf(driverError, kind, where), {
    cause: error,
    ...(mend !== undefined && { mend }),
  })
}

function kindOf(code: string, { routine }: DriverError): DatabaseErrorKind {
  if (TRANSIENT.has(code)) return 'transient'
  if (CONNECTION.has(code) || !/^[0-9A-Z]{5}$/.test(code)) return 'connection'
  if (code === '57014') return 'cancelled'
  // A policy's refusal of one row has the code of a missing grant.
  if (code === '42501') return routine === 'ExecWithCheckOptions' ? 'data' : 'permission'
  const errorClass = code.slice(0, 2)
  // 22 data exception, 23 integrity constraint violation, 44 with check option,
  // P0 raised by PL/pgSQL: what triggers use to refuse a row, 27 triggered data change.
  if (['22', '23', '27', '44', 'P0'].includes(errorClass)) return 'data'
  if (errorClass === '08' || errorClass === '28') return 'connection'
  return 'statement'
}

/** The protocol's SQLSTATE, else the system's error name. Node joins several failed addresses in one error. */
function sqlStateOf(error: DriverError): string {
  if (typeof error.code === 'string') return error.code
  if (error instanceof AggregateError) return sqlStateOf((error.errors[0] ?? {}) as DriverError)
  return 'CONNECTION'
}

function factsOf(
  error: DriverError,
  sqlState: string,
  kind: DatabaseErrorKind,
): DatabaseErrorFacts {
  return {
    kind,
    sqlState,
    ...(typeof error.constraint === 'string' && { constraint: error.constraint }),
    ...(sqlState === '23505' && { duplicate: true as const }),
    ...(sqlState === '3D000' && { noDatabase: true as const }),
    ...(typeof error.column === 'string' && { column: error.column }),
    ...(typeof error.table === 'string' && { table: error.table }),
    ...(typeof error.position === 'string' && { position: Number(error.position) }),
  }
}

function messageOf(error: DriverError, kind: DatabaseErrorKind, where: string): string {
  const text =
    typeof error.message === 'string' && error.message !== '' ? error.message : sqlStateOf(error)
  const detail = typeof error.detail === 'string' && kind === 'data' ? `: ${error.detail}` : ''
  if (kind === 'connection') return `cannot reach ${where}: ${text}`
  if (kind === 'permission') return `${where}: ${text}`
  return `${text}${detail}`
}
