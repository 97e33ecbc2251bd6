/** The end of a clone: nothing of it acts on what its source is connected to, and what leads to the source leads to the clone. */
import type { Session } from '../../../database/session'
import { readPostgresInventory } from '../../../schema/inventory/postgres/readInventory'
import type { SchemaObject } from '../../../schema/inventory/schemaObject'
import type { CloneJob, CloneReport } from '../cloneEngine'
import { redirectServers } from './foreignServers'
import { findLeaks, readHiddenTexts } from './leaks'
import { dropUserMappings, stopCronJobs } from './neutralise'

/** Of a clone that was proved equal: these are its objects. Returns what was done, and what still reaches the source. */
export async function seal(
  session: Session,
  objects: readonly SchemaObject[],
  job: Pick<CloneJob, 'names' | 'others'>,
): Promise<Pick<CloneReport, 'remarks' | 'leaks'>> {
  const remarks = [
    ...(await dropUserMappings(session)),
    ...(await redirectServers(session, job.names)),
    ...(await stopCronJobs(session)),
  ]
  const sealed =
    remarks.length === 0
      ? objects
      : await session.transaction('read', () => readPostgresInventory(session))
  return { remarks, leaks: findLeaks(sealed, await readHiddenTexts(session), job) }
}
