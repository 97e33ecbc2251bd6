/** What pg_dump says when it gives up, as an error of ours. */
import { DatabaseError, type DatabaseErrorFacts } from '../../../errors'
import type { OperationErrorOptions } from '../../../../util/errors'

export interface DumpFailure {
  readonly by: string
  /** The database's address. */
  readonly where: string
  /** What it wrote to its standard error. */
  readonly messages: string
  /** What to say where it said nothing. */
  readonly otherwise: string
  /** Whether the connection is known to have been lost. */
  readonly isCutOff?: boolean
}

/** Libpq's own messages, which are in English because pg_dump is started so. */
const OF_CONNECTIONS = new RegExp(
  [
    ...['connection to server', 'connection to database', 'no connection to the server'],
    ...['server closed the connection', 'terminating connection', 'lost synchronization'],
    ...[
      'could not (?:receive|send) data',
      'SSL (?:SYSCALL )?error',
      'SSL connection has been closed',
    ],
  ].join('|'),
)

export function dumpError(failure: DumpFailure): DatabaseError {
  const { by, where, messages } = failure
  const message = firstMessage(messages) ?? failure.otherwise
  const { facts, ...options } = judge(message, failure)
  const text =
    facts.kind === 'connection' ? `cannot reach ${where}: ${message}` : `${where}: ${message}`
  return new DatabaseError(facts, `${text} (${by})`, options)
}

const OWN_NAME = /^\S*pg_dump(?:\.exe)?: (?:error: )?/

/**
 * The first that is an error, else the first with its name, else the first: there may be warnings before, and what its
 * libraries say. Details hold whole statements.
 */
function firstMessage(messages: string): string | undefined {
  const lines = messages.split(/\r?\n/).filter((line) => line.trim() !== '')
  const isError = (line: string) => line.includes('error: ')
  const line = lines.find(isError) ?? lines.find((one) => OWN_NAME.test(one)) ?? lines[0]
  return line?.replace(OWN_NAME, '').trim()
}

interface Judgement extends OperationErrorOptions {
  readonly facts: DatabaseErrorFacts
}

function judge(message: string, { messages, isCutOff = false }: DumpFailure): Judgement {
  if (isCutOff || OF_CONNECTIONS.test(message))
    return {
      facts: { kind: 'connection', sqlState: 'CONNECTION' },
      mend: 'check that the server runs and that user, password and database are right, then try again',
    }
  // The server's message may be in any language; what pg_dump had asked it is not.
  if (/Query was: LOCK TABLE .* MODE/.test(messages) && !message.includes('permission denied'))
    return {
      facts: { kind: 'transient', sqlState: '55P03' },
      mend: 'wait until nobody changes the structure of a table, then try again',
    }
  if (message.includes('permission denied'))
    return {
      facts: { kind: 'permission', sqlState: '42501' },
      mend: 'use a role that may read all tables, or leave out the schema that it may not read',
    }
  return { facts: { kind: 'statement', sqlState: 'XX000' } }
}
