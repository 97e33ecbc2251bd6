/** What became of the records of an ingestion. Each that was read is exactly one of the six. */
export interface IngestCounts {
  /** Not known before, or gone and back again. */
  created: number
  changed: number
  unchanged: number
  /** The same record once more in one reading. */
  repeated: number
  quarantined: number
  /** Records that a complete reading no longer had; they were not read. */
  vanished: number
}

export function noCounts(): IngestCounts {
  return { created: 0, changed: 0, unchanged: 0, repeated: 0, quarantined: 0, vanished: 0 }
}

/** Records that were read. */
export function processed({
  created,
  changed,
  unchanged,
  repeated,
  quarantined,
}: Readonly<IngestCounts>): number {
  return created + changed + unchanged + repeated + quarantined
}
