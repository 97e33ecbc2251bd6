/** Settings of every session: values have one exact text and nothing is cut off or replaced silently. */

/**
 * Strict, whatever the server's default is: a value that does not fit is an error and not another value. Zero
 * dates that a table holds can be read, compared and put back. Backslashes and double quotes mean what they
 * mean by default.
 */
const SQL_MODE = [
  'STRICT_ALL_TABLES',
  'ERROR_FOR_DIVISION_BY_ZERO',
  'NO_ENGINE_SUBSTITUTION',
  'NO_AUTO_VALUE_ON_ZERO',
].join(',')

const COMMON: readonly string[] = [
  `set session sql_mode = '${SQL_MODE}'`,
  'set names utf8mb4 collate utf8mb4_bin',
  `set session time_zone = '+00:00'`,
  'set session group_concat_max_len = 16777216',
  // A lock that somebody holds for longer is an error that is retried, not a run that hangs.
  'set session innodb_lock_wait_timeout = 10',
  'set session lock_wait_timeout = 10',
]

/** Limits for people's queries would end a long comparison. Each flavour has its own variable. */
const NO_LIMITS = {
  mariadb: ['set session max_statement_time = 0', 'set session idle_transaction_timeout = 0'],
  mysql: ['set session max_execution_time = 0'],
} as const

/** What of the server decides about its settings. */
export interface Flavour {
  readonly isMariaDb: boolean
  /** The binary log keeps statements, which has no place for rows that are read committed. */
  readonly logsStatements: boolean
}

export function sessionSettings(access: 'read' | 'write', flavour: Flavour): readonly string[] {
  const level = access === 'read' || flavour.logsStatements ? 'repeatable read' : 'read committed'
  return [
    ...COMMON,
    ...NO_LIMITS[flavour.isMariaDb ? 'mariadb' : 'mysql'],
    `set session transaction isolation level ${level}`,
    // Outside of transactions, too: each statement is one then.
    ...(access === 'read' ? ['set session transaction read only'] : []),
  ]
}

export const BEGIN = {
  read: [
    'set transaction isolation level repeatable read',
    'start transaction with consistent snapshot, read only',
  ],
  write: ['start transaction read write'],
} as const
