/** What runs have done, in the numbers that users of ingestion scripts know. */
import type { RecordCounts } from '../../ledger/run'
import { asked, type EnrichCounts } from '../enrich/enrichCounts'
import type { PlanSummary } from '../../plan/plan'
import { processed, type IngestCounts } from '../ingest/ingestCounts'
import type { FinishedIngestion } from '../ingest/plan/finishIngestion'
import type { TransformCounts } from '../silver/transformCounts'

export function recordsOfIngest(counts: Readonly<IngestCounts>): RecordCounts {
  const { created, changed, unchanged, repeated, quarantined, vanished } = counts
  return {
    ...{ processed: processed(counts), created, updated: changed },
    ...{ skipped: unchanged + repeated, deleted: vanished, errors: quarantined },
  }
}

/** Of the plan of an ingestion that was applied: what was written, and what else the plan has found. */
export function recordsOfPlan(
  { processed, created, updated, vanished }: FinishedIngestion,
  { unchanged = 0, repeated = 0, quarantined = 0 }: PlanSummary,
): RecordCounts {
  return {
    ...{ processed, created, updated, skipped: Number(unchanged) + Number(repeated) },
    ...{ deleted: vanished, errors: Number(quarantined) },
  }
}

export function recordsOfEnrich(counts: Readonly<EnrichCounts>): RecordCounts {
  const { created, changed, unchanged, missing, quarantined } = counts
  return {
    ...{ processed: asked(counts), created, updated: changed },
    ...{ skipped: unchanged + missing, deleted: 0, errors: quarantined },
  }
}

export function recordsOfTransform(counts: TransformCounts): RecordCounts {
  const { created, updated, deleted, rejected, entities, flagged, averageScore } = counts
  return {
    ...{ processed: created + updated + deleted + rejected, created, updated },
    ...{ skipped: Math.max(0, entities - created - updated), deleted, errors: rejected },
    // Nothing was assessed where there was nothing to do.
    ...(entities > 0 && { flagged, averageScore }),
  }
}
