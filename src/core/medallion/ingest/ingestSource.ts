/** Reads one source and puts what is new into bronze: a run of its own. */
import { displayTable } from '../../database/table'
import type { RecordCounts, Run } from '../../ledger/run'
import type { Pipeline, Source } from '../definition/pipeline'
import { RecordHasher } from '../record/recordHash'
import { recordsOfIngest } from '../report/recordCounts'
import { medallionRun, type RunSpec } from '../run/medallionRun'
import { adoptRecords } from './adopt'
import { adoptHalves } from './adoptHalves'
import { noCounts, type IngestCounts } from './ingestCounts'
import type { IngestOptions, IngestTarget, OpenSource } from './ingestJob'
import { readIntoBronze } from './readIntoBronze'

export interface IngestedSource {
  readonly run: Run
  readonly source: string
  readonly counts: Readonly<IngestCounts>
  readonly records: RecordCounts
  readonly milliseconds: number
}

/** Throws what `medallionRun` throws. */
export async function ingestSource(
  pipeline: Pipeline,
  source: Source,
  target: IngestTarget,
  open: OpenSource,
  options: IngestOptions,
): Promise<IngestedSource> {
  const started = performance.now()
  const counts = noCounts()
  const hasher = new RecordHasher(source.significance)
  const run = await medallionRun(
    pipeline,
    ingestSpec(pipeline, source, target, hasher),
    target,
    options,
    (opened) => readIntoBronze({ pipeline, source, target, open, options, counts, hasher }, opened),
    () => recordsOfIngest(counts),
  )
  const records = recordsOfIngest(counts)
  return { run, source: source.name, counts, records, milliseconds: performance.now() - started }
}

/** What tells rows of bronze apart, and what they have besides. */
export const BRONZE_SHAPE = {
  key: ['entity_type', 'source_system', 'external_id', 'ingestion_run_id'],
  fields: ['raw_data', 'ingested_at'],
} as const

function ingestSpec(
  pipeline: Pipeline,
  source: Source,
  { session, bronze }: IngestTarget,
  hasher: RecordHasher,
): RunSpec {
  const { entity } = pipeline
  const { name } = source
  const { fingerprint } = hasher
  return {
    ...{ kind: 'ingest', sourceSystem: name, streamName: name, fingerprint },
    title: `${entity}: ${name} → bronze`,
    doing: `ingesting "${entity}" from "${name}"`,
    shape: { ...BRONZE_SHAPE, tables: [bronze] },
    adds: displayTable(bronze),
    prepare: async (stream) => {
      const adoption = { session, bronze, pipeline, source, hasher, stream }
      await adoptRecords(adoption)
      await adoptHalves(adoption)
    },
  }
}
