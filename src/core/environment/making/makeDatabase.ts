/**
 * Makes one database of an environment. Until it is whole and registered it has a name that nobody else gives, or its maker's
 * mark where the engine cannot rename, and the ledger knows that it is being made: whatever ends the work, it is found and
 * removed.
 */
import type { StepContext, StepResult } from '../../apply/applySteps'
import { recordDatabase, forgetDatabase, type KnownDatabase } from '../../ledger/databaseStates'
import type { Change, Row } from '../../plan/plan'
import { RefusedError } from '../../util/errors'
import { insertRegistryRow } from '../registry/writeRegistry'
import { unfinishedName } from '../drop/trashName'
import type { CloneJob, CloneMethod, CloneReport } from '../engines/cloneEngine'
import { canRename, engineOf } from '../engines/engineOf'
import { comparesRows, proofOf, type Proof } from '../engines/proof'
import { databaseAt } from '../server/databaseAt'
import { readDatabaseId } from '../server/databaseId'
import { findDatabase } from '../server/serverDatabases'
import { renameDatabase } from '../server/renameDatabase'
import { removeMark } from './isOurs'
import { removeUnfinished } from './removeUnfinished'
import type { StepWorld } from './stepWorld'
import { saveReport } from './saveReport'

/** What a step of a plan says about the database to be made. */
interface Wanted {
  readonly name: string
  readonly base: string
  readonly environment: string
  readonly from: string
  readonly source: string
  readonly branch: string | null
  readonly expiresAt: string | null
  readonly method: CloneMethod
  readonly withData: boolean
  readonly proof: Proof
  readonly structure: string
  /** Definitions that name a database of the source environment were read and agreed to. */
  readonly acceptLeaks: boolean
}

function wantedOf({ table, after }: Change): Wanted {
  const text = (name: string) => after[name] ?? ''
  return {
    name: table,
    base: text('base'),
    environment: text('environment'),
    from: text('from'),
    source: text('source'),
    branch: after['branch'] ?? null,
    expiresAt: after['expiresAt'] ?? null,
    method: text('method') as CloneMethod,
    withData: text('withData') === 'true',
    proof: proofOf(after['proof']),
    structure: text('structure'),
    acceptLeaks: text('acceptLeaks') === 'true',
  }
}

type Registered = Awaited<ReturnType<StepWorld['registry']>>

export async function makeDatabase(
  world: StepWorld,
  change: Change,
  context: StepContext,
): Promise<StepResult> {
  const wanted = wantedOf(change)
  await removeUnfinished(world, wanted, context)
  const registry = await world.registry()
  const made = alreadyMade(registry, wanted, context)
  if (made) {
    await removeMarkOf(world, wanted)
    return { outcome: 'applied' }
  }
  await requireFree(world, registry, wanted)
  const { endpoint } = await world.server(wanted.environment)
  const name = canRename(endpoint.engine)
    ? unfinishedName(context.runId, context.ordinal)
    : wanted.name
  const making = knownOf(wanted, context, { databaseName: name, state: 'making' })
  await world.write((session) => recordDatabase(session, making))
  try {
    const report = await clone(world, wanted, name, context)
    const path = await saveReport(world, wanted, report, context)
    if (!wanted.acceptLeaks) requireNoLeaks(report, path)
    await publish(world, wanted, making)
    await removeMarkOf(world, wanted)
    await context.log('info', `${wanted.name}: ready, ${provenText(wanted)}; report: ${path}`)
    return { outcome: 'applied', after: { ...change.after, ...factsOf(wanted, report) } }
  } catch (error) {
    // What was begun is removed also where its user gave up.
    await removeUnfinished(world, wanted, context)
    throw error
  }
}

function knownOf(
  { base, environment, name, branch, from, expiresAt }: Wanted,
  { runId }: StepContext,
  { databaseName, state }: Pick<KnownDatabase, 'databaseName' | 'state'>,
): Omit<KnownDatabase, 'changedAt'> {
  return {
    ...{ databaseName, databaseId: null, state, environment, base, fullName: name },
    ...{ branch, source: from, runId, expiresAt },
  }
}

