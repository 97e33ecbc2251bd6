import type { BatchWriters } from '../writeBatch'
import { batchDocument } from './batchSql'
import { deleteBatch } from './deleteBatch'
import { insertBatch } from './insertBatch'
import { updateBatch } from './updateBatch'

export const mysqlWriters: BatchWriters = {
  prepare: (batch) => void batchDocument(batch),
  insert: insertBatch,
  update: updateBatch,
  delete: deleteBatch,
  // InnoDB knows no deferred constraints.
  begin: () => Promise.resolve(),
}
