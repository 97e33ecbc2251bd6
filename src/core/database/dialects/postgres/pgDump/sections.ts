/** What pg_dump is asked for, and what is kept of its answer. */
import { DatabaseError } from '../../../errors'
import { splitStatements } from './splitStatements'

/** The parts of a dump without rows: what has to be there before rows come, and what is quicker or only right after them. */
export type Section = 'pre-data' | 'post-data'

export interface SectionRequest {
  readonly section: Section
  /** A snapshot that another session has exported and still holds. */
  readonly snapshot: string
  readonly excludeSchemas: readonly string[]
}

/** As in other sessions: somebody who holds a lock for longer is told of. */
const LOCK_TIMEOUT_MS = 10_000

export function sectionArguments({ section, snapshot, excludeSchemas }: SectionRequest): string[] {
  return [
    '--schema-only',
    `--section=${section}`,
    `--snapshot=${snapshot}`,
    ...excludeSchemas.map((name) => `--exclude-schema=${schemaPattern(name)}`),
    // Whatever the database's own encoding is.
    '--encoding=UTF8',
    `--lock-wait-timeout=${LOCK_TIMEOUT_MS}`,
    '--no-password',
    '--no-sync',
  ]
}

/** In quotes, a pattern's characters mean themselves. */
function schemaPattern(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** In a database whose encoding is SQL_ASCII, names may be in any. Better no dump than other names. */
function textOfOutput(output: Uint8Array): string {
  try {
    return UTF8.decode(output)
  } catch (cause) {
    throw new DatabaseError(
      { kind: 'statement', sqlState: '22021' },
      'the database has names or comments that are not in UTF-8',
      { cause, mend: 'rename what is written in another encoding' },
    )
  }
}

/** Limits and encoding are the session's own matter, and old servers do not know the newest limit. */
const OF_THE_SESSION =
  /^SET (?:statement_timeout|lock_timeout|idle_in_transaction_session_timeout|transaction_timeout|client_encoding) = /

/** The statements of a section, in their order, without comments between them. */
export function sectionStatements(output: Uint8Array): readonly string[] {
  return splitStatements(textOfOutput(output))
    .filter(({ kind, text }) => kind === 'statement' && !OF_THE_SESSION.test(text))
    .map(({ text }) => text)
}
