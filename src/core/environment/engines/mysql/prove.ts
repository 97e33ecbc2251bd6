/** Whether a clone is what its source was. */
import type { Session } from '../../../database/session'
import { compareObjects } from '../../../schema/inventory/compareObjects'
import { schemaObjectOf } from '../../../schema/inventory/mysql/definition'
import type { MysqlObject } from '../../../schema/inventory/mysql/mysqlObject'
import { describeObject } from '../../../schema/inventory/schemaObject'
import { DatabaseOperationError, throwIfAborted } from '../../../util/errors'
import type { CloneJob, TableProof } from '../cloneEngine'
import { notEqual } from '../refusals'
import { withoutDefiner } from './definers'
import { ofItself, waiting } from './expected'
import { proveTable } from './rowProof'
import { passing } from './snapshot'
import type { RowTable } from './tables'

/**
 * Throws where an object differs that should not. `source` has the names of the clone already. Returns the differences that
 * were meant.
 */
export function proveStructure(
  source: readonly MysqlObject[],
  target: readonly MysqlObject[],
  left: readonly string[],
): readonly string[] {
  const readable = source.filter(({ statements }) => statements.length > 0)
  const comparable = (object: MysqlObject) =>
    schemaObjectOf(left.length > 0 ? withoutUsers(ofItself(object)) : ofItself(object))
  const differences = compareObjects(readable.map(waiting).map(comparable), target.map(comparable))
  if (differences.length > 0) throw notEqual(differences)
  const unread = source.filter(({ unreadable }) => unreadable.length > 0)
  return [
    ...left,
    ...unread.flatMap(({ kind, name, unreadable }) =>
      unreadable.map((why) => `${described(kind, name)}: ${why}`),
    ),
    ...source
      .filter((object) => waiting(object) !== object)
      .map(({ name }) => `event ${name} is disabled in the clone`),
  ]
}

function described(kind: MysqlObject['kind'], name: string): string {
  return describeObject({ kind, schema: '', name }).trim()
}

/** What could not be given to a user shows in definers and grants, and in nothing else. */
function withoutUsers(object: MysqlObject): MysqlObject {
  const statements = object.statements.map((one) => ({
    ...one,
    text: withoutDefiner(one.text) ?? one.text,
  }))
  return { ...object, statements, grants: [] }
}

/** Counts, and digests where they are wanted, of all tables on both sides. Throws where one differs. */
export async function proveRows(
  tables: readonly RowTable[],
  from: Session,
  to: Session,
  { proof, report, signal, method }: CloneJob,
): Promise<readonly TableProof[]> {
  const proofs: TableProof[] = []
  for (const [index, table] of tables.entries()) {
    throwIfAborted(signal)
    report(`proving ${table.name}`, index, tables.length)
    const [one, other] = await Promise.all([
      passing(from, () => proveTable(from, table, proof)),
      proveTable(to, table, proof),
    ])
    if (one.rows !== other.rows || one.digest !== other.digest)
      throw rowsNotEqual(table, { source: one, clone: other, isSnapshot: method === 'relay' })
    proofs.push(one)
  }
  return proofs
}

interface Unequal {
  readonly source: TableProof
  readonly clone: TableProof
  readonly isSnapshot: boolean
}

/** Where rows were not read on one snapshot, somebody may have changed them in between. */
function rowsNotEqual(table: RowTable, { source, clone, isSnapshot }: Unequal): Error {
  return new DatabaseOperationError(
    'clone-not-equal',
    `the rows of ${table.name} are not equal: ${source.rows} in the source, ${clone.rows} in the clone`,
    {
      mend:
        isSnapshot && table.isTransactional
          ? 'this is a defect of Drydock: please report it'
          : 'somebody may have changed them while they were copied: run it again while nobody does',
    },
  )
}
