import type { Dialect } from '../../dialect'
import { prepareForBatches } from './batches'
import { countRows, findSchema, listTables, readColumnNames, readTable } from './catalog'
import { expressions } from './expressions'
import { findNotTransactional } from './storage'
import { readIdentity, readVersion } from './identity'
import { findMissingPrivileges } from './privileges'
import { readStatistics } from './statistics'
import { textHashes } from './textHashes'
import { boundTable } from './boundTable'
import { readTyped } from './readTyped'
import { readTypes } from './types'

/** MariaDB 10.6 and later, MySQL 8.0.19 and later, over TCP. */
export const mysqlDialect: Dialect = Object.freeze({
  engine: 'mysql',
  language: 'mysql',
  displayName: 'MySQL',
  capabilities: { advisoryLocks: true, concurrentSessions: true, cancel: true, mostColumns: 1000 },
  readIdentity,
  readVersion,
  readTable,
  readColumnNames,
  findSchema,
  listTables,
  countRows,
  findMissingPrivileges,
  findNotTransactional,
  prepareForBatches,
  readTyped,
  readTypes,
  expressions,
  readStatistics,
  textHashes,
  boundTable,
})
