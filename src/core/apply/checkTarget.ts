/** What was reviewed is what is applied: the target must be the database and structure that planning saw. */
import type { OtherWrites } from '../database/dialect'
import { readServerIdentity, type Database } from '../database/database'
import { sameDatabase, type DatabaseIdentity } from '../database/identity'
import type { Session } from '../database/session'
import { compile, tableRef } from '../database/sql'
import { displayTable, findColumn, movingColumns, quotedNames, type Table } from '../database/table'
import { readLedgerToken } from '../ledger/ledgerSchema'
import { rowOp, type Plan, type PlanEnd, type PlanSummary, type RowOp } from '../plan/plan'
import type { PlanFile } from '../plan/planFile'
import { describeStructureChanges } from '../schema/structure'
import { RefusedError } from '../util/errors'
import { isRestorable } from './batch'

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

/** Refuses, naming the grant, when the role may not make the changes of the plan. Writes nothing. */
export async function checkPrivileges(session: Session, file: PlanFile): Promise<void> {
  const { target, fields } = file.plan
  const ops = await readOps(file)
  for (const table of target.tables) {
    const updated = fields.filter((name) => findColumn(table, name) !== undefined)
    const missing = await session.dialect.findMissingPrivileges(
      session,
      table,
      ops.has('update') ? updated : [],
      otherWrites(file, table, ops),
    )
    const grants = ['select', ...OPS.filter((op) => ops.has(op))].join(', ')
    if (missing.length > 0)
      throw new RefusedError(
        'update-not-permitted',
        `permission denied: ${missing.join(', ')} on table "${displayTable(table)}" in "${target.environment}"`,
        { mend: `let its owner run: grant ${grants} on ${asSql(session, table)} to …` },
      )
  }
}

/** Refuses tables whose changes could not be rolled back: their journal might tell of rows that were never written. */
export async function checkTransactions(session: Session, { target }: Plan): Promise<void> {
  for (const table of target.tables) {
    const storage = await session.dialect.findNotTransactional?.(session, table)
    if (storage !== undefined)
      throw new RefusedError(
        'not-transactional',
        `table "${displayTable(table)}" in "${target.environment}" is kept by ${storage}, which has no transactions`,
        { mend: `let its owner run: alter table ${asSql(session, table)} engine = InnoDB` },
      )
  }
}

/** Refuses updates that would leave rows on a server where nobody looks for them: PostgreSQL does not move them to another. */
export function checkPlaces({ target, summary, fields }: Plan): void {
  const { fieldUpdates = {} } = summary
  const updated = fields.filter((name) => typeof fieldUpdates === 'object' && name in fieldUpdates)
  for (const table of target.tables) {
    const moving = movingColumns(table, updated)
    if (moving.length === 0) continue
    throw new RefusedError(
      'cannot-move-rows',
      `"${displayTable(table)}" is partitioned by ${quotedNames(moving)}, which the plan changes, and a row cannot move from one server to another`,
      { mend: 'delete such rows and insert them anew, or leave the column out of the fields' },
    )
  }
}

const OPS: readonly RowOp[] = ['update', 'insert', 'delete']

/** What a plan does to rows. An undo says it of each change only, other plans in their summary. */
async function readOps(file: PlanFile): Promise<ReadonlySet<RowOp>> {
  const { kind, summary } = file.plan
  const isSome = (count: PlanSummary[string] | undefined) => typeof count === 'number' && count > 0
  if (kind !== 'undo') {
    const ops = new Set<RowOp>(['update'])
    if (isSome(summary['inserted'])) ops.add('insert')
    if (isSome(summary['deleted'])) ops.add('delete')
    return ops
  }
  const ops = new Set<RowOp>()
  for await (const change of file.changes()) {
    ops.add(rowOp(change))
    if (ops.size === OPS.length) break
  }
  return ops
}

/** Rows that come or go are journalled whole. */
function otherWrites(
  { plan: { kind, key, fields } }: PlanFile,
  table: Table,
  ops: ReadonlySet<RowOp>,
): OtherWrites {
  if (!ops.has('insert') && !ops.has('delete')) return {}
  const names = table.columns.filter(isRestorable).map(({ name }) => name)
  const given = kind === 'undo' ? names : names.filter((name) => [...key, ...fields].includes(name))
  return {
    read: names,
    ...(ops.has('insert') && { insert: given }),
    ...(ops.has('delete') && { delete: true }),
  }
}

/** For a sentence that its reader copies into the database's own shell. */
function asSql({ dialect }: Session, table: Table): string {
  return compile(tableRef(table), dialect.language).sql
}
