/** Clones a MySQL or MariaDB database by statements: its definitions under new names, and its rows between them. */
import type { Database } from '../../../database/database'
import type { Session } from '../../../database/session'
import { sql } from '../../../database/sql'
import { schemaObjectOf } from '../../../schema/inventory/mysql/definition'
import type { MysqlObject } from '../../../schema/inventory/mysql/mysqlObject'
import { readMysqlObjects } from '../../../schema/inventory/mysql/readInventory'
import { recreationSteps } from '../../../schema/recreate/mysql/recreationSteps'
import { sessionStatements } from '../../../schema/recreate/mysql/settings'
import type { RecreationStep } from '../../../schema/recreate/mysql/step'
import { AbortedError } from '../../../util/errors'
import type { CloneJob, CloneReport, Leak, TableProof } from '../cloneEngine'
import { databaseOf, openEnd, openMaintenance } from '../openEnds'
import { comparesRows } from '../proof'
import { requirePlanned } from '../refusals'
import { readHomonyms, type Homonyms } from './homonyms'
import { keysOf, makeKeys } from './keys'
import { makeObjects, type Left } from './makeObjects'
import { mark } from './marker'
import { findLeaks, withNewNames } from './names'
import { proveRows, proveStructure } from './prove'
import { byInsert, byRelay, copyRows } from './rows'
import { readSequencePlaces, setSequencePlaces, type SequencePlace } from './sequences'
import { passing, servesMariaDb, withSnapshot } from './snapshot'
import { readRowTables, type RowTable } from './tables'

/** What was read of the source before anything was made. */
interface Read {
  readonly objects: readonly MysqlObject[]
  readonly tables: readonly RowTable[]
  readonly sequences: readonly SequencePlace[]
  readonly homonyms: Homonyms
}

/** On a relay all is of one moment, which the sessions of the source hold. */
export async function cloneDatabase(job: CloneJob): Promise<CloneReport> {
  const source = openEnd(job.source, 'read', job)
  const readers = job.method === 'relay' && job.withData ? job.sessions : 1
  return withSnapshot(source, readers, job, async (sessions) => {
    const [session] = sessions
    if (session === undefined) throw new Error('a snapshot has a session')
    const read = await passing(session, () => readSource(session, job))
    await makeEmpty(job)
    return fill(job, { source, sessions, read })
  }).catch((error: unknown) => {
    // A commit that was stopped says that it is not permitted, and not that somebody has stopped it.
    throw job.signal?.aborted === true ? new AbortedError(error) : error
  })
}

async function readSource(session: Session, job: CloneJob): Promise<Read> {
  const name = databaseOf(job.source)
  job.report('reading the structure')
  const objects = await readMysqlObjects(session, name)
  requirePlanned(objects.map(schemaObjectOf), job)
  return {
    objects,
    tables: await readRowTables(session, name),
    sequences: await readSequencePlaces(session, name),
    homonyms: await readHomonyms(session, job),
  }
}

/** A crash between the two leaves a database without anything, which may be removed as well. */
async function makeEmpty(job: CloneJob): Promise<void> {
  const name = databaseOf(job.target)
  await openMaintenance(job).withSession(async (session) => {
    await session.execute(sql`create database ${sql.id(name)}`)
    await mark(session, name, job.runId)
  })
}

interface Filling {
  readonly source: Database<'read'>
  readonly sessions: readonly Session[]
  readonly read: Read
}

async function fill(job: CloneJob, filling: Filling): Promise<CloneReport> {
  const { objects, sequences, tables, homonyms } = filling.read
  const renamed = objects.map((object) => withNewNames(object, job.names, homonyms))
  const { steps } = recreationSteps(renamed, databaseOf(job.target))
  const of = (phase: RecreationStep['phase']) => steps.filter((step) => step.phase === phase)
  const { ofTables, rest } = keysOf(of('after rows'), job.withData ? tables : [])
  const left: Left = []
  const target = openEnd(job.target, 'write', job)
  await target.withSession((into) => make(into, of('before rows'), { ...job, left }))
  if (job.withData)
    await copyRows(tables, target, waysOf(job, filling), {
      ...{ signal: job.signal, report: job.report },
      makeKeys: (into, { name }) => makeKeys(into, ofTables.get(name) ?? [], { ...job, left }),
    })
  await target.withSession(async (into) => {
    await make(into, rest, { ...job, left })
    if (job.withData) await setSequencePlaces(into, sequences)
  })
  // The sessions that made objects have the settings of the last one.
  const found = await target.withSession((into) => readMysqlObjects(into, databaseOf(job.target)))
  const remarks = proveStructure(renamed, found, left)
  const leaks = findLeaks(found, job, homonyms)
  await tellOf(leaks, job)
  const proofs = comparesRows(job) ? await prove(job, filling, target) : []
  return { method: job.method, objects: found.length, tables: proofs, remarks, leaks }
}

async function make(
  into: Session,
  steps: readonly RecreationStep[],
  making: CloneJob & { readonly left: Left },
): Promise<void> {
  for (const statement of sessionStatements(await servesMariaDb(into)))
    await into.execute(statement)
  await makeObjects(into, steps, making)
}

function waysOf(job: CloneJob, { sessions }: Filling): Parameters<typeof copyRows>[2] {
  if (job.method === 'relay') return sessions.map(byRelay)
  return Array.from({ length: job.sessions }, () => byInsert(databaseOf(job.source)))
}

/** What the server has copied by itself is compared to what the source has by then. */
function prove(
  job: CloneJob,
  { source, sessions: [snapshot], read: { tables } }: Filling,
  target: Database<'write'>,
): Promise<readonly TableProof[]> {
  return target.withSession((into) => {
    if (job.method === 'relay' && snapshot !== undefined)
      return proveRows(tables, snapshot, into, job)
    return source.withSession((from) =>
      from.transaction('read', () => proveRows(tables, from, into, job)),
    )
  })
}

async function tellOf(leaks: readonly Leak[], { log, target }: CloneJob): Promise<void> {
  if (leaks.length === 0) return
  const objects = [...new Set(leaks.map(({ object }) => object))]
  await log(
    'warning',
    `${databaseOf(target)}: ${objects.join(', ')} may still reach databases of the source: see the report`,
  )
}