/** A run that goes on finds what it had finished. */
function alreadyMade(
  { rows, known }: Registered,
  { base, environment, name }: Wanted,
  { runId }: StepContext,
): boolean {
  const isRegistered = rows.some(
    (row) =>
      row.active && row.environment === environment && row.base === base && row.fullName === name,
  )
  return isRegistered && known.some((one) => one.databaseName === name && one.runId === runId)
}

async function requireFree(
  { server }: StepWorld,
  { rows }: Registered,
  { base, environment, name }: Wanted,
): Promise<void> {
  const row = rows.find(
    (one) =>
      one.active &&
      (one.fullName === name || (one.environment === environment && one.base === base)),
  )
  if (row !== undefined)
    throw new RefusedError(
      'database-exists',
      `the registry has "${row.fullName}" already, as "${row.base}" of "${row.environment}"`,
    )
  const { exists } = await findDatabase(await server(environment), name)
  if (exists)
    throw new RefusedError(
      'database-exists',
      `the server has a database "${name}" already, which the registry does not know`,
      { mend: 'register it, rename it, or give the environment another name' },
    )
}

async function clone(
  world: StepWorld,
  wanted: Wanted,
  name: string,
  { runId, signal, log }: StepContext,
): Promise<CloneReport> {
  const { environment, from, source, withData, proof, method, structure } = wanted
  const [origin, target] = [await world.server(from), await world.server(environment)]
  const job: CloneJob = {
    source: { endpoint: databaseAt(origin.endpoint, source), environment: from },
    target: { endpoint: databaseAt(target.endpoint, name), environment },
    maintenance: target.endpoint,
    ...{ withData, proof, method, structure, runId, signal, log },
    sessions: world.sessions,
    names: world.names,
    others: world.others,
    report: (message, done, total) =>
      world.onProgress?.({
        message: `${wanted.name}: ${message}`,
        ...(done !== undefined && { done }),
        ...(total !== undefined && { total }),
      }),
  }
  return engineOf(origin.database.dialect).clone(job)
}

/** A clone that could reach into the environment that it came from is not ready. */
function requireNoLeaks({ leaks }: CloneReport, path: string): void {
  const [first] = leaks
  if (first === undefined) return
  const more = leaks.length === 1 ? '' : ` and ${leaks.length - 1} more`
  throw new RefusedError(
    'clone-leaks',
    `${first.object} names "${first.names}" of the source environment (${first.text})${more}`,
    { mend: `see all of them in ${path}; where they do no harm, repeat with --accept-leaks` },
  )
}

function provenText({ proof, source, withData }: Wanted): string {
  if (!withData || proof === 'rows') return `equal to ${source}`
  return proof === 'counts'
    ? `with as many rows as ${source}, which were not compared`
    : `with the definitions of ${source}; rows were not compared`
}

/** From here on it is the environment's: it gets its name and is registered. */
async function publish(
  world: StepWorld,
  wanted: Wanted,
  making: Omit<KnownDatabase, 'changedAt'>,
): Promise<void> {
  const { base, environment, name, branch, from } = wanted
  const target = await world.server(environment)
  // Whoever finds it under its new name before it is registered knows by its id that it is the one.
  const databaseId = await readDatabaseId(target, making.databaseName)
  await world.write((session) =>
    recordDatabase(session, { ...making, databaseName: name, databaseId }),
  )
  await renameDatabase(target, making.databaseName, name)
  await world.write(async (session) => {
    const table = await world.registryTable(session)
    const row = { base, environment, fullName: name, branch, source: from }
    await insertRegistryRow(session, table, row)
    await forgetDatabase(session, making.databaseName)
    const ready = { ...making, databaseName: name, databaseId, state: 'ready' as const }
    await recordDatabase(session, ready)
  })
}

/** Only now: of a database that has no mark, nothing else says that it is not finished, and that it may go. */
async function removeMarkOf(world: StepWorld, { environment, name }: Wanted): Promise<void> {
  const server = await world.server(environment)
  if (!canRename(server.endpoint.engine)) await removeMark(server, name)
}

/** Numbers that were only estimated stay as the plan has them. */
function factsOf(wanted: Wanted, { method, objects, tables }: CloneReport): Row {
  const made = { method, objects: String(objects) }
  if (wanted.withData && !comparesRows(wanted)) return made
  const rows = tables.reduce((sum, table) => sum + BigInt(table.rows), 0n)
  return { ...made, tables: String(tables.length), rows: String(rows) }
}
