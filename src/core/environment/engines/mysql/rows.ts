/** The rows of all tables, from one database to another. */
import type { Database } from '../../../database/database'
import { isDatabaseError } from '../../../database/errors'
import type { Session } from '../../../database/session'
import { list, sql } from '../../../database/sql'
import { sessionStatements } from '../../../schema/recreate/mysql/settings'
import { DatabaseOperationError, throwIfAborted } from '../../../util/errors'
import { inTurns } from '../../../util/inTurns'
import type { CloneJob } from '../cloneEngine'
import { sentValue } from './exactValues'
import { passing, servesMariaDb } from './snapshot'
import { columnNames, everyRowOf, type RowTable } from './tables'

type CopyTable = (to: Session, table: RowTable) => Promise<void>

interface CopyOptions extends Pick<CloneJob, 'signal' | 'report'> {
  /** Makes the keys of a table whose rows are there. */
  makeKeys(to: Session, table: RowTable): Promise<void>
}

/**
 * Copies them, several tables at a time: each of `ways` has a session of its own on the target, and takes the next table
 * when it is done with one, keys and all. So the server sorts one table's keys while it takes another's rows.
 */
export async function copyRows(
  tables: readonly RowTable[],
  target: Database<'write'>,
  ways: readonly CopyTable[],
  { signal, report, makeKeys }: CopyOptions,
): Promise<void> {
  const free = [...ways]
  let begun = 0
  await inTurns(tables, ways.length, (each) => {
    const copy = free.shift()
    if (copy === undefined) throw new Error('there are as many workers as ways')
    return target.withSession(async (to) => {
      await prepare(to)
      await each(async (table) => {
        throwIfAborted(signal)
        report(`copying ${table.name}`, ++begun, tables.length)
        await copy(to, table).catch(named(table))
        await makeKeys(to, table)
      })
    })
  })
}

/** Rows are what they are in the source, whatever the rules say of new ones. */
export const RULES_OF_ROWS = sql`set session sql_mode = 'NO_AUTO_VALUE_ON_ZERO,NO_ENGINE_SUBSTITUTION,ALLOW_INVALID_DATES'`

async function prepare(session: Session): Promise<void> {
  const isMariaDb = await servesMariaDb(session)
  for (const statement of sessionStatements(isMariaDb)) await session.execute(statement)
  await session.execute(RULES_OF_ROWS)
  if (isMariaDb)
    await session.execute(
      sql`set session check_constraint_checks = 0, session system_versioning_insert_history = 1`,
    )
}

function named({ name }: RowTable): (error: unknown) => never {
  return (error) => {
    if (!isDatabaseError(error) || ['cancelled', 'connection'].includes(error.kind)) throw error
    throw new DatabaseOperationError(
      'clone-rows-failed',
      `the rows of "${name}" cannot be copied: ${error.message}`,
      {
        cause: error,
        ...(/max_allowed_packet/.test(error.message) && {
          mend: 'let the server take larger packets: max_allowed_packet has to be twice its largest row',
        }),
      },
    )
  }
}

/** The server does it by itself. */
export function byInsert(source: string): CopyTable {
  return async (to, table) => {
    const columns = columnNames(table)
    await to.execute(
      sql`insert into ${sql.id(table.name)} (${columns}) select ${columns} from ${everyRowOf(table, source)}`,
    )
  }
}

/** Reads here and writes there; whoever writes slowly lets the other side wait. */
export function byRelay(from: Session): CopyTable {
  return async (to, table) => {
    const { relay: out } = from
    const { relay: into } = to
    if (out === undefined || into === undefined) throw new Error('the engine has no relay')
    const values = list(table.columns.map(sentValue))
    await passing(from, () =>
      into.copyIn(
        sql`${sql.id(table.name)} (${columnNames(table)})`,
        'text',
        out.copyOut(sql`select ${values} from ${everyRowOf(table)}`, 'text'),
      ),
    )
  }
}
