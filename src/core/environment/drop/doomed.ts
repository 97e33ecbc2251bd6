/**
 * The proof that a database may go. Whatever drops or renames one takes a `Doomed`, and only `doom` makes them: from what the
 * registry and the ledger say at that moment, not from what a plan or an argument says.
 */
import type { KnownDatabase } from '../../ledger/databaseStates'
import { RefusedError } from '../../util/errors'
import { findEnvironment } from '../../workspace/findEnvironment'
import { isProductionName } from '../../workspace/protection'
import { databaseName, isReserved } from '../../workspace/registry/databaseName'
import type { RegistryRow } from '../../workspace/registry/registryRows'
import type { Workspace } from '../../workspace/workspace'
import { folded, protectedNames, type ProtectedNames } from './protectedNames'

/** Which database is meant. */
export interface Condemned {
  readonly environment: string
  readonly base: string
  /** What its server calls it. */
  readonly databaseName: string
}

/** What is known when it is decided. */
export interface Evidence {
  readonly workspace: Workspace
  /** All rows of the registry. */
  readonly rows: readonly RegistryRow[]
  readonly known: readonly KnownDatabase[]
  /** Names of guarded environments as somebody typed them. */
  readonly confirmed: readonly string[]
}

const PROOF = Symbol('proved')

/** A database that may be dropped or renamed. */
export class Doomed {
  readonly environment: string
  readonly base: string
  readonly databaseName: string

  constructor({ environment, base, databaseName: name }: Condemned, proof: symbol) {
    if (proof !== PROOF) throw new Error('only doom() says which database may go')
    this.environment = environment
    this.base = base
    this.databaseName = name
    Object.freeze(this)
  }
}

/** Throws `RefusedError` where anything speaks for the database. */
export function doom(condemned: Condemned, evidence: Evidence): Doomed {
  const names = protectedNames(evidence.workspace, evidence.rows)
  const why =
    whyEnvironmentStays(condemned, evidence) ??
    whyNameStays(condemned, evidence, names) ??
    whyItIsNotOurs(condemned, evidence, names)
  if (why !== undefined)
    throw new RefusedError(
      'database-protected',
      `the database "${condemned.databaseName}" stays: ${why}`,
    )
  return new Doomed(condemned, PROOF)
}

function whyEnvironmentStays(
  { environment: name }: Condemned,
  { workspace, confirmed }: Evidence,
): string | undefined {
  if (isProductionName(folded(name))) return `"${name}" is production`
  if (name === workspace.registry?.environment) return `"${name}" has the registry`
  const { protection } = findEnvironment(workspace, name)
  if (protection === 'locked') return `"${name}" is locked`
  if (protection === 'guarded' && !confirmed.includes(name))
    return `"${name}" is guarded, and its name was not typed`
  return undefined
}

function whyNameStays(
  { environment, databaseName: name }: Condemned,
  { rows }: Evidence,
  names: ProtectedNames,
): string | undefined {
  const why = names.why(name)
  if (why !== undefined) return why
  const other = rows.find(
    (row) => row.active && row.environment !== environment && folded(row.fullName) === folded(name),
  )
  return other && `it is registered as a database of "${other.environment}"`
}

/** Ours is what the registry has for this very environment and base, and what a run has made or put away for them. */
function whyItIsNotOurs(
  { environment, base, databaseName: name }: Condemned,
  { rows, known }: Evidence,
  { unknown }: ProtectedNames,
): string | undefined {
  const ours = known.find((one) => one.databaseName === name)
  const isOfThis = ours?.environment === environment && ours.base === base
  if (isOfThis && ours.state !== 'ready') return undefined
  const isRegistered = rows.some(
    (row) =>
      row.active && row.environment === environment && row.base === base && row.fullName === name,
  )
  if (!isRegistered) return `the registry does not have it as "${base}" of "${environment}"`
  if (isOfThis) return undefined
  if (isReserved(name) || name !== databaseName(base, environment))
    return `it is not called what "${base}" of "${environment}" would be, "${databaseName(base, environment)}", and no run of Drydock has made it`
  if (unknown.length === 0) return undefined
  const names = unknown.map((one) => `"${one}"`).join(', ')
  return `no run of Drydock has made it, and which databases ${names} has is not known here`
}
