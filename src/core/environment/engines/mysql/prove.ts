/** Whether a clone is what its source was. */
import type { Session } from '../../../database/session'
import { compareObjects } from '../../../schema/inventory/compareObjects'
import { schemaObjectOf } from '../../../schema/inventory/mysql/definition'
import type { MysqlObject } from '../../../schema/inventory/mysql/mysqlObject'
import { describeObject } from '../../../schema/inventory/schemaObject'
import { disabledEvent } from '../../../schema/recreate/mysql/recreationSteps'
import { DatabaseOperationError, throwIfAborted } from '../../../util/errors'
import type { CloneJob, TableProof } from '../cloneEngine'
import { notEqual } from '../postgres/prove'
import { withoutDefiner } from './definers'
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

/** An event as it is made: it runs when somebody enables it. */
function waiting(object: MysqlObject): MysqlObject {
  if (object.kind !== 'event') return object
  const statements = object.statements.map((one) => ({ ...one, text: disabledEvent(one.text) }))
  const isSame = statements.every(({ text }, index) => text === object.statements[index]?.text)
  return isSame ? object : { ...object, statements }
}

/** A grant on a pattern of names is the server's: it fits the clone's name or does not. */
function ofItself(object: MysqlObject): MysqlObject {
  if (object.kind !== 'database') return object
  const grants = object.grants.filter((grant) => !/ ON `(?:[^`]|``)*`\.\* TO /.test(grant))
  return { ...object, grants }
}

/** What could not be given to a user shows in definers and grants, and in nothing else. */
function withoutUsers(object: MysqlObject): MysqlObject {
  const statements = object.statements.map((one) => ({
    ...one,
    text: withoutDefiner(one.text) ?? one.text,
  }))
  return { ...object, statements, grants: [] }
}

/** Digests of all tables on both sides. Throws where one differs. */
export async function proveRows(
  tables: readonly RowTable[],
  from: Session,
  to: Session,
  { report, signal, method }: CloneJob,
): Promise<readonly TableProof[]> {
  const proofs: TableProof[] = []
  for (const [index, table] of tables.entries()) {
    throwIfAborted(signal)
    report(`proving ${table.name}`, index, tables.length)
    const [one, other] = await Promise.all([
      passing(from, () => proveTable(from, table)),
      proveTable(to, table),
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
