import type { BatchWriters } from '../writeBatch'
import { deleteBatch } from './deleteBatch'
import { insertBatch } from './insertBatch'
import { updateBatch } from './updateBatch'

export const mysqlWriters: BatchWriters = {
  insert: insertBatch,
  update: updateBatch,
  delete: deleteBatch,
  // InnoDB knows no deferred constraints.
  settle: () => Promise.resolve(),
}
