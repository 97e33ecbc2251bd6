/** Translates errors of the wire protocol and of sockets. Nothing above this file reads a driver's code. */
import { DatabaseError, type DatabaseErrorFacts, type DatabaseErrorKind } from '../../errors'

/** https://mariadb.com/kb/en/mariadb-error-code-reference/ */
const KINDS: Readonly<Record<DatabaseErrorKind, readonly number[]>> = {
  transient: [1205, 1213, 3572, 1020],
  connection: [
    1040, 1045, 1049, 1053, 1077, 1079, 1080, 1129, 1130, 1152, 1158, 1159, 1160, 1161, 1203, 1226,
    1927, 2002, 2003, 2006, 2013, 4031,
  ],
  permission: [1044, 1142, 1143, 1227, 1290, 1370, 1419, 1836],
  cancelled: [1317, 1969, 3024],
  data: [
    1022, 1048, 1062, 1138, 1151, 1169, 1171, 1216, 1217, 1242, 1264, 1265, 1292, 1365, 1366, 1364,
    1367, 1369, 1406, 1411, 1416, 1425, 1441, 1451, 1452, 1526, 1557, 1562, 1586, 1644, 1690, 1761,
    1762, 3140, 3156, 3157, 3819, 3905, 4025, 4038, 1977,
  ],
  statement: [],
}

/** SQLSTATE of a statement that writes in a session or a transaction that only reads. */
export const READ_ONLY_TRANSACTION = '25006'

const KIND_OF: ReadonlyMap<number, DatabaseErrorKind> = new Map(
  Object.entries(KINDS).flatMap(([kind, numbers]) =>
    numbers.map((number) => [number, kind as DatabaseErrorKind] as const),
  ),
)

const MENDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'check that the server runs and that host and port are right',
  ENOTFOUND: 'check the host name',
  EAI_AGAIN: 'check the host name and the network',
  ETIMEDOUT: 'check host, port and firewall',
  ECONNRESET: 'check that the server still runs, then try again',
  PROTOCOL_CONNECTION_LOST:
    'wait until the server is up again, then apply the same plan: the run goes on where it stopped',
  HANDSHAKE_NO_SSL_SUPPORT: 'let the server offer TLS, or write ssl-mode=preferred in the URL',
  HANDSHAKE_SSL_ERROR: 'check "ssl-mode" and "ssl-ca" in the URL',
  '1040': 'close other connections or raise max_connections',
  '1045': 'check user name and password',
  '1044': 'check the database’s name in the URL, or ask for a grant on it',
  '1049': 'check the database’s name in the URL',
  '1053':
    'wait until the server is up again, then apply the same plan: the run goes on where it stopped',
  '1021':
    'make room on the server’s disk, then apply the same plan: the run goes on where it stopped',
  '1114':
    'make room on the server’s disk, then apply the same plan: the run goes on where it stopped',
}

interface DriverError {
  readonly code?: unknown
  readonly errno?: unknown
  readonly sqlState?: unknown
  readonly sqlMessage?: unknown
  readonly fatal?: unknown
  readonly message?: unknown
}

/** A driver's error as ours. `where` names the environment and its address. */
export function translateError(error: unknown, where: string): DatabaseError {
  if (error instanceof DatabaseError) return error
  const driverError = (typeof error === 'object' && error !== null ? error : {}) as DriverError
  const number = numberOf(driverError)
  const kind = kindOf(driverError, number)
  const code = codeOf(driverError)
  const mend = MENDS[String(number)] ?? MENDS[code]
  return new DatabaseError(
    factsOf(driverError, kind, code),
    messageOf(driverError, kind, where, number),
    { cause: error, ...(mend !== undefined && { mend }) },
  )
}

/** The server's own number; undefined where the error is the driver's or a socket's. */
function numberOf({ errno, sqlState }: DriverError): number | undefined {
  return typeof errno === 'number' && errno > 0 && typeof sqlState === 'string' ? errno : undefined
}

function kindOf(error: DriverError, number: number | undefined): DatabaseErrorKind {
  if (number === undefined) return 'connection'
  const known = KIND_OF.get(number)
  if (known !== undefined) return known
  const errorClass = String(error.sqlState).slice(0, 2)
  if (errorClass === '22' || errorClass === '23' || errorClass === '45') return 'data'
  if (errorClass === '08' || errorClass === '28') return 'connection'
  if (errorClass === '40') return 'transient'
  return 'statement'
}

const LOST = 'PROTOCOL_CONNECTION_LOST'

/**
 * The protocol's SQLSTATE, else the system's error name. The driver gives no name to a statement on a connection
 * that was lost before.
 */
function codeOf({ sqlState, code, fatal }: DriverError): string {
  if (typeof sqlState === 'string' && sqlState !== '') return sqlState
  if (typeof code === 'string') return code
  return fatal === true ? LOST : 'CONNECTION'
}

const FOREIGN_KEY = /CONSTRAINT `((?:[^`]|``)+)` FOREIGN KEY/
const LAST_KEY = /.*' for key '(.+)'$/s
const LAST_COLUMN = /.*for column (?:`[^`]*`\.`[^`]*`\.)?[`'](.+)[`'] at row \d+$/s

/** Where messages name a constraint. Before it, some repeat a value, which can be any text. */
const CONSTRAINTS: Readonly<Record<number, RegExp>> = {
  1062: LAST_KEY,
  1451: FOREIGN_KEY,
  1452: FOREIGN_KEY,
  1586: LAST_KEY,
  3819: /^Check constraint '(.+)' is violated/,
  4025: /^CONSTRAINT `(.+)` failed for/,
}

const COLUMNS: Readonly<Record<number, RegExp>> = {
  1048: /^Column '(.+)' cannot be null$/,
  1264: LAST_COLUMN,
  1265: LAST_COLUMN,
  1292: LAST_COLUMN,
  1364: /^Field '(.+)' doesn't have a default value$/,
  1366: LAST_COLUMN,
  1406: LAST_COLUMN,
}

function namedBy(
  patterns: Readonly<Record<number, RegExp>>,
  error: DriverError,
  text: string,
): string | undefined {
  const number = numberOf(error)
  return number === undefined ? undefined : patterns[number]?.exec(text)?.[1]
}

function factsOf(
  error: DriverError,
  kind: DatabaseErrorKind,
  sqlState: string,
): DatabaseErrorFacts {
  const text = textOf(error)
  const constraint = namedBy(CONSTRAINTS, error, text)
  const column = namedBy(COLUMNS, error, text)
  return {
    kind,
    sqlState,
    ...(constraint !== undefined && { constraint: constraint.split('.').at(-1) ?? constraint }),
    ...(column !== undefined && { column }),
    ...(error.errno === 1062 && { duplicate: true as const }),
    ...(error.errno === 1049 && { noDatabase: true as const }),
  }
}

function textOf({ sqlMessage, message }: DriverError): string {
  if (typeof sqlMessage === 'string' && sqlMessage !== '') return sqlMessage
  return typeof message === 'string' ? message : ''
}

/** People search for the server's number. */
function messageOf(
  error: DriverError,
  kind: DatabaseErrorKind,
  where: string,
  number: number | undefined,
): string {
  const text = codeOf(error) === LOST ? 'the connection was lost' : textOf(error) || codeOf(error)
  const numbered = number === undefined ? text : `${text} (error ${number})`
  if (kind === 'connection') return `cannot reach ${where}: ${numbered}`
  return kind === 'permission' ? `${where}: ${numbered}` : numbered
}
