/** What a row of the silver table says of where its values come from; see `silver/provenance.ts`. */
import type { Rule } from '../definition/pipeline'

export interface RowProvenance {
  readonly sources: Readonly<Record<string, RecordAddress>>
  readonly cells: Readonly<Record<string, CellProvenance>>
  readonly score?: readonly { readonly flag: string; readonly deduct: string }[] | null
}

/** A version of a record in bronze. */
export interface RecordAddress {
  readonly id: string
  /** `ingestion_run_id` */
  readonly run: string
}

export interface CellProvenance {
  readonly source: string
  readonly rule: Rule | 'only' | 'group'
  /** Sources that said something else. */
  readonly over?: readonly string[] | null
}

/** Undefined where the column has none, or something that is not ours. */
export function readProvenance(
  text: string | null,
): (RowProvenance & { readonly score: NonNullable<RowProvenance['score']> }) | undefined {
  if (text === null) return undefined
  try {
    const read = JSON.parse(text) as Partial<RowProvenance> | null
    if (typeof read?.sources !== 'object' || typeof read.cells !== 'object') return undefined
    return { sources: read.sources, cells: read.cells, score: read.score ?? [] }
  } catch {
    return undefined
  }
}
