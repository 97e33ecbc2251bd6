/** Clones by the server's own copy of its files: of a source that nobody is on. */
import { isDatabaseError } from '../../../database/errors'
import { textOf, type Session } from '../../../database/session'
import { sql, type Sql } from '../../../database/sql'
import { readPostgresInventory } from '../../../schema/inventory/postgres/readInventory'
import type { CloneJob, CloneReport, TableProof } from '../cloneEngine'
import { applyProperties, readProperties } from './databaseProperties'
import { findLeaks, rewriteForeignServers } from './leaks'
import { neutralise } from './neutralise'
import { databaseOf, openEnd, openMaintenance } from './openEnds'
import { proveRows, proveStructure } from './prove'
import { cloneByRelay, requirePlanned } from './relay'
import { readRelayTables } from './relayTables'

/** A server's `55006`: somebody is on the source. */
const IN_USE = '55006'

/** Somebody who came to the source since it was planned is not sent away: then it is relayed. */
export async function cloneByTemplate(job: CloneJob): Promise<CloneReport> {
  const source = openEnd(job.source, 'read', job)
  const { objects, properties } = await source.withSession((session) =>
    session.transaction('read', async () => ({
      objects: await readPostgresInventory(session),
      properties: await readProperties(session),
    })),
  )
  requirePlanned(objects, job)
  const name = databaseOf(job.target)
  job.report('copying the database')
  const left = await openMaintenance(job).withSession(async (session) => {
    if (!(await copyDatabase(session, databaseOf(job.source), name))) return undefined
    return applyProperties(session, name, properties)
  })
  if (left === undefined) {
    await job.log('warning', 'somebody is on the source by now: its rows are relayed')
    return cloneByRelay(job)
  }
  const target = openEnd(job.target, 'write', job)
  return target.withSession(async (into) => {
    await into.execute(sql`drop schema if exists drydock cascade`)
    const cut = await neutralise(into)
    const led = await rewriteForeignServers(into, job.names)
    const { objects: made, remarks } = await proveStructure(objects, into, left)
    const proofs = await source.withSession((session) =>
      session.transaction('read', async () => proveQualified(session, into, job)),
    )
    return {
      ...{ method: 'template', objects: made.length, tables: proofs },
      remarks: [...remarks, ...cut, ...led],
      leaks: findLeaks(made, job.names),
    }
  })
}

/** Names as values are whole on both sides. */
async function proveQualified(
  session: Session,
  into: Session,
  job: CloneJob,
): Promise<readonly TableProof[]> {
  await session.execute(sql`set local search_path to ''`)
  await into.execute(sql`set search_path to ''`)
  return proveRows(await readRelayTables(session), session, into, job)
}

/** False where somebody is on the source. */
async function copyDatabase(session: Session, source: string, name: string): Promise<boolean> {
  const version = await versionOf(session)
  try {
    await session.execute(
      sql`create database ${sql.id(name)} template ${sql.id(source)}${await strategyOf(session, source, version)}`,
    )
    return true
  } catch (error) {
    if (isDatabaseError(error) && error.sqlState === IN_USE) return false
    throw error
  }
}

async function versionOf(session: Session): Promise<number> {
  const { rows } = await session.execute(
    sql`select current_setting('server_version_num') as version`,
  )
  return Number(textOf(rows[0] ?? {}, 'version'))
}

/** Above this size, copying files costs less than writing all of them to the log, too. */
const LARGE_BYTES = 200_000_000

/**
 * Copying files makes the server write everything down that it holds, twice: not for small ones. Where its file system shares
 * blocks, files are not even copied.
 */
async function strategyOf(session: Session, source: string, version: number): Promise<Sql> {
  if (version < 150000) return sql``
  const { rows } = await session.execute(
    sql`select pg_catalog.pg_database_size(${source}::name)::text as bytes`,
  )
  const isLarge = Number(textOf(rows[0] ?? {}, 'bytes')) > LARGE_BYTES
  return isLarge ? sql` strategy file_copy` : sql` strategy wal_log`
}
