/** What runs that put records into bronze have in common. */
import { displayTable } from '../../database/table'
import type { Pipeline, Source } from '../definition/pipeline'
import type { RunSpec } from '../run/medallionRun'
import type { IngestTarget } from './ingestJob'

/** What tells rows of bronze apart, and what they have besides. */
export const BRONZE_SHAPE = {
  key: ['entity_type', 'source_system', 'external_id', 'ingestion_run_id'],
  fields: ['raw_data', 'ingested_at'],
} as const

const DOING = { ingest: 'ingesting', enrich: 'enriching' } as const

export function bronzeRun(
  kind: keyof typeof DOING,
  { entity }: Pipeline,
  { name }: Source,
  { bronze }: IngestTarget,
): Omit<RunSpec, 'fingerprint'> {
  return {
    ...{ kind, sourceSystem: name, streamName: name },
    title: `${entity}: ${name} → bronze`,
    doing: `${DOING[kind]} "${entity}" from "${name}"`,
    shape: { ...BRONZE_SHAPE, tables: [bronze] },
    adds: displayTable(bronze),
  }
}
