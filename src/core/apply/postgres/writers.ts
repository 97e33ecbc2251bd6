import { sql } from '../../database/sql'
import type { BatchWriters } from '../writeBatch'
import { batchRows } from './batchSql'
import { checkConstraints } from './checkConstraints'
import { deleteBatch } from './deleteBatch'
import { journalFoundDone } from './foundDone'
import { insertBatch } from './insertBatch'
import { updateBatch } from './updateBatch'

/** What another server gives is read once, and not again for each row that it is joined with. */
const READ_ONCE = sql`set local enable_nestloop = off`

export const postgresWriters: BatchWriters = {
  prepare: (batch) => void (batch.op !== 'insert' && batchRows(batch)),
  insert: insertBatch,
  update: updateBatch,
  delete: deleteBatch,
  journalFoundDone,
  begin: async (session, group) => {
    await checkConstraints(session, 'immediate')
    if (group.some(({ table }) => table.elsewhere !== undefined)) await session.execute(READ_ONCE)
  },
}
