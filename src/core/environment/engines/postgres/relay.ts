/** Clones by reading here and writing there: of a source that is in use, and from one server to another. */
import { dumpSchema, type SchemaDump } from '../../../database/dialects/postgres/pgDump/dumpSchema'
import type { Database } from '../../../database/database'
import { textOf, type Session } from '../../../database/session'
import { sql } from '../../../database/sql'
import { readPostgresInventory } from '../../../schema/inventory/postgres/readInventory'
import type { SchemaObject } from '../../../schema/inventory/schemaObject'
import type { CloneJob, CloneReport } from '../cloneEngine'
import { comparesRows } from '../proof'
import { requirePlanned } from '../refusals'
import { build, postDataOf } from './builds'
import { whileCreating } from './creation'
import { applyProperties, createEmpty, readProperties } from './databaseProperties'
import { copyLargeObjects } from './largeObjects'
import type { LeftOut } from './leftOut'
import { fillViews, readFilledViews } from './materializedViews'
import { isReachingOut } from './neutralise'
import type { Versions } from './otherServers'
import { databaseOf, openEnd, openMaintenance, serverEndpoint } from '../openEnds'
import { analyze } from './analyze'
import { proveRows, proveStructure } from './prove'
import { readRelayTables, relayRows } from './relayTables'
import { replay } from './replay'
import { readServerVersion } from './serverVersion'
import { readRowTypes } from './rowTypes'
import { seal } from './seal'
import { readSequencePlaces, setSequencePlaces } from './sequences'

/** The whole clone is of one moment: everything is read on a snapshot that this session holds. */
export async function cloneByRelay(job: CloneJob): Promise<CloneReport> {
  const source = openEnd(job.source, 'read', job)
  return source.withSession((session) =>
    session.transaction('read', async () => {
      await session.execute(sql`set local row_security to off`)
      await session.execute(sql`set local search_path to ''`)
      const snapshot = await exportSnapshot(session)
      const [dump, empty] = await bothOrNeither(
        await dumpOf(session, snapshot, job),
        async () => {
          const objects = await readPostgresInventory(session)
          requirePlanned(objects, job)
          return { objects, left: await makeEmpty(session, job) }
        },
        job.signal,
      )
      return fill(job, { source, session, snapshot, dump, ...empty })
    }),
  )
}

/** Runs both at a time. `one` is stopped where the other fails, and throws what that has thrown. */
async function bothOrNeither<A, B>(
  one: (signal: AbortSignal) => Promise<A>,
  other: () => Promise<B>,
  signal: AbortSignal | undefined,
): Promise<[A, B]> {
  const stop = new AbortController()
  const first = one(signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]))
  try {
    return await Promise.all([first, other()])
  } catch (error) {
    stop.abort(error)
    await first.catch(() => undefined)
    throw error
  }
}

async function dumpOf(
  session: Session,
  snapshot: string,
  { report, source }: CloneJob,
): Promise<(signal: AbortSignal) => Promise<SchemaDump>> {
  report('reading the structure')
  const serverVersion = await readServerVersion(session)
  const excludeSchemas = await ownSchemas(session)
  return (signal) =>
    dumpSchema(serverEndpoint(source), { serverVersion, snapshot, excludeSchemas, signal })
}

async function exportSnapshot(session: Session): Promise<string> {
  const { rows } = await session.execute(
    sql`select pg_catalog.pg_export_snapshot()::text as snapshot`,
  )
  return textOf(rows[0] ?? {}, 'snapshot')
}

/** Makes the database with its properties. Returns what could not be given to it. */
async function makeEmpty(from: Session, job: CloneJob): Promise<readonly LeftOut[]> {
  const properties = await readProperties(from, databaseOf(job.source))
  const name = databaseOf(job.target)
  return openMaintenance(job).withSession(async (session) => {
    const make = () => createEmpty(session, name, properties)
    const left = await whileCreating(session, name, make)
    return [...left, ...(await applyProperties(session, name, properties))]
  })
}

interface Filling {
  readonly source: Database<'read'>
  /** Holds the snapshot. */
  readonly session: Session
  readonly snapshot: string
  readonly dump: SchemaDump
  readonly objects: readonly SchemaObject[]
  readonly left: readonly LeftOut[]
}

async function fill(job: CloneJob, filling: Filling): Promise<CloneReport> {
  const { source, session, snapshot, dump, objects } = filling
  const { signal, report } = job
  const target = openEnd(job.target, 'write', job)
  await job.log('info', `structure read by ${dump.by}`)
  const tables = await readRelayTables(session)
  return target.withSession(async (into) => {
    report('making objects')
    await dropDefaults(session, into)
    const { preData, postData } = dump
    const before = await replay(into, [...kept(preData), ...(await readRowTypes(session))], signal)
    const objectsLeft = job.withData ? await copyLargeObjects(session, into, signal) : []
    if (job.withData)
      await relayRows(tables, {
        ...{ source, target, snapshot, signal, pairs: job.sessions },
        onTable: ({ schema, name }, done, total) =>
          report(`copying ${schema}.${name}`, done, total),
      })
    report('making indexes and constraints')
    await into.execute(sql`set maintenance_work_mem to '256MB'`)
    const parts = postDataOf(kept(postData))
    await build(target, parts, { sessions: job.sessions, signal })
    const after = await replay(into, [...parts.settings, ...parts.rest], signal)
    await fillViews(into, await readFilledViews(session))
    if (job.withData) await setSequencePlaces(into, await readSequencePlaces(session))
    if (job.withData) await analyze(target, job)
    const left = [...filling.left, ...before, ...objectsLeft, ...after]
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
  })
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

/** The ledger is left out. */
async function ownSchemas(session: Session): Promise<readonly string[]> {
  const { rows } = await session.execute(
    sql`select nspname::text as name from pg_catalog.pg_namespace where nspname = 'drydock'`,
  )
  return rows.map((row) => textOf(row, 'name'))
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
