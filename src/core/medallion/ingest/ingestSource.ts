/** Reads one source and puts what is new into bronze: a run of its own. */
import type { RecordCounts, Run } from '../../ledger/run'
import type { Pipeline, Source } from '../definition/pipeline'
import { RecordHasher } from '../record/recordHash'
import { recordsOfIngest } from '../report/recordCounts'
import { medallionRun } from '../run/medallionRun'
import { adoptAll } from './adoptHalves'
import { bronzeRun } from './bronzeRun'
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
    {
      ...bronzeRun('ingest', pipeline, source, target),
      fingerprint: hasher.fingerprint,
      prepare: (stream) => adoptAll({ ...target, pipeline, source, hasher, stream }),
    },
    target,
    options,
    (opened) => readIntoBronze({ pipeline, source, target, open, options, counts, hasher }, opened),
    () => recordsOfIngest(counts),
  )
  const records = recordsOfIngest(counts)
  return { run, source: source.name, counts, records, milliseconds: performance.now() - started }
}
