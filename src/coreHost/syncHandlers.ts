/** Requests about syncs of Airtable bases. */
import { ensureSyncTables, planSyncTables, proposeSyncOf } from '../core/index'
import type { Handlers, Opener } from './requests'

export function syncHandlers(
  open: Opener,
): Pick<Handlers, 'proposeSync' | 'planSyncTables' | 'ensureSyncTables'> {
  return {
    proposeSync: async ({ exports, environment, dates, ...place }, options) =>
      proposeSyncOf(await open(place), exports, { ...options, environment, dates }),
    planSyncTables: async ({ path, ...place }, options) =>
      planSyncTables(await open(place), path, options),
    ensureSyncTables: async ({ path, confirm, ...place }, options) =>
      ensureSyncTables(await open(place), path, { ...options, confirm }),
  }
}
