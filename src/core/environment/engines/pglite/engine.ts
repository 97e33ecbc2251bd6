import type { CloneEngine } from '../cloneEngine'
import { cloneFolder } from './clone'
import { examine } from './examine'
import { readExpected } from '../postgres/expected'

/** The embedded database: a folder each. */
export const pgliteEngine: CloneEngine = Object.freeze<CloneEngine>({
  canRename: true,
  readInventory: readExpected,
  examine,
  clone: cloneFolder,
})
