/** Clones an embedded database: its folder is copied while nobody has it open. */
import { cp } from 'node:fs/promises'
import { basename } from 'node:path'
import { openDatabase } from '../../../database/database'
import { withClosedFolder } from '../../../database/dialects/pglite/closedFolder'
import type { Session } from '../../../database/session'
import { sql } from '../../../database/sql'
import { readPostgresInventory } from '../../../schema/inventory/postgres/readInventory'
import type { CloneEnd, CloneJob, CloneReport } from '../cloneEngine'
import { findLeaks, readHiddenTexts } from '../postgres/leaks'
import { proveAllRows, proveStructure } from '../postgres/prove'
import { comparesRows } from '../proof'
import { requirePlanned } from '../refusals'
import { emptyTables } from './emptyTables'

export async function cloneFolder(job: CloneJob): Promise<CloneReport> {
  job.report('copying the folder')
  const [from, to] = [folderOf(job.source), folderOf(job.target)]
  await withClosedFolder(from, () => copyFiles(from, to))
  const target = openDatabase(job.target.endpoint, job.target.environment, 'write')
  return target.withSession(async (into) => {
    await into.execute(sql`drop schema if exists drydock cascade`)
    if (!job.withData) await emptyTables(into)
    return prove(job, into)
  })
}

function folderOf({ endpoint }: CloneEnd): string {
  if (endpoint.engine !== 'pglite') throw new Error('a server is no folder')
  return endpoint.folder
}

/** What says that a server has the folder open is true of the source only. */
function copyFiles(from: string, to: string): Promise<void> {
  const isOfServer = (path: string) =>
    ['postmaster.pid', 'postmaster.opts'].includes(basename(path))
  return cp(from, to, {
    recursive: true,
    errorOnExist: true,
    force: false,
    filter: (path) => !isOfServer(path),
  })
}

/** The source may have been written to since it was closed: what was copied is compared with what is there. */
function prove(job: CloneJob, into: Session): Promise<CloneReport> {
  const source = openDatabase(job.source.endpoint, job.source.environment, 'read')
  return source.withSession((session) =>
    session.transaction('read', async () => {
      const objects = await readPostgresInventory(session)
      requirePlanned(objects, job)
      const { objects: made, remarks } = await proveStructure(objects, into, [])
      const proofs = comparesRows(job) ? await proveAllRows(session, into, job) : []
      const leaks = findLeaks(made, await readHiddenTexts(into), job)
      return { method: 'folder', objects: made.length, tables: proofs, remarks, leaks }
    }),
  )
}
