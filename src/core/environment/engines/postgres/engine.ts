import type { CloneEngine } from '../cloneEngine'
import { settleCreation } from './creation'
import { examine } from './examine'
import { readExpected } from './expected'
import { cloneByRelay } from './relay'
import { cloneByTemplate } from './template'

/** PostgreSQL, over TCP. */
export const postgresEngine: CloneEngine = Object.freeze<CloneEngine>({
  canRename: true,
  settle: settleCreation,
  readInventory: readExpected,
  examine,
  clone: (job) => (job.method === 'template' ? cloneByTemplate(job) : cloneByRelay(job)),
})
