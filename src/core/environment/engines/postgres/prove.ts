/** Whether a clone is what its source was on the snapshot that it was made from. */
import type { Session } from '../../../database/session'
import { sql } from '../../../database/sql'
import { compareObjects } from '../../../schema/inventory/compareObjects'
import { readPostgresInventory } from '../../../schema/inventory/postgres/readInventory'
import type { SchemaObject } from '../../../schema/inventory/schemaObject'
import { DatabaseOperationError, throwIfAborted } from '../../../util/errors'
import type { CloneJob, TableProof } from '../cloneEngine'
import { notEqual } from '../refusals'
import { isExplained, remarkOf, type LeftOut } from './leftOut'
import {
  comparableBetween,
  isSameMajor,
  withoutExtensionVersion,
  type Versions,
} from './otherServers'
import { readRelayTables, type RelayTable } from './relayTables'
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

/**
 * Throws where an object differs that should not. Servers that lead elsewhere by now are meant to. `versions` are given where
 * the clone is on another server.
 */
export async function proveStructure(
  source: readonly SchemaObject[],
  target: Session,
  left: readonly LeftOut[],
  versions?: Versions,
): Promise<ProvedStructure> {
  const objects = await target.transaction('read', () => readPostgresInventory(target))
  const differences = compareObjects(...comparable(source, objects, versions)).filter(
    ({ kind }) => !OTHERWISE.includes(kind),
  )
  const unexplained = differences.filter((difference) => !isExplained(difference, left))
  if (unexplained.length > 0) throw notEqual(unexplained)
  const remarks = versions === undefined ? [] : remarksBetween(source, objects, versions)
  return { objects, remarks: [...left.map(remarkOf), ...remarks] }
}

type Both = [source: readonly SchemaObject[], target: readonly SchemaObject[]]

function comparable(
  source: readonly SchemaObject[],
  target: readonly SchemaObject[],
  versions: Versions | undefined,
): Both {
  if (versions === undefined) return [source, target]
  const rewrite = comparableBetween(versions)
  const all = (objects: readonly SchemaObject[]) =>
    objects.map((object) => ({
      ...object,
      definition: rewrite({ ...object, definition: withoutExtensionVersion(object) }),
    }))
  return [all(source), all(target)]
}

function remarksBetween(
  source: readonly SchemaObject[],
  target: readonly SchemaObject[],
  versions: Versions,
): readonly string[] {
  const major = (version: number) => Math.floor(version / 10000)
  const versionOf = ({ definition }: SchemaObject) => / version '([^']*)'/.exec(definition)?.[1]
  const extensions = source.flatMap((object) => {
    const other = target.find(({ kind, name }) => kind === 'extension' && name === object.name)
    if (object.kind !== 'extension' || other === undefined) return []
    const [one, two] = [versionOf(object), versionOf(other)]
    return one === two
      ? []
      : [`the extension ${object.name} is ${two} here, and ${one} in the source`]
  })
  if (isSameMajor(versions)) return extensions
  return [
    ...extensions,
    `the source is of PostgreSQL ${major(versions.source)} and the clone of ${major(versions.target)}: definitions were compared without what these versions write differently (qualifiers in queries, names of NOT NULL constraints, the privilege MAINTAIN)`,
  ]
}

/** Of everything that the source has. Names as values are whole on both sides. The caller's transaction holds the source. */
export async function proveAllRows(
  from: Session,
  to: Session,
  job: CloneJob,
): Promise<readonly TableProof[]> {
  await from.execute(sql`set local search_path to ''`)
  await to.execute(sql`set search_path to ''`)
  return proveRows(await readRelayTables(from), from, to, job)
}

/** Counts, and digests where they are wanted, of all tables on both sides. Throws where one differs. */
export async function proveRows(
  tables: readonly RelayTable[],
  from: Session,
  to: Session,
  { proof, report, signal }: CloneJob,
): Promise<readonly TableProof[]> {
  const proofs: TableProof[] = []
  for (const [index, table] of tables.entries()) {
    throwIfAborted(signal)
    report(`proving ${table.schema}.${table.name}`, index, tables.length)
    const [one, other] = await Promise.all([
      proveTable(from, table, proof),
      proveTable(to, table, proof),
    ])
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
