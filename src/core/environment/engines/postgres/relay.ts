/** Clones by reading here and writing there: of a source that is in use, and from one server to another. */
import { dumpSchema, type SchemaDump } from '../../../database/dialects/postgres/pgDump/dumpSchema'
import { textOf, type Session } from '../../../database/session'
import { sql } from '../../../database/sql'
import { readPostgresInventory } from '../../../schema/inventory/postgres/readInventory'
import type { SchemaObject } from '../../../schema/inventory/schemaObject'
import { allOrNone } from '../../../util/allOrNone'
import type { CloneJob, CloneReport } from '../cloneEngine'
import { databaseOf, openEnd, openMaintenance, serverEndpoint } from '../openEnds'
import { requirePlanned } from '../refusals'
import { whileCreating } from './creation'
import { applyProperties, createEmpty, readProperties } from './databaseProperties'
import { fillClone } from './fillClone'
import type { LeftOut } from './leftOut'
import { readServerVersion } from './serverVersion'

/** The whole clone is of one moment: everything is read on a snapshot that this session holds. */
export async function cloneByRelay(job: CloneJob): Promise<CloneReport> {
  const source = openEnd(job.source, 'read', job)
  return source.withSession((session) =>
    session.transaction('read', async () => {
      await session.execute(sql`set local row_security to off`)
      await session.execute(sql`set local search_path to ''`)
      const snapshot = await exportSnapshot(session)
      const properties = await readProperties(session, databaseOf(job.source))
      const dump = await dumpOf(session, snapshot, job)
      // A database that is made before the structure is known to be the planned one is dropped again where it is not.
      const [read, left, objects] = await allOrNone(job.signal, [
        dump,
        () => makeEmpty(properties, job),
        () => readPlanned(session, job),
      ])
      return fillClone(job, { source, session, snapshot, dump: read, left, objects })
    }),
  )
}

async function readPlanned(session: Session, job: CloneJob): Promise<readonly SchemaObject[]> {
  const objects = await readPostgresInventory(session)
  requirePlanned(objects, job)
  return objects
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
async function makeEmpty(
  properties: Awaited<ReturnType<typeof readProperties>>,
  job: CloneJob,
): Promise<readonly LeftOut[]> {
  const name = databaseOf(job.target)
  return openMaintenance(job).withSession(async (session) => {
    const make = () => createEmpty(session, name, properties)
    const left = await whileCreating(session, name, make)
    return [...left, ...(await applyProperties(session, name, properties))]
  })
}

/** The ledger is left out. */
async function ownSchemas(session: Session): Promise<readonly string[]> {
  const { rows } = await session.execute(
    sql`select nspname::text as name from pg_catalog.pg_namespace where nspname = 'drydock'`,
  )
  return rows.map((row) => textOf(row, 'name'))
}
