import { readPostgresInventory } from '../../../schema/inventory/postgres/readInventory'
import type { CloneEngine } from '../cloneEngine'
import { cloneFolder } from './clone'
import { examine } from './examine'

/** The embedded database: a folder each. */
export const pgliteEngine: CloneEngine = Object.freeze<CloneEngine>({
  canRename: true,
  readInventory: readPostgresInventory,
  examine,
  clone: cloneFolder,
})
