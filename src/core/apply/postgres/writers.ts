import { sql } from '../../database/sql'
import type { BatchWriters } from '../writeBatch'
import { batchRows } from './batchSql'
import { deleteBatch } from './deleteBatch'
import { insertBatch } from './insertBatch'
import { updateBatch } from './updateBatch'

export const postgresWriters: BatchWriters = {
  prepare: (batch) => void (batch.op !== 'insert' && batchRows(batch)),
  insert: insertBatch,
  update: updateBatch,
  delete: deleteBatch,
  settle: async (session) => void (await session.execute(sql`set constraints all immediate`)),
}
