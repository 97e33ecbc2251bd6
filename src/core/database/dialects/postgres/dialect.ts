import type { Dialect } from '../../dialect'
import { sql } from '../../sql'
import { countRows, findSchema, listTables, readColumnNames } from './catalog'
import { expressions } from './expressions'
import { readIdentity, readVersion } from './identity'
import { findMissingPrivileges } from './privileges'
import { flushLater, prepareForBatches } from './batches'
import { rowHashes } from './rowHashes'
import { textHashes } from './textHashes'
import { boundTable } from './boundTable'
import { readStatistics } from './statistics'
import { readTable } from './tableStructure'
import { readTypes } from './types'

/** PostgreSQL 14 and later, over TCP. */
export const postgresDialect: Dialect = Object.freeze({
  engine: 'postgres',
  language: 'postgres',
  displayName: 'PostgreSQL',
  // A row of a result has 1664 columns at most, and each of the table's is there three times.
  capabilities: { advisoryLocks: true, concurrentSessions: true, cancel: true, mostColumns: 500 },
  readIdentity,
  readVersion,
  readTable,
  readColumnNames,
  findSchema,
  listTables,
  countRows,
  findMissingPrivileges,
  // Roles without a right to it see that there are replicas, and nothing of them.
  replicationLag: sql`
select coalesce(extract(epoch from max(replay_lag)), 0)::text as seconds,
  count(*) filter (where state is null)::text as hidden
from pg_catalog.pg_stat_replication`,
  prepareForBatches,
  flushLater,
  readTypes,
  expressions,
  readStatistics,
  rowHashes,
  textHashes,
  boundTable,
})
