/** Clones by the server's own copy of its files: of a source that nobody is on. */
import type { Session } from '../../../database/session'
import { sql } from '../../../database/sql'
import { readPostgresInventory } from '../../../schema/inventory/postgres/readInventory'
import type { SchemaObject } from '../../../schema/inventory/schemaObject'
import type { CloneJob, CloneReport, TableProof } from '../cloneEngine'
import { databaseOf, openEnd, openMaintenance } from '../openEnds'
import { comparesRows } from '../proof'
import { requirePlanned } from '../refusals'
import { structureDigest } from '../structureDigest'
import { copyDatabase } from './copyDatabase'
import { whileCreating } from './creation'
import { applyProperties, readProperties } from './databaseProperties'
import { remarkOf, type LeftOut } from './leftOut'
import { proveAllRows, proveStructure } from './prove'
import { cloneByRelay } from './relay'
import { seal } from './seal'

/** Somebody who came to the source since it was planned is not sent away: then it is relayed. */
export async function cloneByTemplate(job: CloneJob): Promise<CloneReport> {
  const name = databaseOf(job.target)
  job.report('copying the database')
  const left = await openMaintenance(job).withSession(async (session) => {
    const source = databaseOf(job.source)
    const copy = () => copyDatabase(session, source, name)
    if (!(await whileCreating(session, name, copy))) return undefined
    return applyProperties(session, name, await readProperties(session, source))
  })
  if (left === undefined) {
    await job.log('warning', 'somebody is on the source by now: its rows are relayed')
    return cloneByRelay(job)
  }
  return openEnd(job.target, 'write', job).withSession(async (into) => {
    await into.execute(sql`drop schema if exists drydock cascade`)
    const { objects, remarks } = await provePlanned(job, into, left)
    const tables = comparesRows(job) ? await proveCopied(job, into) : []
    const sealed = await seal(into, objects, job)
    return {
      ...{ method: 'template', objects: objects.length, tables },
      remarks: [...remarks, ...sealed.remarks],
      leaks: sealed.leaks,
    }
  })
}

/** What equals the plan equals the source that was planned. Where it does not, the source is asked what has changed. */
async function provePlanned(
  job: CloneJob,
  into: Session,
  left: readonly LeftOut[],
): ReturnType<typeof proveStructure> {
  const objects = await readObjects(into)
  if (structureDigest(objects) === job.structure) return { objects, remarks: left.map(remarkOf) }
  const source = await openEnd(job.source, 'read', job).withSession(readObjects)
  requirePlanned(source, job)
  return proveStructure(source, into, left)
}

function readObjects(session: Session): Promise<readonly SchemaObject[]> {
  return session.transaction('read', () => readPostgresInventory(session))
}

function proveCopied(job: CloneJob, into: Session): Promise<readonly TableProof[]> {
  return openEnd(job.source, 'read', job).withSession((session) =>
    session.transaction('read', () => proveAllRows(session, into, job)),
  )
}
