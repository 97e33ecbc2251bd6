/** What a dump says and the rows of a snapshot, put into an empty database; and the proof that it equals the source then. */
import type { SchemaDump } from '../../../database/dialects/postgres/pgDump/dumpSchema'
import type { Database } from '../../../database/database'
import { withHeldSessions } from '../../../database/heldSessions'
import { textOf, type Session } from '../../../database/session'
import { sql } from '../../../database/sql'
import type { SchemaObject } from '../../../schema/inventory/schemaObject'
import type { CloneJob, CloneReport } from '../cloneEngine'
import { serverEndpoint } from '../openEnds'
import { comparesRows } from '../proof'
import { build, postDataOf } from './builds'
import { deferValidation, readPartitionedTables, type DeferredKeys } from './foreignKeys'
import { copyLargeObjects } from './largeObjects'
import type { LeftOut } from './leftOut'
import { fillViews, readFilledViews } from './materializedViews'
import { isReachingOut } from './neutralise'
import type { Versions } from './otherServers'
import { proveRows, proveStructure } from './prove'
import { readRelayTables, relayRows, type RelayTable } from './relayTables'
import { replay } from './replay'
import { readServerVersion } from './serverVersion'
import { readRowTypes } from './rowTypes'
import { seal } from './seal'
import { readSequencePlaces, setSequencePlaces } from './sequences'
import { validateAndAnalyze } from './validateAndAnalyze'

export interface Filling {
  readonly source: Database<'read'>
  /** Holds the snapshot. */
  readonly session: Session
  readonly snapshot: string
  readonly dump: SchemaDump
  /** Of the source. */
  readonly objects: readonly SchemaObject[]
  /** What could not be given to the database. */
  readonly left: readonly LeftOut[]
}

/** What works on the clone: a session that is there from its beginning to its end, and others beside it. */
interface Site extends Filling {
  readonly target: Database<'write'>
  readonly into: Session
  readonly tables: readonly RelayTable[]
}

/** The database of the job's target is there, and empty. */
export async function fillClone(job: CloneJob, filling: Filling): Promise<CloneReport> {
  const { session, dump } = filling
  const { endpoint, environment } = job.target
  await job.log('info', `structure read by ${dump.by}`)
  const tables = await readRelayTables(session)
  return withHeldSessions((held) => {
    const target = held.open(endpoint, environment, 'write', { signal: job.signal })
    return target.withSession(async (into) => {
      const site = { ...filling, target, into, tables }
      const before = await makeTables(job, site)
      const after = await makeRest(job, site)
      return prove(job, site, [...filling.left, ...before, ...after])
    })
  })
}

/** Everything that has rows, and the rows. */
async function makeTables(job: CloneJob, site: Site): Promise<readonly LeftOut[]> {
  const { report, signal, withData } = job
  const { dump, session, into, source, target, snapshot, tables } = site
  report('making objects')
  await dropDefaults(session, into)
  const statements = [...kept(dump.preData), ...(await readRowTypes(session))]
  const left = await replay(into, statements, signal)
  if (!withData) return left
  const objectsLeft = await copyLargeObjects(session, into, signal)
  await relayRows(tables, {
    ...{ source, target, snapshot, signal, pairs: job.sessions },
    onTable: ({ schema, name }, done, total) => report(`copying ${schema}.${name}`, done, total),
  })
  return [...left, ...objectsLeft]
}

/** What is quicker made, or has to be made, when all rows are there. */
async function makeRest(job: CloneJob, site: Site): Promise<readonly LeftOut[]> {
  const { report, signal, withData, sessions } = job
  const { dump, session, into, target } = site
  report('making indexes and constraints')
  await into.execute(sql`set maintenance_work_mem to '256MB'`)
  const parts = postDataOf(kept(dump.postData))
  await build(target, parts, { sessions, signal })
  const { statements, validations } = await keysOf(into, parts.rest, job)
  const left = await replay(into, [...parts.settings, ...statements], signal)
  await fillViews(into, await readFilledViews(session))
  if (withData) {
    await setSequencePlaces(into, await readSequencePlaces(session))
    report('checking foreign keys and making statistics')
    await validateAndAnalyze(target, validations, job)
  }
  return [...left, ...(await replay(into, parts.eventTriggers, signal))]
}

async function keysOf(
  into: Session,
  statements: readonly string[],
  { withData }: CloneJob,
): Promise<DeferredKeys> {
  if (!withData) return { statements, validations: [] }
  return deferValidation(statements, await readPartitionedTables(into))
}

async function prove(
  job: CloneJob,
  { session, into, tables, objects }: Site,
  left: readonly LeftOut[],
): Promise<CloneReport> {
  const versions = await versionsOf(session, into, job)
  const wanted = job.withData ? objects : objects.filter(({ kind }) => kind !== 'large object')
  const proved = await proveStructure(wanted, into, left, versions)
  const proofs = comparesRows(job) ? await proveRows(tables, session, into, job) : []
  const sealed = await seal(into, proved.objects, job)
  return {
    ...{ method: 'relay', objects: proved.objects.length, tables: proofs },
    remarks: [...proved.remarks, ...sealed.remarks],
    leaks: sealed.leaks,
  }
}

/** Where the clone is on the same server, nothing is written differently. */
async function versionsOf(
  from: Session,
  into: Session,
  { maintenance, source }: CloneJob,
): Promise<Versions | undefined> {
  const [one, other] = [serverEndpoint(source), maintenance]
  if (other.engine !== 'pglite' && one.host === other.host && one.port === other.port)
    return undefined
  return { source: await readServerVersion(from), target: await readServerVersion(into) }
}

function kept(statements: readonly string[]): readonly string[] {
  return statements.filter((statement) => !isReachingOut(statement))
}

/** What every new database has, and the source may have dropped: a dump says nothing of what is not there. */
async function dropDefaults(from: Session, into: Session): Promise<void> {
  const { rows } = await from.execute(sql`
select
  exists (select from pg_catalog.pg_namespace where nspname = 'public')::text as public,
  exists (select from pg_catalog.pg_extension where extname = 'plpgsql')::text as plpgsql`)
  const row = rows[0] ?? {}
  if (textOf(row, 'public') === 'false') await into.execute(sql`drop schema if exists public`)
  if (textOf(row, 'plpgsql') === 'false') await into.execute(sql`drop extension if exists plpgsql`)
}
