/** What was reviewed is what is applied: the target must be the database and structure that planning saw. */
import { readServerIdentity, type Database } from '../database/database'
import { sameDatabase, type DatabaseIdentity } from '../database/identity'
import type { Session } from '../database/session'
import { displayTable, findColumn, type Table } from '../database/table'
import { readLedgerToken } from '../ledger/ledgerSchema'
import type { Plan, PlanEnd } from '../plan/plan'
import { describeStructureChanges } from '../schema/structure'
import { RefusedError } from '../util/errors'

export async function readFullIdentity(
  database: Database,
  session: Session,
): Promise<DatabaseIdentity> {
  const identity = await readServerIdentity(database, session)
  return { ...identity, token: await readLedgerToken(session) }
}

/** Refuses when one end of a plan is no longer what it was. Writes nothing. */
export async function checkEnd(
  session: Session,
  identity: DatabaseIdentity,
  end: PlanEnd,
): Promise<void> {
  // A ledger that vanished was in a database that was replaced or reset since.
  const lostLedger = end.identity.token !== null && identity.token === null
  if (lostLedger || !sameDatabase(identity, end.identity))
    throw new RefusedError(
      'plan-target-changed',
      `"${end.environment}" is not the database that the plan was made for: planned ${describe(end.identity)}, found ${describe(identity)}`,
      { mend: 'plan again' },
    )
  const changes: string[] = []
  for (const table of end.tables)
    changes.push(
      ...describeStructureChanges(table, await session.dialect.readTable(session, table)),
    )
  if (changes.length > 0)
    throw new RefusedError(
      'plan-structure-changed',
      `the structure of "${end.environment}" has changed since the plan was made: ${changes.join('; ')}`,
      { mend: 'plan again' },
    )
}

function describe({ database, databaseId, address, token }: DatabaseIdentity): string {
  const ledger = token === null ? 'no ledger' : `ledger ${token.slice(0, 8)}`
  return `"${database}" at ${address} (id ${databaseId}, ${ledger})`
}

/** Refuses, naming the grant, when the role may not update a column that the plan changes. */
export async function checkPrivileges(session: Session, plan: Plan): Promise<void> {
  for (const table of plan.target.tables) {
    const columns = plan.fields.filter((name) => findColumn(table, name) !== undefined)
    const missing = await session.dialect.findMissingPrivileges(session, table, columns)
    if (missing.length > 0)
      throw new RefusedError(
        'update-not-permitted',
        `permission denied: ${missing.join(', ')} on table "${displayTable(table)}" in "${plan.target.environment}"`,
        { mend: `let its owner run: grant select, update on ${quoted(table)} to …` },
      )
  }
}

/** For a sentence that its reader copies into psql. */
function quoted({ schema, name }: Table): string {
  return [schema, name].map((part) => `"${part.replaceAll('"', '""')}"`).join('.')
}
