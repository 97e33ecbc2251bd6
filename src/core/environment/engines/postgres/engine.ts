import { readPostgresInventory } from '../../../schema/inventory/postgres/readInventory'
import type { CloneEngine } from '../cloneEngine'
import { examine } from './examine'
import { cloneByRelay } from './relay'
import { cloneByTemplate } from './template'

/** PostgreSQL, over TCP. */
export const postgresEngine: CloneEngine = Object.freeze<CloneEngine>({
  canRename: true,
  readInventory: readPostgresInventory,
  examine,
  clone: (job) => (job.method === 'template' ? cloneByTemplate(job) : cloneByRelay(job)),
})
