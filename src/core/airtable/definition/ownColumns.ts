/** Columns of a synced table that no export has: what a sync knows of each row. */

/** Airtable’s id of the record, or one that is derived from what tells it apart: the key by which rows are changed. */
export const ROW_ID = 'airtable_id'

/** Those that are written where the table has them. */
export const SYNC_COLUMNS = {
  lastSyncedAt: 'last_synced_at',
  syncVersion: 'sync_version',
  isActive: 'is_active',
  createdAt: 'created_at',
  updatedAt: 'updated_at',
} as const

export const OWN_COLUMNS: readonly string[] = [ROW_ID, ...Object.values(SYNC_COLUMNS)]
