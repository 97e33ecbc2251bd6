/** Clones by reading here and writing there: of a source that is in use, and from one server to another. */
import { dumpSchema } from '../../../database/dialects/postgres/pgDump/dumpSchema'
import type { Database } from '../../../database/database'
import { textOf, type Session } from '../../../database/session'
import { sql } from '../../../database/sql'
import { readPostgresInventory } from '../../../schema/inventory/postgres/readInventory'
import type { SchemaObject } from '../../../schema/inventory/schemaObject'
import { RefusedError } from '../../../util/errors'
import type { CloneJob, CloneReport } from '../cloneEngine'
import { structureDigest } from '../structureDigest'
import { applyProperties, createEmpty, readProperties } from './databaseProperties'
import { copyLargeObjects } from './largeObjects'
import { findLeaks, rewriteForeignServers } from './leaks'
import { fillViews, readFilledViews } from './materializedViews'
import { isReachingOut } from './neutralise'
import { databaseOf, openEnd, openMaintenance, serverEndpoint } from './openEnds'
import { proveRows, proveStructure } from './prove'
import { readRelayTables, relayRows } from './relayTables'
import { replay } from './replay'
import { readRowTypes } from './rowTypes'
import { readSequencePlaces, setSequencePlaces } from './sequences'

/** The whole clone is of one moment: everything is read on a snapshot that this session holds. */
export async function cloneByRelay(job: CloneJob): Promise<CloneReport> {
  const source = openEnd(job.source, 'read', job)
  return source.withSession((session) =>
    session.transaction('read', async () => {
      await session.execute(sql`set local row_security to off`)
      await session.execute(sql`set local search_path to ''`)
      const snapshot = await exportSnapshot(session)
      const objects = await readPostgresInventory(session)
      requirePlanned(objects, job)
      const left = await makeEmpty(session, job)
      return fill(job, { source, session, snapshot, objects, left })
    }),
  )
}

export function requirePlanned(objects: readonly SchemaObject[], { structure }: CloneJob): void {
  if (structureDigest(objects) === structure) return
  throw new RefusedError(
    'plan-structure-changed',
    'the structure of the source has changed since the plan was made',
    { mend: 'plan again' },
  )
}

async function exportSnapshot(session: Session): Promise<string> {
  const { rows } = await session.execute(
    sql`select pg_catalog.pg_export_snapshot()::text as snapshot`,
  )
  return textOf(rows[0] ?? {}, 'snapshot')
}

async function serverVersion(session: Session): Promise<number> {
  const { rows } = await session.execute(
    sql`select current_setting('server_version_num') as version`,
  )
  return Number(textOf(rows[0] ?? {}, 'version'))
}

/** Makes the database with its properties. Returns what could not be given to it. */
async function makeEmpty(from: Session, job: CloneJob): Promise<readonly string[]> {
  const properties = await readProperties(from)
  const name = databaseOf(job.target)
  return openMaintenance(job).withSession(async (session) => {
    await session.execute(createEmpty(name, properties, await serverVersion(session)))
    return applyProperties(session, name, properties)
  })
}

interface Filling {
  readonly source: Database<'read'>
  /** Holds the snapshot. */
  readonly session: Session
  readonly snapshot: string
  readonly objects: readonly SchemaObject[]
  readonly left: readonly string[]
}

async function fill(job: CloneJob, filling: Filling): Promise<CloneReport> {
  const { source, session, snapshot, objects } = filling
  const { signal, report } = job
  const target = openEnd(job.target, 'write', job)
  report('reading the structure')
  const version = await serverVersion(session)
  const excludeSchemas = objects.length === 0 ? [] : await ownSchemas(session)
  const dump = await dumpSchema(serverEndpoint(job.source), {
    ...{ serverVersion: version, snapshot, excludeSchemas, signal },
  })
  await job.log('info', `structure read by ${dump.by}`)
  const tables = await readRelayTables(session)
  return target.withSession(async (into) => {
    report('making objects')
    await dropDefaults(session, into)
    const { preData, postData } = dump
    const before = await replay(into, [...kept(preData), ...(await readRowTypes(session))], signal)
    if (job.withData) {
      await copyLargeObjects(session, into)
      await relayRows(tables, {
        ...{ source, target, snapshot, signal, pairs: job.sessions },
        onTable: ({ schema, name }, done, total) =>
          report(`copying ${schema}.${name}`, done, total),
      })
    }
    report('making indexes and constraints')
    await into.execute(sql`set maintenance_work_mem to '256MB'`)
    const after = await replay(into, kept(postData), signal)
    await fillViews(into, await readFilledViews(session))
    if (job.withData) await setSequencePlaces(into, await readSequencePlaces(session))
    if (job.withData) await into.execute(sql`analyze`)
    const left = [...filling.left, ...before, ...after]
    const led = await rewriteForeignServers(into, job.names)
    const { objects: made, remarks } = await proveStructure(objects, into, left)
    const proofs = job.withData ? await proveRows(tables, session, into, job) : []
    return {
      ...{ method: 'relay', objects: made.length, tables: proofs },
      remarks: [...remarks, ...led],
      leaks: findLeaks(made, job.names),
    }
  })
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
