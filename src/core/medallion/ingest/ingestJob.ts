/** What an ingestion is asked to do. */
import type { Table } from '../../database/table'
import type { RecordSource, SourceContext } from '../../source/records/source'
import type { Pipeline, Source } from '../definition/pipeline'
import type { RecordHasher } from '../record/recordHash'
import type { MedallionTarget, RunOptions } from '../run/medallionRun'
import type { IngestCounts } from './ingestCounts'

export interface IngestTarget extends MedallionTarget {
  readonly bronze: Table
}

export interface IngestOptions extends RunOptions {
  /** Reads no more records than these. */
  readonly limit?: number | undefined
  /** Marks records as vanished however many they are. */
  readonly acceptVanished?: boolean | undefined
  /** Only some of the source's records are read: nothing is known of the others. */
  readonly isPart?: boolean | undefined
  /** Reads all, whatever earlier readings have left. */
  readonly full?: boolean | undefined
}

/** Opens the source with what it may ask for. */
export type OpenSource = (
  context: Pick<SourceContext, 'previous' | 'since' | 'checkpoint' | 'found' | 'warn'>,
) => Promise<RecordSource>

export interface IngestJob {
  readonly pipeline: Pipeline
  readonly source: Source
  readonly target: IngestTarget
  readonly open: OpenSource
  readonly options: IngestOptions
  readonly counts: IngestCounts
  readonly hasher: RecordHasher
}
