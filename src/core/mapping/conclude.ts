/** What a comparison has come to: its numbers, its hazards, and whether it may be a plan at all. */
import type { PlanConclusion } from '../plan/plan'
import { compareDecimals, multiply } from '../schema/decimal'
import { RefusedError } from '../util/errors'
import { rowHazards, structuralHazards } from './hazards'
import type { DeleteLimit, MappingSummary } from './mapping'
import type { MergeCounts } from './mergeCounts'
import type { ResolvedMapping } from './resolveMapping'

/**
 * Throws `RefusedError` `too-many-deletes` where more rows would be deleted than the mapping allows: then the source
 * is more likely to be incomplete than right.
 */
export function conclude(resolved: ResolvedMapping, counts: MergeCounts): PlanConclusion {
  requireFewDeletes(resolved, counts)
  return {
    summary: summaryOf(resolved, counts),
    hazards: [...structuralHazards(resolved), ...rowHazards(resolved, counts)],
  }
}

function requireFewDeletes({ mapping }: ResolvedMapping, counts: MergeCounts): void {
  const { deleteLimit } = mapping.missing
  const { deleted, totalTarget } = counts
  if (deleted <= allowedDeletes(deleteLimit, totalTarget)) return
  const { environment } = mapping.target
  throw new RefusedError(
    'too-many-deletes',
    `${deleted} of ${totalTarget} rows in "${environment}" have no partner in "${mapping.source.environment}" and would be deleted, which is more than ${describeLimit(deleteLimit)}`,
    {
      mend: 'look whether the source is complete, or raise "missing.deleteLimit" in the definition',
    },
  )
}

/** The largest whole number of rows within the limit. */
export function allowedDeletes({ rows, percent }: DeleteLimit, totalTarget: number): number {
  const whole = multiply(String(totalTarget), multiply(percent, '0.01')).replace(/\..*$/, '')
  return compareDecimals(whole, String(rows)) > 0 ? Number(whole) : rows
}

function describeLimit({ rows, percent }: DeleteLimit): string {
  const limits = [
    ...(rows > 0 || percent === '0' ? [`${rows} rows`] : []),
    ...(percent === '0' ? [] : [`${percent}% of them`]),
  ]
  return limits.join(' and more than ')
}

function summaryOf({ matching }: ResolvedMapping, counts: MergeCounts): MappingSummary {
  const { duplicateKeys, nullKeys, invalidRows, ambiguous, targetAmbiguous, matchedBy } = counts
  return {
    totalSource: counts.totalSource,
    totalTarget: counts.totalTarget,
    matched: counts.matched,
    notFound: counts.notFound,
    notInSource: counts.notInSource,
    updated: counts.updated,
    inserted: counts.inserted,
    deleted: counts.deleted,
    sentBack: counts.sentBack,
    kept: counts.kept,
    undecided: counts.undecided,
    errors: duplicateKeys + nullKeys + invalidRows + ambiguous,
    duplicateKeys,
    nullKeys,
    targetDuplicateKeys: counts.targetDuplicateKeys,
    targetNullKeys: counts.targetNullKeys,
    ...(matching !== undefined && { ambiguous, targetAmbiguous, matchedBy }),
    fieldUpdates: counts.fieldUpdates,
  }
}
