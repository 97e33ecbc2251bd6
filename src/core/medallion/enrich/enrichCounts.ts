/** What became of the records that an enrichment asked for. Each that was asked for is exactly one of the five. */
export interface EnrichCounts {
  /** The first answer, or one again after there was none. */
  created: number
  changed: number
  unchanged: number
  /** The source has nothing of them. */
  missing: number
  quarantined: number
}

export function noEnrichCounts(): EnrichCounts {
  return { created: 0, changed: 0, unchanged: 0, missing: 0, quarantined: 0 }
}

/** Records that were asked for. */
export function asked({
  created,
  changed,
  unchanged,
  missing,
  quarantined,
}: Readonly<EnrichCounts>): number {
  return created + changed + unchanged + missing + quarantined
}
