/** What databases are called while they wait to be dropped, and before they are anybody's. */
import { randomBytes } from 'node:crypto'

/** `zz_deleted_20261122T001530_8c1f02aa`: sorts by time, after all others. */
export function trashName(now: Date = new Date()): string {
  const moment = now.toISOString().replace(/[-:]/g, '').slice(0, 15)
  return `zz_deleted_${moment}_${randomBytes(4).toString('hex')}`
}

/** `drydock_new_20261122_001530_9f3c_2_8c1f02aa`: of the run and the step that make it. */
export function unfinishedName(runId: string, ordinal: number): string {
  return `drydock_new_${runId.replaceAll('-', '_')}_${ordinal}_${randomBytes(4).toString('hex')}`
}
