import type { BatchWriters } from '../writeBatch'
import { batchRows } from './batchSql'
import { checkConstraints } from './checkConstraints'
import { deleteBatch } from './deleteBatch'
import { journalFoundDone } from './foundDone'
import { insertBatch } from './insertBatch'
import { updateBatch } from './updateBatch'

export const postgresWriters: BatchWriters = {
  prepare: (batch) => void (batch.op !== 'insert' && batchRows(batch)),
  insert: insertBatch,
  update: updateBatch,
  delete: deleteBatch,
  journalFoundDone,
  begin: (session) => checkConstraints(session, 'immediate'),
}
