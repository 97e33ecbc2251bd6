/** Whether a clone is what its source was on the snapshot that it was made from. */
import type { Session } from '../../../database/session'
import { compareObjects, type ObjectDifference } from '../../../schema/inventory/compareObjects'
import { readPostgresInventory } from '../../../schema/inventory/postgres/readInventory'
import { describeObject, type SchemaObject } from '../../../schema/inventory/schemaObject'
import { DatabaseOperationError, throwIfAborted } from '../../../util/errors'
import type { CloneJob, TableProof } from '../cloneEngine'
import type { RelayTable } from './relayTables'
import { proveTable } from './rowProof'

/** Objects that a clone has otherwise than its source, and is meant to. */
const OTHERWISE: readonly SchemaObject['kind'][] = [
  'subscription',
  'user mapping',
  'foreign server',
]

export interface ProvedStructure {
  /** Those of the clone. */
  readonly objects: readonly SchemaObject[]
  readonly remarks: readonly string[]
}

/** Throws where an object differs that should not. Servers that lead elsewhere by now are meant to. */
export async function proveStructure(
  source: readonly SchemaObject[],
  target: Session,
  left: readonly string[],
): Promise<ProvedStructure> {
  const found = await target.transaction('read', () => readPostgresInventory(target))
  const differences = compareObjects(source, found).filter(({ kind }) => !OTHERWISE.includes(kind))
  // What could not be given to a role shows in owners and privileges, and in nothing else.
  const unexplained = left.length === 0 ? differences : differences.filter(isMoreThanRoles)
  if (unexplained.length > 0) throw notEqual(unexplained)
  return { objects: found, remarks: left }
}

function isMoreThanRoles({ first, second }: ObjectDifference): boolean {
  const bare = (definition: string) =>
    definition
      .split('\n')
      .filter((line) => !/^(?:owner|grant|column .* grant) /.test(line))
      .join('\n')
  return first === '' || second === '' || bare(first) !== bare(second)
}

export function notEqual(differences: readonly ObjectDifference[]): DatabaseOperationError {
  const names = differences.slice(0, 5).map((one) => `${describeObject(one)} (${one.change})`)
  const more = differences.length > 5 ? ` and ${differences.length - 5} more` : ''
  return new DatabaseOperationError(
    'clone-not-equal',
    `the clone is not equal to its source: ${names.join(', ')}${more}`,
    { mend: 'this is a defect of Drydock: please report it with the definitions of these objects' },
  )
}

/** Digests of all tables on both sides. Throws where one differs. */
export async function proveRows(
  tables: readonly RelayTable[],
  from: Session,
  to: Session,
  { report, signal }: CloneJob,
): Promise<readonly TableProof[]> {
  const proofs: TableProof[] = []
  for (const [index, table] of tables.entries()) {
    throwIfAborted(signal)
    report(`proving ${table.schema}.${table.name}`, index, tables.length)
    const [one, other] = await Promise.all([proveTable(from, table), proveTable(to, table)])
    if (one.rows !== other.rows || one.digest !== other.digest)
      throw new DatabaseOperationError(
        'clone-not-equal',
        `the rows of ${one.table} are not equal: ${one.rows} in the source, ${other.rows} in the clone`,
        { mend: 'this is a defect of Drydock: please report it' },
      )
    proofs.push(one)
  }
  return proofs
}
