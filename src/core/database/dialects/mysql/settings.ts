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
  `sql_mode = '${SQL_MODE}'`,
  `time_zone = '+00:00'`,
  'group_concat_max_len = 16777216',
  // Its messages name constraints and columns, which are read from the English ones.
  `lc_messages = 'en_US'`,
  // A lock that somebody holds for longer is an error that is retried, not a run that hangs.
  'innodb_lock_wait_timeout = 10',
  'lock_wait_timeout = 10',
]

/** What a server may give its sessions to keep people from mistakes: rows would be missing, or refused by nobody. */
const WHOLE: readonly string[] = [
  // Rows beyond it would be left out of an answer without a word.
  'sql_select_limit = 18446744073709551615',
  'sql_big_selects = 1',
  'sql_safe_updates = 0',
  'sql_auto_is_null = 0',
  // Names in the server's own statements are quoted.
  'sql_quote_show_create = 1',
  'foreign_key_checks = 1',
  'unique_checks = 1',
  'autocommit = 1',
  `completion_type = 'NO_CHAIN'`,
]

/** Limits for people's queries would end a long comparison, in which one side's rows wait for the other's. */
const NO_LIMITS: readonly string[] = [
  'net_read_timeout = 86400',
  'net_write_timeout = 86400',
  'wait_timeout = 86400',
]

/** Each flavour has its own variables. */
const OWN = {
  mariadb: [
    'max_statement_time = 0',
    'idle_transaction_timeout = 0',
    'idle_readonly_transaction_timeout = 0',
    'idle_write_transaction_timeout = 0',
    'check_constraint_checks = 1',
  ],
  // Not tested: no MySQL could be had.
  mysql: ['max_execution_time = 0'],
} as const

/** What of the server decides about its settings. */
export interface Flavour {
  readonly isMariaDb: boolean
  /** The binary log keeps statements, which has no place for rows that are read committed. */
  readonly logsStatements: boolean
}

/** Statements for a new session, as few as the language allows: each costs a round trip. */
export function sessionSettings(access: 'read' | 'write', flavour: Flavour): readonly string[] {
  const level = access === 'read' || flavour.logsStatements ? 'repeatable read' : 'read committed'
  const own = OWN[flavour.isMariaDb ? 'mariadb' : 'mysql']
  const variables = [...COMMON, ...WHOLE, ...NO_LIMITS, ...own]
  return [
    `set names utf8mb4 collate utf8mb4_bin, ${variables.map((one) => `session ${one}`).join(', ')}`,
    // Outside of transactions, too: each statement is one then.
    `set session transaction isolation level ${level}${access === 'read' ? ', read only' : ''}`,
  ]
}

export const BEGIN = {
  read: [
    'set transaction isolation level repeatable read',
    'start transaction with consistent snapshot, read only',
  ],
  write: ['start transaction read write'],
} as const
